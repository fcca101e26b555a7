import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { nearest } from '../core/nearest.ts';
import { catalogue } from './catalogue.ts';
import { commandHelp, programHelp } from './command-help.ts';
import type { TextDeclaration, Word } from './command-module.ts';
import { topics, topicText } from './topics.ts';

export const helpCommand: TextDeclaration = {
  examples: ['livemig help', 'livemig help link', 'livemig help exit-codes'],
  argument: '[command or topic]',
  words,
  async say(word, { columns }) {
    if (word === undefined) return programHelp(columns);
    const entry = catalogue.find(({ name }) => name === word);
    const text = entry === undefined ? await topicText(word, columns) : await commandHelp(entry, columns);
    if (text === undefined) throw noSuchTopic(word);
    return text;
  },
};

function words(): Word[] {
  return [...topics, ...catalogue].map(({ name, summary }) => ({ word: name, about: summary }));
}

function noSuchTopic(word: string): LivemigError {
  const names = words().map((one) => one.word);
  const [near] = nearest(word, names);
  return new LivemigError({
    kind: 'usage',
    code: 'UNKNOWN_TOPIC',
    message: `There is no help about ${shown(word)}.`,
    fix: `${near === undefined ? '' : `Did you mean \`livemig help ${near}\`? `}Help topics: ${names.join(', ')}.`,
  });
}
