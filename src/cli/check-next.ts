import type { LivemigError } from '../core/errors.ts';
import type { NextCommand } from '../core/events.ts';
import type { Journal } from '../core/journal.ts';
import { amount } from '../core/plain-units.ts';
import { stageBefore } from '../stages/stage-before.ts';
import { creationOf } from '../stages/start/this-migration.ts';
import type { Options } from './command-module.ts';
import { type Named, type Typed, typedAgain } from './typed-again.ts';

/** What has had its effect, or was asked for once. */
const said = [
  '--skip',
  '--unskip',
  '--because',
  '--list',
  '--explain',
  '--diff',
  '--dry-run',
  '--collect',
  '--save-facts',
];

export interface CheckEnd {
  readonly blockers: number;
  /** With which the run ends, having told what it saw. */
  readonly error: LivemigError | undefined;
  /** Something that could block was not looked at. */
  readonly isOpen: boolean;
  /** It was told to stop before it had seen everything. */
  readonly isStopped: boolean;
}

/** What comes after a check: the same again where something is to be mended, otherwise what the migration comes to next. */
export async function afterCheck(
  { blockers, error, isOpen, isStopped }: CheckEnd,
  options: Options,
  journal: Journal,
  env: Typed['env'],
): Promise<readonly NextCommand[]> {
  if (isStopped) return [await checkAgain(options, journal, env, 'looks at all of it anew')];
  if (blockers > 0)
    return [
      await checkAgain(
        options,
        journal,
        env,
        blockers === 1 ? 'once the blocker is gone' : `once the ${amount(blockers, 'blocker')} are gone`,
      ),
    ];
  if (error !== undefined) return [await checkAgain(options, journal, env, 'when that has been put right')];
  // What some rules say is no word on the others.
  if (options.only !== undefined)
    return [await checkAgain({ ...options, only: undefined }, journal, env, 'judges all rules')];
  const [command, reason] = wayOn(journal);
  const but = isOpen ? '; not all that could block was looked at' : '';
  return [
    { command: await typedAgain(command, { command: 'check', options, journal, env }), reason: `${reason}${but}` },
  ];
}

/** The same look, without what was said for one run. */
export async function checkAgain(
  options: Options,
  journal: Journal | undefined,
  env: Typed['env'],
  reason: string,
): Promise<NextCommand> {
  return { command: await typedAgain('check', { command: 'check', options, journal, env }, { without: said }), reason };
}

function wayOn(journal: Journal): readonly [Named, string] {
  if (creationOf(journal).state !== 'none') return ['status', 'shows where the migration stands'];
  const stage = stageBefore('start', journal) ?? 'start';
  return [stage, stage === 'link' ? 'begins the migration' : 'goes on with the migration'];
}
