import { isSeldomDue } from '../core/following/pace.ts';
import type { RunClock } from '../core/ports.ts';
import type { StepId } from '../core/step.ts';
import type { Looked } from '../stages/world.ts';

/** What looks at the line have seen of its steps, for the looks after them. */
export interface KeptLooks {
  /** To be called as a look begins: what has been kept for long enough is looked at again in it. */
  begin(): void;
  /** What is kept of a step, with the time of that look: somebody may have changed by now also what does not go by itself. */
  of(step: StepId): Looked | undefined;
  keep(step: StepId, looked: Looked, how: 'for-good' | 'for-a-while'): void;
  /**
   * Whether the look that ends was only partly one, and has found the migration otherwise than the look before: then everything is
   * to be looked at, and nothing but what is kept for good is kept any more.
   *
   * @param standing how the migration stands, as a text to compare
   */
  isOvertaken(standing: string): boolean;
}

interface Kept {
  readonly looked: Looked;
  readonly since: number;
  readonly atLook: number;
}

export function createKeptLooks({ now, elapsed }: Pick<RunClock, 'now' | 'elapsed'>): KeptLooks {
  const forGood = new Map<StepId, Looked>();
  const forAWhile = new Map<StepId, Kept>();
  let looks = 0;
  let last: string | undefined;
  return {
    begin: () => {
      looks += 1;
      for (const [step, { since, atLook }] of forAWhile)
        if (isSeldomDue(elapsed() - since, looks - atLook)) forAWhile.delete(step);
    },
    of: (step) => forGood.get(step) ?? forAWhile.get(step)?.looked,
    keep: (step, seen, how) => {
      const looked = { ...seen, seenAt: now().toISOString() };
      if (how === 'for-good') forGood.set(step, looked);
      else forAWhile.set(step, { looked, since: elapsed(), atLook: looks });
    },
    isOvertaken: (standing) => {
      const isOtherwise = last !== undefined && last !== standing;
      last = standing;
      const isPart = [...forAWhile.values()].some(({ atLook }) => atLook < looks);
      if (!isOtherwise || !isPart) return false;
      forAWhile.clear();
      return true;
    },
  };
}
