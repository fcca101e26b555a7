import { type Journal, progressOf } from '../core/journal.ts';
import type { StageId } from '../core/step.ts';
import { commands } from './commands.ts';
import { stages } from './index.ts';
import { line, stepsOf } from './line.ts';
import { creationOf } from './start/this-migration.ts';

/**
 * The first stage before that of a command which this journal does not know as done; `undefined` where there is none, and
 * once a migration was asked for, as whoever adopts one has had it done elsewhere.
 */
export function stageBefore(command: string, journal: Journal): StageId | undefined {
  const { stage } = Object.values(commands).find((one) => one.command === command) ?? {};
  if (stage === undefined || creationOf(journal).state !== 'none') return undefined;
  const before = stages.slice(
    0,
    stages.findIndex(({ id }) => id === stage),
  );
  return before.map(({ id }) => id).find((id) => !isDone(id, journal));
}

/** The last step of a stage comes when all before it are done. */
function isDone(stage: StageId, journal: Journal): boolean {
  const last = stepsOf({ stage }, line).at(-1);
  return last !== undefined && progressOf(journal, last.id) === 'done';
}
