/** A server whose answers take longer than before: milliseconds to a ping. */
export interface Slower {
  readonly beforeMs: number;
  readonly nowMs: number;
}

/** Tells when a server has become slower, so that whoever works on it stops. */
export interface Pace {
  look(): Promise<Slower | undefined>;
}

/** So many pings are taken for one: the fastest of them, which waited for nothing of ours. */
const pings = 5;
/** Less more than that is the network. */
const leastMs = 25;

/** Measures how fast the server answers, to compare with it: twice as slow is slower. `ping` gives its milliseconds. */
export async function paceOf(ping: () => Promise<number>): Promise<Pace> {
  const beforeMs = await fastest(ping);
  return {
    async look() {
      const nowMs = await fastest(ping);
      return nowMs >= 2 * beforeMs && nowMs >= beforeMs + leastMs ? { beforeMs, nowMs } : undefined;
    },
  };
}

async function fastest(ping: () => Promise<number>): Promise<number> {
  const taken: number[] = [];
  for (let count = 0; count < pings; count += 1) taken.push(await ping());
  return Math.min(...taken);
}
