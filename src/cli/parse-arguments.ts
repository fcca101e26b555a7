import { Command, CommanderError, Option } from 'commander';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened, shown } from '../core/harmless.ts';
import { nearest } from '../core/nearest.ts';
import { tidied } from '../core/tidied.ts';
import { refuseProblems } from '../engine/wrong-inputs.ts';
import { type CatalogueEntry, catalogue } from './catalogue.ts';
import type { AskedText, CommandModule, Options, TextSettings } from './command-module.ts';
import { commandCalled, commandWord } from './command-word.ts';
import { commonFlags } from './common-options.ts';
import { attributeName, type Flag, inOrder, longName, spelling, takesArgument } from './flags.ts';
import { unknownCommand } from './unknown-command.ts';
import { wordProblems } from './word-problems.ts';

/** A command that is to run. */
export interface Chosen {
  readonly name: string;
  readonly options: Options;
  /** It may ask Atlas or the manager. */
  readonly takesKeys: boolean;
  load(): Promise<CommandModule>;
}

/**
 * Parses the arguments into a command to run, or into a text that is already the answer; wrong usage is thrown. Flags
 * that ask for help or the version have been answered before (asked-text.ts).
 */
export async function parseArguments(argv: readonly string[], settings: TextSettings): Promise<Chosen | AskedText> {
  let answer: Chosen | AskedText = { name: 'livemig', text: '' };
  const program = await buildProgram(argv, settings, (choice) => {
    answer = choice;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? await usageError(error, argv) : error;
  }
  return answer;
}

/** Only the command that was typed is declared whole; the others are a name. */
async function buildProgram(
  argv: readonly string[],
  settings: TextSettings,
  choose: (choice: Chosen | AskedText) => void,
): Promise<Command> {
  const program = quiet(new Command('livemig'));
  addFlags(program, commonFlags.flags).argument('[command]');
  program.action((word: string | undefined) => {
    if (word !== undefined) throw unknownCommand(word);
    const load = async () => (await import('./wizard-command.ts')).wizardCommand;
    choose({ name: 'livemig', options: optionsOf(program), takesKeys: true, load });
  });
  for (const entry of catalogue) {
    const command = quiet(program.command(entry.name));
    if (argv.includes(entry.name)) await declare(command, entry, settings, choose);
  }
  return program;
}

async function declare(
  command: Command,
  entry: CatalogueEntry,
  settings: TextSettings,
  choose: (choice: Chosen | AskedText) => void,
): Promise<void> {
  const flags = await flagsOf(entry);
  addFlags(command, flags);
  if ('declare' in entry) {
    const { load, file, words } = await entry.declare();
    if (file !== undefined) command.argument('<file>');
    if (words !== undefined) command.argument('[words...]');
    command.action(() => {
      const options = {
        ...optionsOf(command),
        ...(file === undefined ? {} : { file: command.args[0] }),
        ...(words === undefined ? {} : { words: command.args }),
      };
      const isTyped = (flag: Flag) => command.getOptionValueSource(attributeName(flag)) === 'cli';
      refuseProblems([
        ...(words === undefined ? [] : wordProblems({ name: entry.name, words }, command.args, flags.filter(isTyped))),
        ...choiceProblems(flags, options),
      ]);
      choose({ name: entry.name, options, takesKeys: entry.takesKeys === true, load });
    });
    return;
  }
  const { say, argument } = await entry.text();
  const print = async (word: string | undefined) => choose({ name: entry.name, text: await say(word, settings) });
  if (argument === undefined) command.action(() => print(undefined));
  else command.argument('[word]').action(print);
}

/** An empty variable is as good as none; an empty directory or profile was meant to be another one. */
function optionsOf(command: Command): Options {
  const options: Options = command.optsWithGlobals();
  const { dir, profile, ...rest } = options;
  for (const [name, what] of [
    ['dir', 'directory'],
    ['profile', 'profile'],
  ] as const) {
    if (options[name] !== '' || command.getOptionValueSourceWithGlobals(name) === 'env') continue;
    const fix = `Name a ${what}, or leave --${name} out.`;
    throw new LivemigError({ kind: 'usage', code: 'USAGE', message: `--${name} is empty.`, fix });
  }
  return { ...rest, ...(dir !== '' && { dir }), ...(profile !== '' && { profile }) };
}

/** Those of a command with the common ones; of `livemig` alone only these. */
async function flagsOf(entry: CatalogueEntry | undefined): Promise<readonly Flag[]> {
  if (entry === undefined || !('declare' in entry)) return commonFlags.flags;
  const { groups } = await entry.declare();
  return [...commonFlags.flags, ...inOrder(groups).flatMap(({ flags }) => flags)];
}

/** Keeps commander away from the process: it throws what it has to say. */
function quiet(command: Command): Command {
  return command
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} })
    .showSuggestionAfterError(false)
    .helpOption(false)
    .helpCommand(false);
}

