import { Command, CommanderError } from 'commander';
import { LivemigError } from '../core/errors.ts';
import type { NextCommand, ResultError, ResultEvent } from '../core/events.ts';
import { harmless, shortened, shown } from '../core/harmless.ts';
import { catalogue } from './catalogue.ts';
import type { CommandModule, Options, Outcome } from './command-module.ts';
import { addCommonOptions, dirFlag } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { Host } from './host.ts';

interface Chosen {
  readonly name: string;
  readonly module: CommandModule;
  readonly options: Options;
}

/** What is there before the world is built: enough for help, which must not wait for anything. */
export interface Surroundings {
  readonly version: string;
  out(text: string): void;
  makeHost(): Promise<Host>;
}

/**
 * Parses the arguments (without the interpreter and the script), runs the command, reports its result, and returns the
 * exit code. The one place where errors end: nothing is thrown.
 */
export async function runProgram(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let chosen: Chosen | undefined;
  let thrown: unknown;
  try {
    const program = await buildProgram(argv, surroundings, (choice) => {
      chosen = choice;
    });
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    thrown = error;
  }
  const host = await surroundings.makeHost();
  if (chosen === undefined) return fail(undefined, commandTyped(argv), thrown, host);
  try {
    return finish(chosen.name, await chosen.module.run(chosen.options, host), host);
  } catch (error) {
    // A library may wrap or replace the reason of an abort; what the user did is the reason all the same.
    const interrupted = host.signal.aborted && !(error instanceof LivemigError);
    return fail(chosen, chosen.name, interrupted ? host.signal.reason : error, host);
  }
}

/** Only the command that was typed is loaded whole; the others are a name and a summary. */
async function buildProgram(
  argv: readonly string[],
  { out, version }: Surroundings,
  choose: (chosen: Chosen) => void,
): Promise<Command> {
  const program = quiet(new Command('livemig'), out)
    .description(
      'Live migrates a MongoDB deployment from Cloud Manager or Ops Manager into MongoDB Atlas:\nlink, provision, start. On a terminal, `livemig` alone leads through all three.',
    )
    .version(version, '--version', 'show the version')
    .showSuggestionAfterError()
    .addHelpText('after', '\nRun `livemig rehearse` to see a whole migration against the embedded sandbox.');
  addCommonOptions(program).argument('[command]');
  program.action(async (word: string | undefined) => {
    if (word !== undefined) throw unknownCommand(word);
    const { wizardCommand } = await import('./wizard-command.ts');
    choose({ name: 'livemig', module: wizardCommand, options: program.opts() });
  });
  for (const { name, summary, load } of catalogue) {
    const command = quiet(program.command(name).description(summary), out);
    if (!argv.includes(name)) continue;
    const module = await load();
    module.configure(command);
    addCommonOptions(command).action(() => choose({ name, module, options: command.optsWithGlobals() }));
  }
  return program;
}

/** Keeps commander away from the process: it throws, and what it has to say goes where we say. */
function quiet(command: Command, out: Surroundings['out']): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: () => {}, outputError: () => {} })
    .helpCommand(false);
}

function finish(command: string, { status, data, next, exitCode = 0 }: Outcome, host: Host): number {
  report({ command, status, exitCode, error: null, data, next: [...next] }, host);
  return exitCode;
}

function fail(chosen: Chosen | undefined, command: string, thrown: unknown, host: Host): number {
  const error = thrown instanceof CommanderError ? usageError(thrown) : thrown;
  const exitCode = exitCodeOf(error);
  const next = [exitCode === 2 ? helpFor(command) : sameAgain(command, chosen?.options ?? {})];
  report({ command, status: statusOf(exitCode), exitCode, error: resultError(error), data: {}, next }, host);
  return exitCode;
}

function helpFor(command: string): NextCommand {
  return { command: `${typed(command)} --help`, reason: 'the flags and variables' };
}

/** Whatever stopped a command, the same command goes on; only a rehearsal has nothing to go on with. */
function sameAgain(command: string, options: Options): NextCommand {
  return command === 'rehearse'
    ? { command: typed(command), reason: 'begins anew, with a fresh sandbox' }
    : { command: `${typed(command)}${dirFlag(options)}`, reason: 'goes on where it stopped' };
}

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
    return { code: error.code, kind: error.kind, message: error.message, fix: error.fix };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'BUG',
    kind: 'bug',
    message: `livemig made a mistake: ${message}`,
    fix: 'Please report it with this text. The state file is as it was after the last finished step; running the same command again is safe.',
  };
}

/** The name with the fewest other letters is worth a hint, if they are few. */
function unknownCommand(word: string): LivemigError {
  const names = catalogue.map(({ name }) => name);
  const [closest = ''] = names.toSorted((one, other) => lettersApart(one, word) - lettersApart(other, word));
  return new LivemigError({
    kind: 'usage',
    code: 'UNKNOWN_COMMAND',
    message: `There is no command ${shown(word)}.`,
    fix:
      lettersApart(closest, word) > 3
        ? `The commands are ${names.join(', ')}.`
        : `Did you mean \`livemig ${closest}\`?`,
  });
}

/** How many letters one word has that the other lacks. */
function lettersApart(one: string, other: string): number {
  const rest = [...other];
  const lacking = [...one].filter((letter) => {
    const at = rest.indexOf(letter);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return Math.max(lacking.length, rest.length);
}

/** Commander's "error: unknown option '--foo'" with its suggestion, as one of our own errors. */
function usageError({ message }: CommanderError): LivemigError {
  const [said, hint] = withoutHint(message.replace(/^error: /, '').trim());
  const text = `${shortened(harmless(said))}${hint}`;
  return new LivemigError({
    kind: 'usage',
    code: 'USAGE',
    message: `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
    fix: 'Look at --help for what can be given.',
  });
}

/** What was typed may hold anything, also line breaks; the suggestion comes after it, on a line of its own. */
function withoutHint(message: string): readonly [string, string] {
  const at = message.lastIndexOf('\n(Did you mean ');
  return at < 0 ? [message, ''] : [message.slice(0, at), `\n${harmless(message.slice(at + 1))}`];
}

function commandTyped(argv: readonly string[]): string {
  return catalogue.find(({ name }) => argv[0] === name)?.name ?? 'livemig';
}

function report(result: Omit<ResultEvent, 'type' | 'time'>, host: Host): void {
  host.reporter.report({ type: 'result', time: host.clock.now().toISOString(), ...result });
}
