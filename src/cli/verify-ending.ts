import { isTimeUp } from '../core/deadline.ts';
import { isInterruption, LivemigError } from '../core/errors.ts';
import type { NextCommand } from '../core/events.ts';
import { amount } from '../core/plain-units.ts';
import type { KeptVerification } from '../core/ports.ts';
import { comparisonText } from '../core/results/stage-results.ts';
import type { VerifyData } from '../core/results/verify-data.ts';
import { differingText } from '../core/verification/last-look.ts';
import { notIdentical } from '../core/verification/not-identical.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import { standingOf } from '../core/verification/standing.ts';
import type { Verification } from '../core/verification/verification.ts';
import type { Options, Outcome } from './command-module.ts';
import { dirFlag } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';
import { wayAfter } from './ways-on.ts';

interface Step {
  readonly id: string;
  readonly title: string;
}

/** `livemig verify WORD` in this directory. */
export function verifyCommandLine(word: string, options: Options, reason: string, more = ''): NextCommand {
  return { command: `livemig verify${word === '' ? '' : ` ${word}`}${more}${dirFlag(options)}`, reason };
}

/** How one is gone on with that has come to no verdict. */
export function waysToResume(
  { watch }: Pick<VerifyRequest, 'watch'>,
  options: Options,
  reason = 'goes on where it stopped',
): readonly NextCommand[] {
  const resume = verifyCommandLine('resume', options, reason);
  if (!watch) return [resume];
  const toTheEnd = 'once every write to the source has been stopped: ends with a verdict';
  return [resume, verifyCommandLine('resume', options, toTheEnd, ' --writes-stopped')];
}

/** What a verification ends with that has come to a verdict. */
export function endedWell(
  verification: Verification,
  data: VerifyData,
  { request, options, step }: { readonly request: VerifyRequest; readonly options: Options; readonly step: Step },
  ports: RunPorts,
): Outcome {
  const isIdentical = verification.verdict === 'identical';
  reportEnd(step, isIdentical ? 'done' : 'failed', isIdentical ? comparisonText(verification) : undefined, ports);
  const share = verification.scope?.share;
  const merging = share === undefined ? undefined : mergeNext(share.of, data, options);
  if (isIdentical) return { status: 'done', data, next: merging === undefined ? [] : [merging] };
  const error = notIdentical(
    verification,
    request.duringSync ? 'before the cutover' : 'meanwhile',
    Math.min(10, request.reportRows),
  );
  const file = data.verification?.files.differences;
  const more =
    verification.differencesTotal > 0 && file !== undefined ? ` The file ${file} lists all differences.` : '';
  const see = verifyCommandLine('show last', options, 'shows all that is known of it');
  return { ...failed(error.retold({ fix: `${error.fix}${more}` }), data, merging === undefined ? [] : [merging]), see };
}

function mergeNext(of: number, { verification }: VerifyData, options: Options): NextCommand | undefined {
  if (verification === undefined || of < 2) return undefined;
  const reason = `once all ${of} shares are done, with the result.json of each`;
  return verifyCommandLine('merge', options, reason, ` ${verification.files.result}`);
}

interface Cut {
  readonly kept: KeptVerification;
  readonly error: unknown;
  data(): Promise<VerifyData>;
}

/** What one ends with that has come to none: it was stopped, or it failed. What was compared so far is kept. */
export async function endedBy(
  { kept, error, data }: Cut,
  { options, step }: { readonly options: Options; readonly step: Step },
  ports: RunPorts,
): Promise<Outcome> {
  // A bug says so itself.
  if (!(error instanceof LivemigError)) throw error;
  const isStopped = error.kind === 'pending' || isInterruption(error);
  const [message = error.message] = error.message.split('\n');
  reportEnd(step, 'failed', isStopped ? 'stopped' : message, ports);
  const at = ports.clock.now().toISOString();
  const how = isStopped ? 'stopped' : 'failed';
  try {
    await kept.journal.append({ kind: 'ended', at, how, error: { code: error.code, message: error.message } });
  } catch (unwritten) {
    // Why it ended is told all the same; without a word it counts as cut off.
    if (unwritten instanceof LivemigError && unwritten.message !== error.message)
      tell(ports, 'warning', unwritten.message);
    return ending(error, {}, kept, options, ports);
  }
  const told = await data();
  return ending(isStopped ? error.retold(keptWords(error, told, options)) : error, told, kept, options, ports);
}

async function ending(
  error: LivemigError,
  data: VerifyData,
  kept: KeptVerification,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  const next = await resumeAfter(error, kept, options, ports);
  return { ...failed(error, data, next), see: verifyCommandLine('status', options, 'shows how far it has come') };
}

/** Who stops it is to know that nothing is lost; after Ctrl-C people are told the message alone. */
function keptWords(
  { message }: LivemigError,
  { verification }: VerifyData,
  options: Options,
): { readonly message: string; readonly fix: string } {
  const { command } = verifyCommandLine('resume', options, '');
  const done = verification?.progress.documents.done ?? 0;
  const kept = `What was compared so far is kept: ${amount(done, 'document')} of both sides together.`;
  return {
    message: `${message} ${done === 0 ? 'No document was compared to its end yet.' : kept}${soFar(verification)}`,
    fix: `\`${command}\` goes on from there.`,
  };
}

/** Who stops it must not take what was compared for what is the same. */
function soFar(verification: VerifyData['verification']): string {
  const { followed, differencesFound = 0 } = verification ?? {};
  if (differencesFound > 0)
    return ` So far ${amount(differencesFound, 'difference')} ${differencesFound === 1 ? 'was' : 'were'} found.`;
  const differing = { documents: followed?.open ?? 0, definitions: followed?.definitions ?? 0 };
  return differing.documents + differing.definitions === 0
    ? ''
    : ` At the last look ${differingText(differing)} differed.`;
}

/** Two runs in a row that come to nothing in the same way are enough: then a person has to look. */
const mostInVain = 1;

async function resumeAfter(
  error: LivemigError,
  kept: KeptVerification,
  options: Options,
  ports: RunPorts,
): Promise<readonly NextCommand[]> {
  const standing = await kept.journal.entries().then(standingOf, () => undefined);
  const way = wayAfter[error.code];
  if (standing === undefined || way === 'person' || way === 'help') return [];
  const inVain = standing.fruitless > mostInVain && !isInterruption(error);
  if (inVain && (way !== 'resume' || isTimeUp(ports.signal))) return [];
  const reason = way === 'mend' ? 'when that has been done' : 'goes on where it stopped';
  return waysToResume(standing.request, options, reason);
}

/** Another verification runs in this directory, or may. */
export function refusedByLock(error: LivemigError, options: Options): Outcome {
  const look = verifyCommandLine('status', options, 'shows how far that one is');
  return { ...failed(error, {}, wayAfter[error.code] === 'status' ? [look] : []), see: look };
}

export function failed(error: LivemigError, data: VerifyData, next: readonly NextCommand[]): Outcome {
  const exitCode = exitCodeOf(error);
  return { status: statusOf(exitCode), exitCode, error, data: { ...data, ...error.data }, next };
}

function statusOf(exitCode: number): Outcome['status'] {
  if (exitCode === 3) return 'blocked';
  if (exitCode === 8) return 'in-progress';
  return exitCode >= 130 ? 'interrupted' : 'failed';
}

function reportEnd({ id, title }: Step, state: 'done' | 'failed', detail: string | undefined, ports: RunPorts): void {
  const time = ports.clock.now().toISOString();
  const told = detail === undefined ? {} : { detail };
  ports.reporter.report({ type: 'step', time, step: id, title, state, ...told });
}
