import type { Clock } from '../model/clock.ts';

/** The time of the embedded servers, which can be put forward: what a person would wait for need not be waited for. */
export interface ServerTime {
  /** In milliseconds since 1970. */
  now(): number;
  forward(ms: number): void;
}

export function createServerTime(clock: Pick<Clock, 'now'>): ServerTime {
  let ahead = 0;
  return {
    now: () => clock.now().getTime() + ahead,
    forward: (ms) => {
      ahead += ms;
    },
  };
}
