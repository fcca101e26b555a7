import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { nearest } from '../core/nearest.ts';
import type { ActionWord } from './command-module.ts';
import { type Flag, longName } from './flags.ts';

interface Worded {
  readonly name: string;
  readonly words: readonly ActionWord[];
}

/** What is wrong with the words behind the name of a command, and with flags that do not go with them. */
export function wordProblems(
  command: Worded,
  [word = '', ...rest]: readonly string[],
  typed: readonly Flag[],
): LivemigError[] {
  const action = command.words.find((one) => one.word === word);
  if (word !== '' && action === undefined) return [unknownWord(command, word)];
  const called = `livemig ${command.name}${word === '' ? '' : ` ${word}`}`;
  return [
    ...restProblems(called, action?.follows, rest),
    ...typed.filter(({ of }) => of !== undefined && !of.includes(word)).map((flag) => notTaken(command, called, flag)),
  ];
}

function unknownWord({ name, words }: Worded, word: string): LivemigError {
  const [near] = nearest(
    word,
    words.map((one) => one.word),
  );
  const all = words.map((one) => one.word).join(', ');
  return usage(
    `There is no \`livemig ${name} ${word}\`.`,
    near === undefined
      ? `Behind livemig ${name} can stand nothing, or one of ${all}.`
      : `Did you mean \`livemig ${name} ${near}\`?`,
  );
}

function restProblems(called: string, follows: string | undefined, rest: readonly string[]): LivemigError[] {
  if (follows?.startsWith('<') === true && rest.length === 0)
    return [usage(`\`${called}\` wants ${follows} behind it.`, `Write ${called} ${follows}.`)];
  const most = follows === undefined ? 0 : follows.includes('...') ? Number.POSITIVE_INFINITY : 1;
  const extra = rest[most];
  if (extra === undefined) return [];
  return [usage(`\`${called}\` takes no ${shown(extra)} behind it.`, 'Leave it out.')];
}

function notTaken({ name }: Worded, called: string, { flag, of = [] }: Flag): LivemigError {
  const others = of.map((word) => `livemig ${name}${word === '' ? '' : ` ${word}`}`).join(' or ');
  return usage(`\`${called}\` takes no ${longName({ flag })}.`, `Leave it out: it goes with ${others}.`);
}

function usage(message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code: 'USAGE', message, fix });
}
