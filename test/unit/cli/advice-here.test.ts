import { expect, it } from 'vitest';
import { adviceHere } from '../../../src/cli/advice-here.ts';

const here = (text: string) => adviceHere(text, " --dir 'of mine'");

it.each([
  ['Run `livemig start` again.', "Run `livemig start --dir 'of mine'` again."],
  [
    'To try again: `livemig start --create-again --drop-destination`.',
    "To try again: `livemig start --create-again --drop-destination --dir 'of mine'`.",
  ],
  ['`livemig rollback --plan` writes it.', "`livemig rollback --plan --dir 'of mine'` writes it."],
  ['`livemig` alone; `livemig status`', "`livemig --dir 'of mine'` alone; `livemig status --dir 'of mine'`"],
])('an advised command names the directory of the run: %s', (text, expected) => {
  expect(here(text)).toBe(expected);
});

it.each([
  'In a new directory: `livemig --dir NEW`.',
  'There is one in ../other: `livemig cutover --dir ../other`.',
  'Run `livemig rehearse` first.',
  'Did you mean `livemig startled`?',
  'Use --agent script.',
])('what names a directory, or has none, is left as it is: %s', (text) => {
  expect(here(text)).toBe(text);
});
