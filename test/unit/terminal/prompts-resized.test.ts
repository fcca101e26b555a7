import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/core/ports.ts';
import { createPrompter } from '../../../src/terminal/prompts.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { keys, likeStdio, until } from '../../support/fake-terminal.ts';
import { createEmulator } from '../../support/terminal-emulator.ts';

/** A question in a window that somebody resizes. */
function ask(question: Question, columns: number, rows = 40) {
  const emulator = createEmulator(columns, rows);
  let size = { columns, rows };
  const writable = new Writable({
    decodeStrings: false,
    write: (text, _encoding, done) => void emulator.write(String(text).replaceAll('\n', '\r\n')).then(() => done()),
  });
  const output = likeStdio(writable);
  const input = new PassThrough();
  output.write('before\n');
  const style = createStyle({ colorLevel: 1, alphabet: 'unicode', width: () => size.columns });
  const signal = new AbortController().signal;
  const answer = createPrompter({ input, output, style, signal, rows: () => size.rows }).ask(question);
  const { screen, scrollback: lines } = emulator;
  const shows = (text: string) =>
    until(
      () => lines().join('').includes(text) && !writable.writableNeedDrain && writable.writableLength === 0,
      () => lines().join('\n'),
    );
  return {
    answer,
    shows,
    screen,
    lines,
    type: async (typed: string, shown: string) => {
      input.write(typed);
      await shows(shown);
    },
    resize: async (newColumns: number, newRows = rows) => {
      emulator.resize(newColumns, newRows);
      size = { columns: newColumns, rows: newRows };
      writable.emit('resize');
      await shows('');
    },
  };
}

const clusters = ['Billing0', 'Orders0', 'Payments0'].map((name) => ({
  ...{ value: name, name },
  note: 'M40, MongoDB 8.0.5, AWS EU_CENTRAL_1, 80 GB of disk, IDLE',
}));
const many = Array.from({ length: 40 }, (_, index) => ({
  value: `id-${index}`,
  name: `project-${index}`,
  note: 'in the organization Acme, with three clusters of which one fits',
}));
const uri = `mongodb://${'a-long-host-name.example:27017,'.repeat(4)}`;
const questions: Readonly<Record<string, Question>> = {
  list: {
    kind: 'choice',
    message: 'Destination cluster',
    hint: 'Where the data goes; what cannot be chosen says why not, beside its name.',
    choices: clusters,
  },
  'long list': { kind: 'choice', message: 'Source project', choices: many },
  text: { kind: 'text', message: "The manager's URL", hint: 'As in the browser, without a path.', check: () => true },
  'yes or no': { kind: 'yes-no', message: 'Ready. Stop every write to the source, then cut over.', default: false },
};

/** What is typed before, and what of it stands on the screen then. */
const typed: Readonly<Record<string, readonly [string, string]>> = {
  list: [keys.down, '❯ Orders0'],
  'long list': ['project-2', '❯ project-2'],
  text: [uri, 'a-long-host-name.example:27017,a-long'],
  'yes or no': ['y', 'y'],
};

/** What is typed after it. */
const more: Readonly<Record<string, readonly [string, string]>> = {
  list: [keys.down, '❯ Payments0'],
  'long list': ['2', '❯ project-22'],
  text: ['1', '1'],
  'yes or no': ['es', 'yes'],
};

const answers: Readonly<Record<string, string>> = {
  list: 'Payments0',
  'long list': 'id-22',
  text: `${uri}1`,
  'yes or no': 'yes',
};

describe.each(Object.entries(questions))('%s', (name, question) => {
  it.each([
    [100, 60],
    [100, 40],
    [60, 100],
    [60, 33],
  ])('leaves nothing behind where the window of %i columns becomes %i wide', async (from, to) => {
    const { answer, shows, lines, type, resize } = ask(question, from);
    const isWhole = (screen: readonly string[]) =>
      screen[0] === 'before' &&
      screen.filter((line) => line.startsWith('? ')).length === 1 &&
      screen.every((line) => line.length <= to);
    await shows('? ');
    await type(...(typed[name] ?? ['', '']));
    await resize(to);
    expect(lines()).toSatisfy(isWhole);
    await type(...(more[name] ?? ['', '']));
    expect(lines()).toSatisfy(isWhole);
    await type(keys.enter, '✔');
    expect(await answer).toBe(answers[name]);
    expect(lines()).toEqual(['before', expect.stringMatching(/^✔ /)]);
  });
});

/** What a terminal itself pushes out at its top nobody can take back. */
it.each([
  ['lower', 60, 4],
  ['narrower than all of it fits in', 30, 8],
])('shows one question in a window that became %s', async (_, columns, rows) => {
  const { answer, shows, screen, type, resize } = ask(questions.list ?? never, 60, 12);
  await shows('❯ Billing0');
  await resize(columns, rows);
  await type(keys.down, '❯ Orders0');
  const pointed = screen().filter((line) => line.startsWith('❯'));
  expect(pointed).toEqual([expect.stringContaining('Orders0')]);
  await type(keys.enter, '✔');
  expect(await answer).toBe('Orders0');
  expect(screen().at(-1)).toMatch(/^✔ /);
  expect(screen().filter((line) => line.startsWith('❯'))).toEqual([]);
});

const never: Question = { kind: 'yes-no', message: '', default: false };
