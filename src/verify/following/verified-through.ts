import { later } from '../../core/verification/cluster-time.ts';
import type { ClusterTime } from '../../core/verification/side.ts';

/** Up to which time of the source everything has been seen to have arrived. */
export interface VerifiedThrough {
  /** The next generation looks at everything up to here. Answers its number; 1 is the first. */
  begin(through: ClusterTime): number;
  /**
   * A look has ended.
   *
   * @param oldest the first generation that was to look at one of the documents that still differ; `undefined` where none does
   */
  end(oldest: number | undefined): void;
  readonly time: ClusterTime | undefined;
  readonly generation: number;
}

/**
 * What differs holds it back to right before its own generation; what the comparison itself has found, which is of
 * generation 0, has it stay where it is.
 *
 * @param before how far an earlier run had come
 */
export function verifiedThrough(before: ClusterTime | undefined): VerifiedThrough {
  let time = before;
  let generation = 0;
  const ends = new Map<number, ClusterTime>();
  return {
    begin(through) {
      generation += 1;
      ends.set(generation, through);
      return generation;
    },
    end(oldest) {
      // Of an earlier run, whose numbers mean nothing here.
      const first = oldest !== undefined && oldest > generation ? 0 : oldest;
      const whole = first === undefined ? generation : first - 1;
      time = later(time, ends.get(whole)) ?? time;
      for (const ended of ends.keys()) if (ended < whole) ends.delete(ended);
    },
    get time() {
      return time;
    },
    get generation() {
      return generation;
    },
  };
}
