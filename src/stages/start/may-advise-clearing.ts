import type { Fact } from '../../core/check.ts';
import { firstNames } from '../../core/first-names.ts';
import type { DestinationBefore, WriteBlock } from '../../core/results/left-behind.ts';
import { withoutStop } from '../../core/without-stop.ts';

export interface ClearingFacts {
  /** `undefined` where the journal does not tell, as for a migration that was adopted. */
  readonly before: DestinationBefore | undefined;
  /** By this journal, or perhaps. */
  readonly cutoverRequested: boolean;
  readonly sourceWrites: Fact<WriteBlock>;
  /** Namespaces on the destination that the source does not have. */
  readonly foreign: Fact<readonly string[]>;
}

/**
 * Whether somebody may be told to clear the destination after a migration that is FAILED or EXPIRED: only where all that
 * stands there is known to have come from this journal's own attempt. Otherwise the reason why that is not known.
 */
export function mayAdviseClearing(facts: ClearingFacts): { may: true } | { may: false; because: string } {
  const because = objectionTo(facts);
  return because === undefined ? { may: true } : { may: false, because };
}

function objectionTo({ before, cutoverRequested, sourceWrites, foreign }: ClearingFacts): string | undefined {
  if (cutoverRequested) return 'a cutover was requested, so that it may hold writes that the source does not have';
  if (sourceWrites.known && sourceWrites.value.state !== 'free')
    return 'writes on the source are blocked, as by a cutover, so that it may hold writes that the source does not have';
  if (before === undefined) return 'this journal does not say what was there before';
  if (before === 'not-looked-at') return 'it was not looked at before the migration was created';
  if (before === 'occupied') return 'it held data before the migration was created';
  if (!foreign.known) return `it was not compared with the source: ${withoutStop(foreign.reason)}`;
  if (foreign.value.length === 0) return undefined;
  return `it holds ${firstNames(foreign.value)}, which the source does not have`;
}
