import type { KnownChoices } from '../core/known-choices.ts';
import type { ProfileFile } from '../core/profiles/profile.ts';
import { tidied } from '../core/tidied.ts';
import { type CatalogueEntry, catalogue } from './catalogue.ts';
import type { Word } from './command-module.ts';
import { commandCalled, commandWord } from './command-word.ts';
import { commonFlags, profileFlag, usualDirectory } from './common-options.ts';
import { forBash, unquoted } from './completion-quoting.ts';
import { attributeName, type Flag, isNamed, longName, takesArgument } from './flags.ts';

/** What a completion may look at: never the network. */
export interface CompletionPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  knownChoices(directory: string): Promise<KnownChoices>;
  profileFiles(): Promise<readonly ProfileFile[]>;
}

/** What can stand in the place of the last word: these words, or whatever files or directories the shell finds. */
type Completion =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  | { readonly kind: 'files' | 'directories' };

const nothing: Completion = { kind: 'words', words: [] };

/**
 * The text for the script of a shell: the kind of answer in the first line, then a word and a tab and what it is in
 * each. `args` are the shell and the words that were typed after `livemig`, the last one up to the cursor. Bash also
 * says, before the words and in its own quoting, which part of the last word it will not replace.
 */
export async function completionAnswer(args: readonly string[], place: CompletionPlace): Promise<string> {
  const [shell, ...rest] = args;
  if (shell !== 'bash') {
    const words = shell === 'fish' ? [...rest.slice(0, -1), unquoted(rest.at(-1) ?? '')] : rest;
    return asLines(await answerTo(words, place), ({ word, about = '' }) => `${word}\t${about}`);
  }
  const [kept = '', ...raw] = rest;
  return asLines(await answerTo(raw.map(unquoted), place), ({ word }) => forBash(word, kept, raw.at(-1) ?? ''));
}

function asLines(answer: Completion, line: (word: Word) => string): string {
  const words = answer.kind === 'words' ? answer.words : [];
  return `${[answer.kind, ...words.map(line)].join('\n')}\n`;
}

async function answerTo(typed: readonly string[], place: CompletionPlace): Promise<Completion> {
  const current = typed.at(-1) ?? '';
  const before = typed.slice(0, -1);
  const entry = commandCalled(commandWord(before));
  const flags = await flagsOf(entry);
  const wanting = flags.find((flag) => takesArgument(flag) && isNamed(flag, before.at(-1)));
  if (wanting !== undefined) return valuesOf(wanting, current, '', before, place);
  const [name = '', value] = splitAt(current, '=');
  const given = flags.find((flag) => takesArgument(flag) && longName(flag) === name);
  if (given !== undefined && value !== undefined) return valuesOf(given, value, `${name}=`, before, place);
  if (!current.startsWith('-') && (await wantsFile(entry, before))) return { kind: 'files' };
  const named = current.startsWith('-') ? [] : await wordsOf(entry, before);
  const word = actionIn(entry, before);
  const fitting = flags.filter(({ of }) => of === undefined || of.includes(word));
  const free = fitting.filter((flag) => flag.repeatable === true || !isGiven(flag, before));
  const words = named.length > 0 ? named : free.map((flag) => ({ word: longName(flag), about: flag.description }));
  return starting(words, current);
}

async function flagsOf(entry: CatalogueEntry | undefined): Promise<readonly Flag[]> {
  if (entry === undefined) return [...commonFlags.flags, { flag: '--version', description: 'show the version' }];
  if ('text' in entry) return commonFlags.flags.filter(({ flag }) => flag === '--help');
  return [...(await entry.declare()).groups.flatMap(({ flags }) => flags), ...commonFlags.flags];
}

/** Only right after its name: behind a flag stands what that takes, or nobody knows. */
async function wantsFile(entry: CatalogueEntry | undefined, before: readonly string[]): Promise<boolean> {
  if (entry === undefined || 'text' in entry) return false;
  const { file, words = [] } = await entry.declare();
  const isFiles = words.some(({ word, follows }) => word === actionIn(entry, before) && follows === '<file...>');
  return isFiles || (file !== undefined && before.at(-1) === entry.name);
}

