import type { Journal } from '../core/journal.ts';
import type { LivemigStep, Looked } from './world.ts';

/** A step, and what is known of it. */
export interface LookedStep {
  readonly step: Pick<LivemigStep, 'id' | 'fact'>;
  readonly looked: Looked;
}

/** The most useful thing to say of a stage, in a few words, of its steps; `undefined` where nothing has been begun. */
export function stageFact(steps: readonly LookedStep[], journal: Journal, now: Date): string | undefined {
  const begun = steps.filter(({ step, looked: { state } }) => step.id in journal.steps || isUnderWay(state));
  if (begun.length === 0) return undefined;
  const trouble = steps.find(({ looked: { state } }) => state === 'failed' || state === 'unknown');
  if (trouble?.looked.detail !== undefined) return trouble.looked.detail;
  const told = steps.reduce<string | undefined>(
    (before, { step, looked }) => step.fact?.(looked, { journal, now, before }) ?? before,
    undefined,
  );
  return told ?? lastDetail(begun.map(({ looked }) => looked));
}

/** What was only found or waited for does not stand in the journal. */
function isUnderWay(state: Looked['state']): boolean {
  return state === 'done' || state === 'waiting';
}

function lastDetail(looks: readonly Looked[]): string | undefined {
  return (looks.find(({ state }) => state === 'waiting') ?? looks.findLast(({ detail }) => detail !== undefined))
    ?.detail;
}
