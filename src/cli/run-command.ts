import { causesOf } from '../core/causes.ts';
import { isTimeUp } from '../core/deadline.ts';
import { LivemigError } from '../core/errors.ts';
import type { ResultError, ResultEvent } from '../core/events.ts';
import type { ErrorData } from '../core/results/error-data.ts';
import { advisingHere } from './advice-here.ts';
import type { Options, Outcome } from './command-module.ts';
import { prompterFor, readableTimeout, textOption } from './common-options.ts';
import { endedCommand } from './ended-command.ts';
import { exitCodeOf } from './exit-codes.ts';
import { noticingCreation } from './noticing-creation.ts';
import { inLooks } from './one-look.ts';
import type { Chosen } from './parse-arguments.ts';
import type { RunPorts } from './run-ports.ts';
import { systemRefusal } from './system-refusal.ts';
import { tell } from './tell.ts';

/** Runs a command, reports its result, and returns the exit code; whatever is thrown ends here. */
export async function runCommand(
  chosen: Chosen,
  makePorts: (timeoutMs: number | undefined) => Promise<RunPorts>,
): Promise<number> {
  const made = await makePorts(readableTimeout(chosen.options));
  const { ports, hasCreated } = noticingCreation(inLooks(advisingHere(made, chosen.options)));
  try {
    const { result, run } = await chosen.load();
    ports.reporter.tells?.(result.lines);
    const own = await withProfile(chosen, ports);
    return finish(chosen.name, await endedCommand(run(chosen.options, own), own), own);
  } catch (error) {
    // A library may wrap or replace the reason of an abort; what the user did is the reason all the same.
    const interrupted = ports.signal.aborted && !(error instanceof LivemigError);
    return await fail(
      chosen,
      chosen.name,
      interrupted ? ports.signal.reason : systemRefusal(error),
      ports,
      hasCreated(),
    );
  } finally {
    made.inspector.close();
  }
}

/** What looks for a profile costs time to load, so only where one is named and may be of use. */
async function withProfile({ options, takesKeys }: Chosen, ports: RunPorts): Promise<RunPorts> {
  const name = textOption(options, 'profile');
  if (name === undefined || !takesKeys) return ports;
  const { readProfile } = await import('./named-profile.ts');
  return { ...ports, profile: await readProfile(name, options, ports) };
}

/** Reports what a command came to. */
export function finish(
  command: string,
  { status, data, next, error, exitCode = 0, see }: Outcome,
  ports: RunPorts,
): number {
  const told = error === undefined ? null : resultError(error);
  const seen = see === undefined || next.length > 0 ? {} : { see };
  report({ command, status, exitCode, error: told, data, next: [...next], ...seen }, ports);
  return exitCode;
}

/** Reports the error that a command ended with, and what goes on from there; `chosen` is undefined where none could be run. */
export async function fail(
  chosen: Chosen | undefined,
  command: string,
  thrown: unknown,
  ports: RunPorts,
  hasCreated = false,
): Promise<number> {
  const options = chosen?.options ?? {};
  const onlyLooks = looksOnly(command, options, ports);
  const error = isFleeting(command) ? endedWithAll(thrown, command) : onlyLooks ? beginsAnew(thrown) : thrown;
  const exitCode = exitCodeOf(error);
  if (options.verbose === true) tellCauses(error, ports);
  // They know every stage, which a command that ends well may never need.
  const [{ nextAfter, seenBy }, { rememberedOf }] = await Promise.all([import('./next.ts'), import('./remembered.ts')]);
  const remembered = await rememberedOf(command, options, error, ports, hasCreated);
  const isOver = error instanceof LivemigError && error.kind === 'pending' && isTimeUp(ports.signal);
  const next = await nextAfter({ command, options, env: ports.env, error, isTimeUp: isOver, onlyLooks, remembered });
  const told = {
    command,
    status: exitCode === 8 && isFleeting(command) ? 'interrupted' : statusOf(exitCode),
    exitCode,
    error: resultError(error),
    data: dataOf(error),
    next: [...next],
  };
  const see = next.length === 0 ? seenBy(command, options) : undefined;
  report({ ...told, ...(see === undefined ? {} : { see }) }, ports);
  return exitCode;
}

/** What these have made is gone when they end, so that nothing is still in progress and nothing can be gone on with. */
function isFleeting(command: string): boolean {
  return command === 'sandbox' || command === 'rehearse';
}

function endedWithAll(error: unknown, command: string): unknown {
  if (!(error instanceof LivemigError) || error.code !== 'STILL_IN_PROGRESS') return error;
  return error.retold({
    message: `The time given with --timeout was up, so livemig ${command} was ended; what was in its sandbox is gone.`,
    fix: moreTime,
  });
}

const moreTime = 'Give it more time with --timeout, or leave that out: it begins anew.';

function beginsAnew(error: unknown): unknown {
  return error instanceof LivemigError && error.code === 'STILL_IN_PROGRESS' && !error.left
    ? error.retold({ fix: moreTime })
    : error;
}

/** What a library said, and what that wrapped: for whoever wants to know more than the error says. */
function tellCauses(error: unknown, ports: RunPorts): void {
  for (const cause of causesOf(error)) tell(ports, 'debug', `caused by ${cause}`);
}

/** The wizard without anybody to lead is `status`. */
function looksOnly(command: string, options: Options, ports: RunPorts): boolean {
  const isUnled = command === 'livemig' && prompterFor(options, ports) === undefined;
  return looking.includes(command) || options.dryRun === true || isUnled;
}

/** They keep nothing that could be gone on with. */
const looking = ['check', 'doctor', 'explain', 'plan-users', 'profile', 'report', 'rollback', 'status'];

/** What the error is about. */
function dataOf(error: unknown): ErrorData {
  if (!(error instanceof LivemigError)) return {};
  const { data, api } = error;
  return api === undefined ? data : { ...data, request: api };
}

function statusOf(exitCode: number): ResultEvent['status'] {
  if (exitCode === 3) return 'blocked';
  if (exitCode === 8) return 'in-progress';
  return exitCode >= 130 ? 'interrupted' : 'failed';
}

function resultError(error: unknown): ResultError {
  if (error instanceof LivemigError) {
    const { code, kind, message, fix, left } = error;
    return { code, kind, message, fix, ...(left ? { left } : {}) };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'BUG',
    kind: 'bug',
    message: `This is a bug in livemig: ${message}`,
    fix: 'Please report it with this text. The state file is as it was after the last finished step; running the same command again is safe.',
  };
}

function report(result: Omit<ResultEvent, 'type' | 'time'>, ports: RunPorts): void {
  ports.reporter.report({ type: 'result', time: ports.clock.now().toISOString(), ...result });
}