function addFlags(command: Command, flags: readonly Flag[]): Command {
  for (const flag of flags) if (longName(flag) !== '--help') command.addOption(optionOf(flag));
  return command;
}

function optionOf(flag: Flag): Option {
  const option = new Option(spelling(flag));
  if (!takesArgument(flag)) return option;
  option.argParser((text: string, before: unknown) => {
    const value = tidied(text);
    return flag.repeatable === true ? [...(Array.isArray(before) ? before : []), value] : value;
  });
  // An input knows its own default and variables, which come after the journal and before it.
  if (flag.input !== undefined) return option;
  if (flag.default !== undefined) option.default(flag.default);
  for (const name of flag.env ?? []) option.env(name);
  return option;
}

/** What an input or a person's word may be is told with everything else that is wrong with the inputs. */
function choiceProblems(flags: readonly Flag[], options: Options): LivemigError[] {
  return flags
    .filter(({ input, spoken }) => input === undefined && spoken !== true)
    .flatMap((flag) => choiceProblem(flag, options[attributeName(flag)]));
}

function choiceProblem(flag: Flag, value: unknown): LivemigError[] {
  const { oneOf } = flag;
  if (oneOf === undefined || typeof value !== 'string' || oneOf.includes(value)) return [];
  const name = longName(flag);
  const [near] = nearest(value, oneOf);
  const message = `${name} is ${shown(value)}; it can be one of ${oneOf.join(', ')}.`;
  const fix = near === undefined ? `Give one of them, such as ${name} ${oneOf[0]}.` : `Did you mean ${name} ${near}?`;
  return [new LivemigError({ kind: 'usage', code: 'CHOICE', message, fix })];
}

/** Commander's "error: unknown option '--foo'" as one of our own errors. */
async function usageError({ code, message }: CommanderError, argv: readonly string[]): Promise<LivemigError> {
  const said = message.replace(/^error: /, '').trim();
  const unknown = code === 'commander.unknownOption' ? /^unknown option '([^=]*).*'$/s.exec(said)?.[1] : undefined;
  // What stands behind an equals sign may be a secret that somebody thought could be given so.
  const text = shortened(harmless(unknown === undefined ? said : `unknown option '${unknown}'`));
  return new LivemigError({
    kind: 'usage',
    code: 'USAGE',
    message: `${text.charAt(0).toUpperCase()}${text.slice(1)}`,
    fix: unknown === undefined ? lookAtHelp : await fixFor(unknown, commandCalled(commandWord(argv))),
  });
}

const lookAtHelp = 'See --help for what can be given.';

/** A person's word is never guessed. */
async function fixFor(unknown: string, entry: CatalogueEntry | undefined): Promise<string> {
  if (unknown === '--dry-run')
    return 'It changes nothing but files on this machine, so there is no dry run of it; leave --dry-run out.';
  if (unknown === '-v') return 'Write --version or --verbose: -v could mean either.';
  const flags = (await flagsOf(entry)).filter(({ spoken }) => spoken !== true);
  const names = [...flags, { flag: '--version' }].map((flag) => longName(flag).replace(/^--/, ''));
  const [near] = nearest(unknown.replace(/^-+/, ''), names);
  return near === undefined ? lookAtHelp : `Did you mean --${near}?`;
}
