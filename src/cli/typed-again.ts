import type { InputValue, Journal } from '../core/journal.ts';
import { shellWord } from '../core/shell-word.ts';
import { askingCommands } from '../stages/input-record.ts';
import type { CommandDeclaration, Options } from './command-module.ts';
import { dirFlag, timeout } from './common-options.ts';
import { attributeName, type Flag, longName, takesArgument } from './flags.ts';

/** The commands of a migration that `next` can name. */
const named = [...askingCommands, 'status', 'check', 'verify', 'cleanup'] as const;
export type Named = (typeof named)[number];

export function isNamed(command: string): command is Named {
  return named.some((one) => one === command);
}

/** Every flag of these commands by its command, without the common ones. */
export async function flagsOf(command: Named): Promise<readonly Flag[]> {
  return (await declarationOf(command)).groups.flatMap(({ flags }) => flags);
}

async function declarationOf(command: Named): Promise<CommandDeclaration> {
  if (command === 'check') return (await import('./check-flags.ts')).check;
  if (command === 'cleanup') return (await import('./cleanup-flags.ts')).cleanup;
  if (command === 'verify') return (await import('./verify-flags.ts')).verify;
  return (await import('./stage-flags.ts'))[command];
}

/** What is said for the creation of a migration, and has had its effect once that exists. */
export const saidForCreation = ['--create-again', '--adopt-migration', '--drop-destination'];

/** What is said for one run, and means another thing in the next one. */
const once = ['--dry-run', '--watch', '--detach'];

/** What each command of this migration takes, and is to be said to each. */
function everywhere(options: Options): string {
  return [...wordsOf(timeout, options, undefined).map((word) => ` ${word}`), dirFlag(options)].join('');
}

export interface Typed {
  /** What was typed, and by which command. */
  readonly command: string;
  readonly options: Options;
  /** What the journal holds need not be said again, unless a variable would say otherwise. */
  readonly journal: Journal | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface TypedAgain {
  readonly without?: readonly string[];
  readonly confirm?: string;
  readonly said?: readonly string[];
}

/**
 * The command with all that was typed, that it takes, and that nothing remembers, in this directory. A person's word (such
 * as --confirm) and what is said for one run go on with the same command only.
 *
 * @param without flags that have had their effect
 * @param confirm the cluster that --confirm is to name
 * @param said flags that nobody has typed
 */
export async function typedAgain(
  command: Named,
  { command: typedBy, options, journal, env }: Typed,
  { without = [], confirm, said = [] }: TypedAgain = {},
): Promise<string> {
  const isSame = command === typedBy;
  const isMeant = (flag: Flag) =>
    flag.secret !== true && (isSame || (flag.spoken !== true && !once.includes(longName(flag))));
  const flags = (await flagsOf(command)).filter((flag) => isMeant(flag) && !without.includes(longName(flag)));
  const confirmed = confirm === undefined ? [] : [`--confirm ${shellWord(confirm)}`];
  const { heldAgainstVariable } = await import('./said-otherwise.ts');
  const words = flags.flatMap((flag) => {
    // To look takes what the journal holds, whatever a variable says.
    if (command === 'status' || flag.input === undefined || journal === undefined)
      return wordsOf(flag, options, journal);
    const held = heldAgainstVariable(flag.input, journal, env);
    return held === undefined
      ? wordsOf(flag, options, journal)
      : wordsOf(flag, withHeld(flag, options, held), undefined);
  });
  const behind = isSame && Array.isArray(options.words) ? options.words.map((word) => shellWord(String(word))) : [];
  return [`livemig ${command}`, ...behind, ...confirmed, ...said, ...words].join(' ') + everywhere(options);
}

/** What was typed counts before what the journal holds. */
function withHeld(flag: Flag, options: Options, held: InputValue): Options {
  const name = attributeName(flag);
  return options[name] === undefined ? { ...options, [name]: held } : options;
}

function wordsOf(flag: Flag, options: Options, journal: Journal | undefined): string[] {
  const name = longName(flag);
  const value = options[attributeName(flag)];
  if (!takesArgument(flag)) {
    const isSaid = value === !name.startsWith('--no-');
    return isSaid && !isRemembered(flag, [value], journal) ? [name] : [];
  }
  const values = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  if (isRemembered(flag, values, journal)) return [];
  return values.map((one) => `${name} ${shellWord(one)}`);
}

/** By its id or by its name. */
function isRemembered({ input }: Flag, values: readonly unknown[], journal: Journal | undefined): boolean {
  const before = input === undefined ? undefined : journal?.inputs[input];
  if (before === undefined) return false;
  return values.every((value) =>
    [before].flat().some((one) => one === value || journal?.names?.[String(one)] === value),
  );
}
