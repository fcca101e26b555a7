import { LivemigError } from '../core/errors.ts';
import { emptyJournal } from '../core/journal.ts';
import { stageBefore } from '../stages/stage-before.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';

/** Something was not given, that a person would have been asked for. */
export function isMissing({ code, data }: LivemigError): boolean {
  return code === 'CREDENTIALS_MISSING' || data.problems?.some(({ problem }) => problem === 'missing') === true;
}

/** What an earlier stage has not done is told before what is missing for this one: it may be found out by then. */
export async function earlierFirst<Result>(
  command: string,
  { state }: Pick<MigrationFiles, 'state'>,
  { clock }: Pick<RunPorts, 'clock'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LivemigError) || !isMissing(error)) throw error;
    const before = stageBefore(command, (await state.load()) ?? emptyJournal(clock.now()));
    if (before === undefined) throw error;
    throw error.retold({
      message: `\`livemig ${before}\` comes before \`livemig ${command}\`, and this directory does not know it as done. ${error.message}`,
      fix: `Run \`livemig ${before}\` first, unless that was done elsewhere. ${error.fix}`,
    });
  }
}
