import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { nearest } from '../core/nearest.ts';
import { catalogue } from './catalogue.ts';
import { topics } from './topics.ts';

/** What cannot be undone is named among all the others, and never as what was meant by another word. */
export function unknownCommand(word: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'UNKNOWN_COMMAND',
    message: `There is no command ${shown(word)}.`,
    fix: fixFor(word),
  });
}

function fixFor(word: string): string {
  if (topics.some(({ name }) => name === word)) return `Did you mean \`livemig help ${word}\`?`;
  const guessed = catalogue.filter(({ irreversible }) => irreversible !== true).map(({ name }) => name);
  const [near] = nearest(word, guessed);
  return near === undefined
    ? `The commands are ${catalogue.map(({ name }) => name).join(', ')}.`
    : `Did you mean \`livemig ${near}\`?`;
}
