import { inputGroups } from '../stages/input-record.ts';
import type { InputKey } from '../stages/values.ts';

/** One flag as data: parsing, help and completion are all made of it. */
export interface Flag {
  /** As commander writes it. `<file>` is completed with files of this machine, `<dir>` with directories. */
  readonly flag: string;
  /** The letter that stands for it, with its dash: `-o`. */
  readonly short?: string;
  readonly description: string;
  /** The variables that serve instead, first one found. */
  readonly env?: readonly string[];
  readonly oneOf?: readonly string[];
  readonly default?: string;
  readonly repeatable?: boolean;
  /** A person's word for what has consequences: never offered as what was meant by something else. */
  readonly spoken?: boolean;
  /** What it is given may be a secret: no command that is shown repeats it. */
  readonly secret?: boolean;
  /** The words of its command that it goes with, '' where there is none of them; absent where it goes with each. */
  readonly of?: readonly string[];
  /** The input that it answers, which reads its variables and its default by itself. */
  readonly input?: InputKey;
}

/** The order in which help shows them. */
export const groupTitles = [
  ...inputGroups,
  'What to compare',
  'How much of the servers it takes',
  'Servers',
  'Trouble',
  'Telling others',
  'Common',
] as const;
export type GroupTitle = (typeof groupTitles)[number];

export interface FlagGroup {
  readonly title: GroupTitle;
  readonly flags: readonly Flag[];
}

/** `-o, --output <file>`, as commander and help write it. */
export function spelling({ flag, short }: Pick<Flag, 'flag' | 'short'>): string {
  return short === undefined ? flag : `${short}, ${flag}`;
}

/** Whether this word is the flag by one of its names. */
export function isNamed(flag: Pick<Flag, 'flag' | 'short'>, word: string | undefined): boolean {
  return word !== undefined && (word === longName(flag) || word === flag.short);
}

/** `--atlas-org`, without its argument. */
export function longName({ flag }: Pick<Flag, 'flag'>): string {
  return flag.split(' ')[0] ?? flag;
}

export function takesArgument({ flag }: Pick<Flag, 'flag'>): boolean {
  return flag.includes(' ');
}

/** The name under which commander keeps the value: `--no-source-tls` is `sourceTls`. */
export function attributeName(flag: Pick<Flag, 'flag'>): string {
  return longName(flag)
    .replace(/^--(no-)?/, '')
    .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Puts groups with the same title together, in the order of the titles; those without a flag are left out. */
export function inOrder(groups: readonly FlagGroup[]): FlagGroup[] {
  const flagsOf = (title: GroupTitle) => groups.filter((group) => group.title === title).flatMap(({ flags }) => flags);
  return groupTitles.map((title) => ({ title, flags: flagsOf(title) })).filter(({ flags }) => flags.length > 0);
}
