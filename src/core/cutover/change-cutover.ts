import type { LivemigError } from '../errors.ts';
import { isSameProcess, type Liveness, type Owner } from '../owner.ts';
import { type ArmedCutover, type CutoverState, type CutoverTerms, standingAt } from './armed-cutover.ts';
import { notInState, watchedByAnother, windowClosed } from './cutover-errors.ts';
import { type CutoverWindow, phaseOf } from './cutover-window.ts';

/** What somebody does to a cutover. `because` continues a sentence: "because the lag is 41 s". */
export type CutoverChange =
  | { readonly does: 'arm'; readonly terms: CutoverTerms }
  /** Another process goes on where the watcher has ended, or may have: then only because a person says so. */
  | { readonly does: 'watch'; readonly watcher: Liveness }
  | { readonly does: 'wait'; readonly for: readonly string[] }
  | { readonly does: 'attempt' }
  /** Right before the request is sent. */
  | { readonly does: 'request' }
  /** The request has provably never left, or was not accepted. */
  | { readonly does: 'take-back'; readonly because: string }
  | { readonly does: 'finish' }
  | { readonly does: 'fail'; readonly because: string }
  | { readonly does: 'give-up'; readonly because: string }
  | { readonly does: 'reschedule'; readonly window: CutoverWindow }
  | { readonly does: 'cancel'; readonly because: string };

/** What has been done to a cutover then, as messages say it. */
export const participles = {
  arm: 'armed',
  watch: 'taken over',
  wait: 'postponed',
  attempt: 'attempted',
  request: 'requested',
  'take-back': 'taken back',
  finish: 'ended',
  fail: 'ended as failed',
  'give-up': 'given up',
  reschedule: 'rescheduled',
  cancel: 'cancelled',
} as const satisfies Readonly<Record<Does, string>>;

type Does = CutoverChange['does'];
type StateName = CutoverState['name'] | 'none';

interface Rule {
  /** The states in which it can be done. */
  readonly in: readonly StateName[];
  /** `watcher`: only by the process that watches. */
  readonly by: 'anybody' | 'watcher';
  /** Only while the window is open. */
  readonly inWindow?: true;
}

/** Whatever is not here is refused. */
export const rules: Readonly<Record<Does, Rule>> = {
  arm: { in: ['none', 'gave-up', 'cancelled'], by: 'anybody' },
  watch: { in: ['armed', 'waiting', 'attempting', 'requested'], by: 'anybody' },
  wait: { in: ['armed', 'waiting', 'attempting'], by: 'watcher' },
  attempt: { in: ['armed', 'waiting'], by: 'watcher', inWindow: true },
  request: { in: ['attempting'], by: 'watcher', inWindow: true },
  'take-back': { in: ['requested'], by: 'watcher' },
  finish: { in: ['requested'], by: 'watcher' },
  fail: { in: ['requested'], by: 'watcher' },
  'give-up': { in: ['armed', 'waiting', 'attempting'], by: 'watcher' },
  reschedule: { in: ['armed', 'waiting'], by: 'anybody' },
  cancel: { in: ['armed', 'waiting', 'attempting'], by: 'anybody' },
};

/**
 * The next revision of a cutover; `undefined` is one that was never armed. `by` is the process that changes it.
 *
 * Throws a LivemigError that says how the cutover stands and what can be done, where it cannot be done: in its state or
 * outside of its window (kind `blocked`), or by another process than the one that watches (kind `locked`).
 */
export function changed(
  before: ArmedCutover | undefined,
  change: CutoverChange,
  { by, now }: { readonly by: Owner; readonly now: Date },
): ArmedCutover {
  const at = now.toISOString();
  const cutover = before && standingAt(before, now);
  const refusal = refusalOf(cutover, change, by, now);
  if (refusal !== undefined) throw refusal;
  const revision = (cutover?.revision ?? 0) + 1;
  if (change.does === 'arm') {
    const armed = { at, by: by.user };
    return { revision, armed, watcher: by, terms: change.terms, state: { name: 'armed' } };
  }
  if (cutover === undefined) throw new Error(`nothing is armed, and ${change.does} was let pass`);
  return {
    ...{ revision, armed: cutover.armed },
    watcher: change.does === 'watch' ? by : cutover.watcher,
    terms: change.does === 'reschedule' ? { ...cutover.terms, window: change.window } : cutover.terms,
    state: stateAfter(cutover.state, change, { at, by: by.user }),
  };
}

function refusalOf(
  cutover: ArmedCutover | undefined,
  change: CutoverChange,
  by: Owner,
  now: Date,
): LivemigError | undefined {
  const rule = rules[change.does];
  if (!rule.in.includes(cutover?.state.name ?? 'none')) return notInState(cutover, participles[change.does]);
  if (cutover === undefined) return undefined;
  const isWatcher = isSameProcess(cutover.watcher, by);
  if (rule.by === 'watcher' && !isWatcher) return watchedByAnother(cutover);
  if (change.does === 'watch' && change.watcher === 'alive' && !isWatcher) return watchedByAnother(cutover);
  const isOpen = phaseOf(cutover.terms.window, now) === 'open';
  return rule.inWindow === true && !isOpen ? windowClosed(cutover) : undefined;
}

function stateAfter(
  before: CutoverState,
  change: Exclude<CutoverChange, { does: 'arm' }>,
  act: { readonly at: string; readonly by: string },
): CutoverState {
  const { at } = act;
  switch (change.does) {
    case 'watch':
      return before.name === 'requested' ? before : { name: 'armed' };
    case 'reschedule':
      return { name: 'armed' };
    case 'wait':
      return { name: 'waiting', for: [...change.for] };
    case 'attempt':
      return { name: 'attempting', since: at };
    case 'request':
      return { name: 'requested', ...act };
    case 'take-back':
      return { name: 'waiting', for: [change.because] };
    case 'finish':
      return { name: 'done', at };
    case 'fail':
      return { name: 'failed', at, because: change.because };
    case 'give-up':
      return { name: 'gave-up', at, because: change.because };
    case 'cancel':
      return { name: 'cancelled', ...act, because: change.because };
  }
}
