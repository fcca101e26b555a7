import type { Objection } from '../core/check.ts';
import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';

/** So many are listed with a finding; the message says how many there are. */
const mostItems = 100;
/** Of so many a fix has the command. */
const mostCommands = 5;

interface Words<One> {
  /** What a person calls one of them. */
  name(one: One): string;
  /** With the first names, and how many there are. */
  message(names: string, count: number): string;
  /** What to do, in a sentence or two. */
  readonly fix: string;
  /** What does it for one of them, ready to be pasted; several lines where it takes several. */
  command?(one: One): string;
  readonly severity?: Objection['severity'];
}

/** What is said of these, of any number; `undefined` where there are none. */
export function objectionTo<One>(found: readonly One[], words: Words<One>): Objection | undefined {
  if (found.length === 0) return undefined;
  const { name, message, fix, command, severity } = words;
  const items = found.slice(0, mostItems).map((one) => harmless(name(one)));
  const names = firstNames([...items, ...found.slice(items.length).map(() => '')]);
  const commands = command === undefined ? [] : found.slice(0, mostCommands).map(command);
  const others = found.length - commands.length;
  const more = commands.length > 0 && others > 0 ? [`and so on for the other ${others}`] : [];
  return {
    message: message(names, found.length),
    fix: [fix, ...commands, ...more].join('\n'),
    items,
    ...(severity === undefined ? {} : { severity }),
  };
}

/** `is` or `are`, and whatever else goes by the number. */
export function byNumber(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}
