import type { KnownChoices } from '../core/known-choices.ts';
import type { ProfileFile } from '../core/profiles/profile.ts';
import { askedText } from './asked-text.ts';
import type { AskedText, Outcome, TextSettings } from './command-module.ts';
import { commandCalled, commandWord } from './command-word.ts';
import type { Chosen } from './parse-arguments.ts';
import type { RunPorts } from './run-ports.ts';

/** What is there before the world is built: enough for help and completion, which must not wait for anything. */
export interface ProgramPorts {
  readonly version: string;
  /** The width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  /** The names that were listed last for the migration in this directory; none where they cannot be read. */
  knownChoices(directory: string): Promise<KnownChoices>;
  /** The files of Atlas CLI and mongocli. */
  profileFiles(): Promise<readonly ProfileFile[]>;
  /** `timeoutMs` is when the run ends at the latest, as `signalOfRun` says. */
  makePorts(timeoutMs: number | undefined): Promise<RunPorts>;
}

/**
 * Parses the arguments (without the interpreter and the script), runs the command, reports its result, and returns the
 * exit code. The one place where errors end: nothing is thrown.
 */
export async function runProgram(argv: readonly string[], program: ProgramPorts): Promise<number> {
  if (argv[0] === 'completion' && argv[1] === 'answer') return answerShell(argv.slice(2), program);
  let chosen: Chosen | AskedText | undefined;
  let thrown: unknown;
  try {
    chosen = await parse(argv, program);
  } catch (error) {
    thrown = error;
  }
  if (chosen === undefined) {
    return (await toRun()).fail(undefined, commandTyped(argv), thrown, await program.makePorts(undefined));
  }
  if ('text' in chosen) return print(chosen, argv, program);
  return (await toRun()).runCommand(chosen, (timeoutMs) => program.makePorts(timeoutMs));
}

/**
 * What runs a command and tells how it ended: loaded before anything is run, because in the end another version may be
 * installed, and not for help and completion, which must not wait for it.
 */
const toRun = () => import('./run-command.ts');

/** With `--json` a text is the data of a result, like anything else. */
async function print(
  { name, text }: AskedText,
  argv: readonly string[],
  { out, makePorts }: ProgramPorts,
): Promise<number> {
  if (argv.includes('--json')) {
    const told: Outcome = { status: 'done', data: { text: text.replace(/\n$/, '') }, next: [] };
    return (await toRun()).finish(name, told, await makePorts(undefined));
  }
  out(text);
  return 0;
}

/** For the scripts of `livemig completion`: whatever happens, a shell that completes must not see it. */
async function answerShell(
  args: readonly string[],
  { env, out, knownChoices, profileFiles }: ProgramPorts,
): Promise<number> {
  const { completionAnswer } = await import('./completion-answer.ts');
  out(await completionAnswer(args, { env, knownChoices, profileFiles }).catch(() => ''));
  return 0;
}

/** Commander costs time to load, so what needs no parsing is answered without it. */
async function parse(argv: readonly string[], ports: ProgramPorts): Promise<Chosen | AskedText> {
  const settings: TextSettings = {
    columns: ports.columns ?? 80,
    get version() {
      return ports.version;
    },
  };
  const text = await askedText(argv, settings);
  if (text !== undefined) return text;
  const { parseArguments } = await import('./parse-arguments.ts');
  return parseArguments(argv, settings);
}

function commandTyped(argv: readonly string[]): string {
  return commandCalled(commandWord(argv))?.name ?? 'livemig';
}
