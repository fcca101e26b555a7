import { Command, CommanderError, Option } from 'commander';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened, shown } from '../core/harmless.ts';
import { type CatalogueEntry, catalogue } from './catalogue.ts';
import { closest } from './closest.ts';
import { commandHelp, programHelp } from './command-help.ts';
import type { CommandModule, Options } from './command-module.ts';
import { commonFlags } from './common-options.ts';
import { type Flag, inOrder, longName, takesArgument } from './flags.ts';

/** A command that is to run. */
export interface Chosen {
  readonly name: string;
  readonly options: Options;
  load(): Promise<CommandModule>;
}

interface Outside {
  readonly version: string;
  readonly columns: number;
}

/** Parses the arguments into a command to run, or into a text that is already the answer; wrong usage is thrown. */
export async function parseArguments(argv: readonly string[], outside: Outside): Promise<Chosen | string> {
  let answer: Chosen | string = '';
  const program = await buildProgram(argv, outside, (choice) => {
    answer = choice;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
  return answer;
}

/** Only the command that was typed is declared whole; the others are a name. */
async function buildProgram(
  argv: readonly string[],
  outside: Outside,
  choose: (choice: Chosen | string) => void,
): Promise<Command> {
  const program = quiet(new Command('livemig'), choose);
  program.configureHelp({ formatHelp: () => programHelp(outside.columns) });
  if (argv.includes('--version')) program.version(outside.version, '--version');
  addFlags(program, commonFlags.flags).argument('[command]');
  program.action((word: string | undefined) => {
    if (word !== undefined) throw unknownCommand(word);
    const load = async () => (await import('./wizard-command.ts')).wizardCommand;
    choose({ name: 'livemig', options: program.opts(), load });
  });
  for (const entry of catalogue) {
    const command = quiet(program.command(entry.name), choose);
    if (argv.includes(entry.name)) await declare(command, entry, outside, choose);
  }
  return program;
}

async function declare(
  command: Command,
  entry: CatalogueEntry,
  { columns }: Outside,
  choose: (choice: Chosen | string) => void,
): Promise<void> {
  const help = await commandHelp(entry, columns);
  addFlags(command.configureHelp({ formatHelp: () => help }), commonFlags.flags);
  if ('declare' in entry) {
    const { groups, load } = await entry.declare();
    addFlags(
      command,
      inOrder(groups).flatMap(({ flags }) => flags),
    );
    command.action(() => choose({ name: entry.name, options: command.optsWithGlobals(), load }));
  } else {
    const { say } = await entry.text();
    command.argument('[word]').action(async (word: string | undefined) => choose(await say(word, columns)));
  }
}

/** Keeps commander away from the process: it throws, and what it has to say is handed on. */
function quiet(command: Command, say: (text: string) => void): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: say, writeErr: () => {}, outputError: () => {} })
    .helpOption('--help')
    .helpCommand(false);
}

function addFlags(command: Command, flags: readonly Flag[]): Command {
  for (const flag of flags) if (longName(flag) !== '--help') command.addOption(optionOf(flag));
  return command;
}

function optionOf(flag: Flag): Option {
  const option = new Option(flag.flag);
  if (!takesArgument(flag)) return option;
  option.argParser((value: string, before: unknown) => {
    refuseOther(flag, value);
    return flag.repeatable === true ? [...(Array.isArray(before) ? before : []), value] : value;
  });
  // An input knows its own default and variables, which come after the journal and before it.
  if (flag.input !== undefined) return option;
  if (flag.default !== undefined) option.default(flag.default);
  for (const name of flag.env ?? []) option.env(name);
  return option;
}

function refuseOther(flag: Flag, value: string): void {
  const { oneOf } = flag;
  if (oneOf === undefined || oneOf.includes(value)) return;
  const name = longName(flag);
  const near = closest(value, oneOf);
  throw new LivemigError({
    kind: 'usage',
    code: 'CHOICE',
    message: `${name} is ${shown(value)}; it can be ${oneOf.join(', ')}.`,
    fix: near === undefined ? `Give one of them, such as ${name} ${oneOf[0]}.` : `Did you mean ${name} ${near}?`,
  });
}

function unknownCommand(word: string): LivemigError {
  const names = catalogue.map(({ name }) => name);
  const near = closest(word, names);
  return new LivemigError({
    kind: 'usage',
    code: 'UNKNOWN_COMMAND',
    message: `There is no command ${shown(word)}.`,
    fix: near === undefined ? `The commands are ${names.join(', ')}.` : `Did you mean \`livemig ${near}\`?`,
  });
}

/** Commander's "error: unknown option '--foo'" with its suggestion, as one of our own errors. */
function usageError({ message }: CommanderError): LivemigError {
  const [said, hint] = hintApart(message.replace(/^error: /, '').trim());
  const text = shortened(harmless(said));
  return new LivemigError({
    kind: 'usage',
    code: 'USAGE',
    message: `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
    fix: hint ?? 'Look at --help for what can be given.',
  });
}

/** What was typed may hold anything, also line breaks; the suggestion comes after it, in brackets on a line of its own. */
function hintApart(message: string): readonly [string, string | undefined] {
  const at = message.lastIndexOf('\n(Did you mean ');
  return at < 0 ? [message, undefined] : [message.slice(0, at).trimEnd(), harmless(message.slice(at + 2, -1))];
}
