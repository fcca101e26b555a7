import { type ErrorKind, LivemigError } from '../core/errors.ts';
import type { NextCommand, ResultError, ResultEvent } from '../core/events.ts';
import type { KnownChoices } from '../core/known-choices.ts';
import type { ErrorData } from '../core/results/error-data.ts';
import { codes } from '../stages/start/migration-status.ts';
import { advisingHere } from './advice-here.ts';
import { askedText } from './asked-text.ts';
import type { AskedText, Options, Outcome, Outside } from './command-module.ts';
import { commandCalled, commandWord } from './command-word.ts';
import { dirFlag, readableTimeout } from './common-options.ts';
import { endedCommand } from './ended-command.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { Host } from './host.ts';
import { inLooks } from './one-look.ts';
import type { Chosen } from './parse-arguments.ts';
import { systemRefusal } from './system-refusal.ts';

/** What is there before the world is built: enough for help and completion, which must not wait for anything. */
export interface Surroundings {
  readonly version: string;
  /** The width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  /** The names that were listed last for the migration in this directory; none where they cannot be read. */
  knownChoices(directory: string): Promise<KnownChoices>;
  /** `timeoutMs` is when the run ends at the latest, as `signalOfRun` says. */
  makeHost(timeoutMs: number | undefined): Promise<Host>;
}

/**
 * Parses the arguments (without the interpreter and the script), runs the command, reports its result, and returns the
 * exit code. The one place where errors end: nothing is thrown.
 */
export async function runProgram(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  if (argv[0] === 'completion' && argv[1] === 'answer') return answerShell(argv.slice(2), surroundings);
  let chosen: Chosen | AskedText | undefined;
  let thrown: unknown;
  try {
    chosen = await parse(argv, surroundings);
  } catch (error) {
    thrown = error;
  }
  if (chosen === undefined) {
    return fail(undefined, commandTyped(argv), thrown, await surroundings.makeHost(undefined));
  }
  if ('text' in chosen) return print(chosen, argv, surroundings);
  const host = inLooks(advisingHere(await surroundings.makeHost(readableTimeout(chosen.options)), chosen.options));
  try {
    const { run } = await chosen.load();
    return finish(chosen.name, await endedCommand(run(chosen.options, host), host), host);
  } catch (error) {
    // A library may wrap or replace the reason of an abort; what the user did is the reason all the same.
    const interrupted = host.signal.aborted && !(error instanceof LivemigError);
    return fail(chosen, chosen.name, interrupted ? host.signal.reason : systemRefusal(error), host);
  }
}

/** With `--json` a text is the data of a result, like anything else. */
async function print(
  { name, text }: AskedText,
  argv: readonly string[],
  { out, makeHost }: Surroundings,
): Promise<number> {
  if (argv.includes('--json')) {
    return finish(
      name,
      { status: 'done', data: { text: text.replace(/\n$/, '') }, next: [] },
      await makeHost(undefined),
    );
  }
  out(text);
  return 0;
}

/** For the scripts of `livemig completion`: whatever happens, a shell that completes must not see it. */
async function answerShell(args: readonly string[], { env, out, knownChoices }: Surroundings): Promise<number> {
  const { completionAnswer } = await import('./completion-answer.ts');
  out(await completionAnswer(args, { env, knownChoices }).catch(() => ''));
  return 0;
}

/** Commander costs time to load, so what needs no parsing is answered without it. */
async function parse(argv: readonly string[], surroundings: Surroundings): Promise<Chosen | AskedText> {
  const outside: Outside = {
    columns: surroundings.columns ?? 80,
    get version() {
      return surroundings.version;
    },
  };
  const text = await askedText(argv, outside);
  if (text !== undefined) return text;
  const { parseArguments } = await import('./parse-arguments.ts');
  return parseArguments(argv, outside);
}

function finish(command: string, { status, data, next, exitCode = 0 }: Outcome, host: Host): number {
  report({ command, status, exitCode, error: null, data, next: [...next] }, host);
  return exitCode;
}

function fail(chosen: Chosen | undefined, command: string, error: unknown, host: Host): number {
  const exitCode = exitCodeOf(error);
  const next = [nextAfter(error, exitCode, command, chosen?.options ?? {})];
  report({ command, status: statusOf(exitCode), exitCode, error: resultError(error), data: dataOf(error), next }, host);
  return exitCode;
}

/** What the error is about. */
function dataOf(error: unknown): ErrorData {
  if (!(error instanceof LivemigError)) return {};
  const { data, api } = error;
  return api === undefined ? data : { ...data, request: api };
}

function nextAfter(error: unknown, exitCode: number, command: string, options: Options): NextCommand {
  if (exitCode === 2 && !(error instanceof LivemigError && error.left)) return helpFor(command);
  const isOver = error instanceof LivemigError && Object.values<string>(codes).includes(error.code);
  if (isOver)
    return { command: `livemig status${dirFlag(options)}`, reason: 'what it has left behind, and what to do' };
  return wayOn(command, options, error);
}

function helpFor(command: string): NextCommand {
  return { command: `${typed(command)} --help`, reason: 'the flags and variables' };
}

/**
 * The same command goes on, at once or when the fix is done; only a rehearsal has nothing to go on with. Where the fix is
 * another way, the same command would be refused again.
 */
function wayOn(command: string, options: Options, error: unknown): NextCommand {
  if (command === 'rehearse') return { command: typed(command), reason: 'starts over, with a fresh sandbox' };
  const kind = error instanceof LivemigError ? error.kind : undefined;
  if (kind !== undefined && elsewhere.includes(kind)) {
    return { command: `livemig status${dirFlag(options)}`, reason: 'shows where this migration stands' };
  }
  const reason =
    kind !== undefined && toBeDone.includes(kind) ? 'when that has been done' : 'continues where it stopped';
  return { command: `${typed(command)}${dirFlag(options)}`, reason };
}

const elsewhere: readonly ErrorKind[] = ['drift', 'outcome-unknown'];
const toBeDone: readonly ErrorKind[] = ['blocked', 'credentials', 'state-file', 'locked'];

/** `livemig` alone is a command too. */
function typed(command: string): string {
  return command === 'livemig' ? command : `livemig ${command}`;
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

function commandTyped(argv: readonly string[]): string {
  return commandCalled(commandWord(argv))?.name ?? 'livemig';
}

function report(result: Omit<ResultEvent, 'type' | 'time'>, host: Host): void {
  host.reporter.report({ type: 'result', time: host.clock.now().toISOString(), ...result });
}
