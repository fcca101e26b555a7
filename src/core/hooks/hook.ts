import { z } from 'zod';
import type { HappeningName } from '../following/happening.ts';

export const HookName = z.enum([
  'on-ready',
  'on-armed',
  'before-cutover',
  'on-writes-stopped',
  'after-cutover',
  'on-failed',
  'on-stalled',
  'on-deadline',
  'on-verified',
]);
export type HookName = z.infer<typeof HookName>;

interface HookFacts {
  /** When it is run, for people. */
  readonly when: string;
  /** Whether the cutover is not requested where it fails. */
  readonly stops: boolean;
}

/** All hooks, in the order in which a migration comes to them; the last four when it happens. They are a contract. */
export const hooks: Readonly<Record<HookName, HookFacts>> = {
  'on-ready': { when: 'the migration is ready for the cutover', stops: false },
  'on-armed': { when: 'a cutover is armed for a window', stops: false },
  'before-cutover': {
    when: 'the cutover was approved, before its gates are looked at once more: the place to stop the applications',
    stops: true,
  },
  'on-writes-stopped': {
    when: 'before-cutover has ended well, right before the gates are looked at and the cutover is requested',
    stops: true,
  },
  'after-cutover': { when: 'the cutover is complete, and Atlas takes writes', stops: false },
  'on-failed': { when: 'the migration has failed or expired', stops: false },
  'on-stalled': { when: 'nothing has gone on for long', stops: false },
  'on-deadline': { when: 'the time in which a cutover is possible is nearly over', stops: false },
  'on-verified': { when: 'the comparison after the cutover has ended, and both sides are identical', stops: false },
};

/** A file that is run when its name says. */
export interface Hook {
  readonly name: HookName;
  /** As `spawn` takes it. */
  readonly file: string;
  /** It may be run again where nobody knows whether it has ended: its file says so by its ending. */
  readonly isRepeatable: boolean;
}

/** The ending of the file of a hook that may be run again. */
export const repeatableEnding = '.repeatable';

/** Which hook is run for what happens, once for each id; the others are run by whoever attempts the cutover, and by a verification. */
export const hookFor: Readonly<Partial<Record<HappeningName, HookName>>> = {
  ready: 'on-ready',
  armed: 'on-armed',
  complete: 'after-cutover',
  failed: 'on-failed',
  expired: 'on-failed',
  stalled: 'on-stalled',
  deadline: 'on-deadline',
};

/** The hooks of a run. */
export interface Hooks {
  /** Those that there are. */
  readonly given: readonly Hook[];
  /**
   * Runs the hook of that name, where there is one and it has not been run on this occasion, once those before have ended.
   *
   * Throws kind `blocked` (`HOOK_FAILED`) where one fails that the cutover waits for, `outcome-unknown` where it was begun
   * before and nobody knows whether it has ended; of the others that fail it warns.
   *
   * @param occasion which time that this is: the id of what happened, or of the attempt at a cutover
   */
  run(name: HookName, occasion: string): Promise<void>;
  /** When it was begun on that occasion, and ended well; `undefined` where it has not. */
  timesOf(name: HookName, occasion: string): Promise<HookTimes | undefined>;
}

/** ISO 8601, UTC. */
export interface HookTimes {
  readonly startedAt: string;
  readonly endedAt: string;
}

export const noHooks: Hooks = { given: [], run: async () => {}, timesOf: async () => undefined };
