import { z } from 'zod';
import { Owner } from '../owner.ts';
import { momentText } from '../plain-units.ts';
import { CutoverWindow, phaseOf } from './cutover-window.ts';

/** What was agreed to when the cutover was armed. */
export const CutoverTerms = z.object({
  /** Without one, it may be asked for as soon as all gates let it pass. */
  window: CutoverWindow.exactOptional(),
  /** Where somebody gave one. */
  maxLagSeconds: z.number().nonnegative().exactOptional(),
  /** Gates that refuse, and are passed all the same. */
  acceptedGates: z.array(z.object({ gate: z.string(), because: z.string() })),
  /** Gates that would only warn, and refuse here. */
  requiredGates: z.array(z.string()),
});
export type CutoverTerms = z.infer<typeof CutoverTerms>;

/** Who has changed something, and when. A script that only leaves a file is known by that file's owner. */
const Act = z.object({ at: z.iso.datetime(), by: z.string() });
export type Act = z.infer<typeof Act>;

/** Nothing of it says whether the migration itself ended: that is the journal's. */
export const CutoverState = z.discriminatedUnion('name', [
  z.object({ name: z.literal('armed') }),
  /** In its window, or without one: what keeps it from being attempted, each in words. */
  z.object({ name: z.literal('waiting'), for: z.array(z.string()) }),
  /** All gates have let it pass, and the last things before the request are done. */
  z.object({ name: z.literal('attempting'), since: z.iso.datetime() }),
  /** Written before the request is sent; from here on it cannot be undone. */
  z.object({ name: z.literal('requested'), ...Act.shape }),
  z.object({ name: z.literal('done'), at: z.iso.datetime() }),
  /** After it was requested. */
  z.object({ name: z.literal('failed'), at: z.iso.datetime(), because: z.string() }),
  /** Before it was requested. */
  z.object({ name: z.literal('gave-up'), at: z.iso.datetime(), because: z.string() }),
  z.object({ name: z.literal('cancelled'), ...Act.shape, because: z.string() }),
]);
export type CutoverState = z.infer<typeof CutoverState>;

export const stateNames = CutoverState.options.map(({ shape }) => shape.name.value);

/** A cutover that somebody armed, as every terminal sees it. */
export const ArmedCutover = z.object({
  /** Counted from 1 in a migration directory; each change makes the next, and only one change makes it. */
  revision: z.int().positive(),
  armed: Act,
  /** The process that follows the migration, and asks for the cutover. */
  watcher: Owner,
  terms: CutoverTerms,
  state: CutoverState,
});
export type ArmedCutover = z.infer<typeof ArmedCutover>;

/** Those before the request. */
export function isArmed({ name }: Pick<CutoverState, 'name'>): boolean {
  return name === 'armed' || name === 'waiting' || name === 'attempting';
}

/** Whether nobody watches a cutover that needs it; `unknown` where its process cannot be seen from here. */
export const watches = ['watched', 'nobody', 'unknown', 'not-needed'] as const;
export type Watch = (typeof watches)[number];

/** `watcher` is whether the process of that name lives. */
export function watchOf({ state }: ArmedCutover, watcher: 'alive' | 'dead' | 'elsewhere'): Watch {
  if (!isArmed(state) && state.name !== 'requested') return 'not-needed';
  return ({ alive: 'watched', dead: 'nobody', elsewhere: 'unknown' } as const)[watcher];
}

/**
 * A cutover as it stands by now, whether or not anybody has written that down: one whose window is over gave up, and one for
 * which there is a `cancelled` from outside is cancelled, unless it was requested before.
 */
export function standingAt(cutover: ArmedCutover, now: Date, cancelled?: Act): ArmedCutover {
  const { state, terms } = cutover;
  if (!isArmed(state)) return cutover;
  if (cancelled !== undefined) {
    return { ...cutover, state: { name: 'cancelled', ...cancelled, because: 'of the file cutover/cancel' } };
  }
  if (terms.window === undefined || phaseOf(terms.window, now) !== 'over') return cutover;
  const because = `its window is over${lastIn(state)}`;
  return { ...cutover, state: { name: 'gave-up', at: terms.window.until, because } };
}

/** What it had come to in its window. */
function lastIn(state: CutoverState): string {
  if (state.name === 'waiting') return ` (last in its way: ${state.for.join('; ')})`;
  return state.name === 'attempting' ? ` (it was being attempted since ${momentText(state.since)})` : '';
}
