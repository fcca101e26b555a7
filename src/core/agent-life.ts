/** How recent is alive is not documented; agents call every minute or less, so five minutes is generous. */
export const aliveWithinSeconds = 300;

/** Whether an agent whose last sign of life is so long ago counts as alive. */
export function isAlive(secondsAgo: number): boolean {
  return secondsAgo <= aliveWithinSeconds;
}