async function wordsOf(entry: CatalogueEntry | undefined, before: readonly string[]): Promise<readonly Word[]> {
  if (entry === undefined) return catalogue.map(({ name, summary }) => ({ word: name, about: summary }));
  if (before.at(-1) !== entry.name) return [];
  return 'text' in entry ? (await entry.text()).words() : ((await entry.declare()).words ?? []);
}

/** The word right behind the command's name; '' where there is none. */
function actionIn(entry: CatalogueEntry | undefined, before: readonly string[]): string {
  const next = entry === undefined ? undefined : before[before.indexOf(entry.name) + 1];
  return next === undefined || next.startsWith('-') ? '' : next;
}

function isGiven(flag: Flag, before: readonly string[]): boolean {
  return before.some(
    (word) =>
      word === flag.short ||
      (word.startsWith('--') && attributeName({ flag: splitAt(word, '=')[0] }) === attributeName(flag)),
  );
}

async function valuesOf(
  flag: Flag,
  current: string,
  prefix: string,
  before: readonly string[],
  place: CompletionPlace,
): Promise<Completion> {
  if (flag.flag.endsWith('<file>')) return { kind: 'files' };
  if (flag.flag.endsWith('<dir>')) return { kind: 'directories' };
  const words = flag.oneOf?.map((word): Word => ({ word })) ?? (await namesFor(flag, before, place));
  return starting(
    words
      .filter(({ word }) => word.startsWith(current))
      .map(({ word, about }) => ({ word: `${prefix}${word}`, about })),
    prefix,
  );
}

/** A name is accepted wherever a value is, unless two have it. */
async function namesFor(
  { flag, input }: Flag,
  before: readonly string[],
  { env, knownChoices, profileFiles }: CompletionPlace,
): Promise<Word[]> {
  if (flag === profileFlag) return profileNames(await profileFiles());
  if (input === undefined) return [];
  const known = (await knownChoices(directoryIn(before, env)))[input] ?? [];
  return known.map(({ value, name, note }) =>
    known.filter((other) => other.name === name).length > 1
      ? { word: value, about: [name, note].filter((part) => part !== undefined).join(', ') }
      : { word: name, about: note },
  );
}

/** What reads the files costs time to load, and nobody else needs it here. */
async function profileNames(files: readonly ProfileFile[]): Promise<Word[]> {
  const { profilesOf } = await import('../core/profiles/profile.ts');
  const all = files.flatMap((file) => profilesOf(file).profiles);
  const toolsOf = (name: string) => all.filter((profile) => profile.name === name).map(({ tool }) => tool);
  return [...new Set(all.map(({ name }) => name))].map((word) => ({ word, about: toolsOf(word).join(', ') }));
}

function directoryIn(before: readonly string[], env: CompletionPlace['env']): string {
  const at = before.lastIndexOf('--dir');
  const typed = at < 0 ? before.findLast((word) => word.startsWith('--dir='))?.slice('--dir='.length) : before[at + 1];
  const directory = tidied(typed ?? '') || tidied(env.LIVEMIG_DIR ?? '') || usualDirectory;
  return env.HOME === undefined ? directory : directory.replace(/^~(?=\/|$)/, env.HOME);
}

/** A name from a server may hold anything; what would break the lines, or draw on the terminal, is left out. */
function starting(words: readonly Word[], current: string): Completion {
  const plain = words.filter(({ word, about = '' }) => !/\p{Cc}/u.test(`${word}${about}`));
  const fitting = plain.filter(({ word }) => word.startsWith(current));
  return fitting.length === 0 ? nothing : { kind: 'words', words: fitting };
}

function splitAt(word: string, separator: string): [string, string | undefined] {
  const at = word.indexOf(separator);
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + separator.length)];
}
