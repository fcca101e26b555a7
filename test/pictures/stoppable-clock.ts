import { realClock } from '../support/test-ports.ts';

/** Goes as all clocks do, until it is stopped; what is skipped stays so. */
export function stoppableClock() {
  let skipped = 0;
  let stoppedAt: number | undefined;
  return {
    ...realClock,
    now: () => new Date((stoppedAt ?? Date.now()) + skipped),
    stop: () => {
      stoppedAt = Date.now();
    },
    go: () => {
      stoppedAt = undefined;
    },
    skip: (ms: number) => {
      skipped += ms;
    },
  };
}
