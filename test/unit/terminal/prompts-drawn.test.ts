import { render } from '@inquirer/testing';
import { describe, expect, it } from 'vitest';
import type { Choice, Question } from '../../../src/core/ports.ts';
import type { ColorLevel } from '../../../src/terminal/color.ts';
import type { Alphabet } from '../../../src/terminal/marks.ts';
import { widthOf } from '../../../src/terminal/plain-text.ts';
import { createPrompter } from '../../../src/terminal/prompts.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { likeStdio } from '../../support/fake-terminal.ts';
import { visible } from '../../support/screen.ts';

interface Window {
  readonly columns?: number;
  readonly rows?: number;
  readonly alphabet?: Alphabet;
  readonly colorLevel?: ColorLevel;
}

interface Streams {
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
}

/** Inquirer's own harness around our prompter, as if it were one of inquirer's prompts. */
async function ask(question: Question, how: 'ask' | 'askOrBack', window: Window = {}) {
  const { columns = 80, rows = 24, alphabet = 'unicode', colorLevel = 0 } = window;
  const style = createStyle({ colorLevel, alphabet, width: () => columns });
  const signal = new AbortController().signal;
  const prompt = (asked: Question, { input, output }: Streams = {}) => {
    if (input === undefined || output === undefined) throw new Error('the harness gave no streams');
    return createPrompter({
      input,
      output: Object.assign(likeStdio(output), { columns }),
      style,
      signal,
      rows: () => rows,
    })[how](asked);
  };
  const asked = await render(prompt, question);
  const lines = () => asked.getScreen().split('\n');
  const press = async (...names: string[]) => {
    for (const name of names) asked.events.keypress(name);
    await asked.nextRender();
  };
  const type = async (text: string) => {
    asked.events.type(text);
    await asked.nextRender();
  };
  // The harness has a terminal of its own, which takes two seconds each time.
  const leftOnScreen = async () => visible(await asked.getFullOutput({ raw: true }), columns);
  return { ...asked, lines, press, type, leftOnScreen };
}

const check = (answer: string) => answer.length > 2 || 'Give at least three letters.';
const text: Question = { kind: 'text', message: 'Source user', check };
const secret: Question = { kind: 'secret', message: 'Private key', check };
const yesNo: Question = { kind: 'yes-no', message: 'Go on?', default: true };
const clusters: readonly Choice[] = [
  { value: 'c1', name: 'Billing0', note: 'M30  8.0.1  IDLE' },
  { value: 'c2', name: 'Free0', note: 'M0', unsuitable: 'a Free cluster cannot be a destination' },
  { value: 'c3', name: 'データベース', note: 'M40  8.0.1  IDLE' },
];
const short: Question = { kind: 'choice', message: 'Destination cluster', choices: clusters, default: 'c3' };
const projects: readonly Choice[] = Array.from({ length: 300 }, (_, index) => ({
  value: `id-${index}`,
  name: `project-${index}`,
  ...(index === 7 && { unsuitable: 'it is closed' }),
}));
const long: Question = { kind: 'choice', message: 'Project', choices: projects };
const hint = 'The project that holds the destination cluster; its name stands at the top of the page.';

describe('a question', () => {
  it.each<[string, Question, string[]]>([
    ['text', text, ['? Source user']],
    ['text with a default', { ...text, default: 'admin' }, ['? Source user (admin)']],
    ['text with a hint', { ...text, hint: 'It reads.' }, ['? Source user', '  It reads.', '❯']],
    ['text with a default', { ...text, default: 'admin' }, ['? Source user (admin)']],
    ['secret', secret, ['? Private key']],
    ['yes-no', yesNo, ['? Go on? (Y/n)']],
    ['yes-no, rather not', { ...yesNo, default: false }, ['? Go on? (y/N)']],
    [
      'short list',
      short,
      [
        '? Destination cluster',
        '  Billing0      M30 8.0.1 IDLE',
        '- Free0         M0 (a Free cluster cannot be a destination)',
        '❯ データベース  M40 8.0.1 IDLE (default)',
        '',
        '↑↓ move · enter choose',
      ],
    ],
  ])('of kind %s is drawn', async (_, question, expected) => {
    const { lines } = await ask(question, 'ask');
    expect(lines().map((line) => line.trimEnd())).toEqual(expected);
  });

  it.each<[string, Question, string]>([
    ['text', text, '  esc back'],
    ['secret', secret, '  esc back'],
    ['yes-no', yesNo, '  esc back'],
    ['short list', short, '↑↓ move · enter choose · esc back'],
    ['long list', long, 'type to search · ↑↓ move · enter choose · esc back'],
  ])('of kind %s says that Esc goes back, only where it does', async (_, question, keys) => {
    expect((await ask(question, 'askOrBack')).lines()).toContain(keys);
    expect((await ask(question, 'ask')).getScreen()).not.toContain('esc');
  });

  it.each<[string, Question, string]>([
    ['text', text, ''],
    ['half-typed text', text, 'ab'],
    ['secret', secret, ''],
    ['half-typed secret', secret, 'ab'],
    ['yes-no', yesNo, 'y'],
    ['short list', short, ''],
    ['searched list', long, 'ject-2'],
  ])('of kind %s is left by Esc, and nothing stays of it', async (_, question, typed) => {
    const { answer, events, type, leftOnScreen } = await ask(question, 'askOrBack');
    if (typed !== '') await type(typed);
    events.keypress('escape');
    expect(await answer).toBeUndefined();
    expect(await leftOnScreen()).toEqual([]);
  });

  it('does not obey Esc where nothing is before it', async () => {
    const { answer, events, type } = await ask(text, 'ask');
    events.keypress('escape');
    await type('admin');
    events.keypress('enter');
    expect(await answer).toBe('admin');
  });

  it.each<[string, Question, string, string]>([
    ['text', text, 'admin', '✔ Source user  admin'],
    ['secret', secret, 'planted-4711', '✔ Private key  ********'],
    ['yes-no', yesNo, 'n', '✔ Go on?  no'],
    ['short list', short, '', '✔ Destination cluster  データベース'],
    ['long list', long, 'ject-299', '✔ Project  project-299'],
    [
      'a warning above',
      { ...text, message: 'All is lost.\n  Type Billing0:' },
      'Billing0',
      '✔ Type Billing0:  Billing0',
    ],
  ])('of kind %s leaves one line with the answer', async (_, question, typed, line) => {
    const { answer, events, type, leftOnScreen } = await ask({ ...question, hint }, 'askOrBack');
    if (typed !== '') await type(typed);
    events.keypress('enter');
    await answer;
    expect(await leftOnScreen()).toEqual([line]);
  });

  it.each<[string, Question]>([
    ['text', text],
    ['secret', secret],
  ])('of kind %s says what is wrong with the answer, and takes a better one', async (_, question) => {
    const { answer, events, press, type, lines } = await ask(question, 'ask');
    await type('ab');
    await press('enter');
    expect(lines().at(-1)).toBe('✖ Give at least three letters.');
    await type('c');
    events.keypress('enter');
    expect(await answer).toBe('abc');
  });

  it('of kind yes-no takes nothing else', async () => {
    const { press, type, lines } = await ask(yesNo, 'ask');
    await type('maybe');
    await press('enter');
    expect(lines().at(-1)).toBe('✖ Answer yes or no.');
  });
});

describe('a list', () => {
  it.each([
    ['without a default', {}],
    ['with a default that cannot be chosen', { default: 'c2' }],
  ])('begins at the first that can be chosen, %s', async (_, different) => {
    const [fits, free, other] = clusters;
    if (fits === undefined || free === undefined || other === undefined) throw new Error('the clusters are three');
    const question: Question = { kind: 'choice', message: 'Cluster', choices: [free, fits, other], ...different };
    const { answer, events, lines } = await ask(question, 'ask');
    expect(lines().filter((line) => line.startsWith('❯'))).toEqual([expect.stringContaining('Billing0')]);
    events.keypress('enter');
    expect(await answer).toBe('c1');
  });

  it('does not take what cannot be chosen', async () => {
    const { press, lines } = await ask(short, 'ask');
    await press('up');
    await press('enter');
    expect(lines()).toContain('✖ This one cannot be chosen, for the reason beside it.');
  });

  it('of 300 shows as many as fit, and is searched by typing', async () => {
    const { answer, events, type, lines } = await ask({ ...long, default: 'id-150' }, 'ask', { rows: 14 });
    expect(lines().filter((line) => line.includes('project-'))).toHaveLength(7);
    expect(lines()).toContain('❯ project-150  (default)');
    await type('29 pro');
    expect(lines().filter((line) => line.includes('project-'))).toHaveLength(7);
    events.keypress('down');
    events.keypress('enter');
    expect(await answer).toBe('id-129');
  });

  it('does not take what was not found yet, for who types and presses Enter at once', async () => {
    const { answer, events, type, lines } = await ask(long, 'ask');
    events.type('299');
    events.keypress('enter');
    await type('');
    expect(lines().filter((line) => line.includes('project-'))).toEqual(['❯ project-299']);
    events.keypress('enter');
    expect(await answer).toBe('id-299');
  });

  it('says that nothing matches, and how to go on', async () => {
    const { answer, events, type, lines } = await ask(long, 'askOrBack');
    await type('xyz');
    events.keypress('enter');
    events.keypress('down');
    expect(lines().map((line) => line.trim())).toContain(
      'Nothing matches "xyz". Delete some of it to see more, or press esc to go back.',
    );
    for (const _ of 'xyz') events.keypress('backspace');
    await type('299');
    events.keypress('enter');
    expect(await answer).toBe('id-299');
  });

  it('does not offer what cannot be chosen', async () => {
    const { type, lines } = await ask(long, 'ask');
    await type('closed');
    expect(lines()).toContain('- project-7 (it is closed)');
  });
});

const name = 'a-cluster-with-a-name-that-is-as-long-as-Atlas-allows-it-to-be-64';
const wide: readonly Question[] = [
  { ...text, message: `What manages or monitors the source of ${name}`, hint },
  { ...secret, hint },
  { ...yesNo, hint },
  {
    ...short,
    hint,
    default: 'x',
    choices: [
      { value: 'x', name, note: 'M30  8.0.1  IDLE  eu-central-1' },
      { value: 'y', name: '長い名前のクラスター長い名前のクラスター', note: 'M30  8.0.1  IDLE  eu-central-1' },
      {
        value: 'z',
        name: 'Free0',
        note: 'M0',
        unsuitable: 'a Free cluster cannot be a destination of a live migration',
      },
    ],
  },
  { ...long, hint, choices: projects.map((choice) => ({ ...choice, note: hint, unsuitable: undefined })) },
];

describe.each<[number, Alphabet, ColorLevel]>([
  [40, 'unicode', 0],
  [40, 'ascii', 1],
  [60, 'unicode', 1],
  [80, 'ascii', 0],
  [200, 'unicode', 3],
])('in a window of %i columns, %s, colour level %i', (columns, alphabet, colorLevel) => {
  it.each(wide)('question %# stays within it, in the characters and colours that it has', async (question) => {
    const { lines, getScreen } = await ask(question, 'askOrBack', { columns, alphabet, colorLevel });
    const own = (line: string) =>
      alphabet === 'ascii' ? line.replaceAll(/\p{Script=Han}|[\p{Script=Katakana}\p{Script=Hiragana}ー]/gu, '') : '';
    const tooWide = lines().filter((line) => widthOf(line) > columns && !line.includes(name));
    expect(tooWide).toEqual([]);
    expect(lines().map(own).join('')).toMatch(/^[\u0020-\u007E]*$/);
    const colours = getScreen({ raw: true })
      .split('\u001B[')
      .filter((part) => /^[\d;]+m/.test(part) && !/^2?7m/.test(part));
    expect(colours.length > 0).toBe(colorLevel > 0);
  });
});

describe('in a narrow window', () => {
  it('the whole of a line that had to be cut is shown when it is pointed at', async () => {
    const { press, lines } = await ask(short, 'ask', { columns: 40 });
    expect(lines()).toContain('- Free0         (a Free cluster cannot…');
    await press('up');
    expect(lines().join(' ')).toContain('Free0 M0 (a Free cluster cannot be a');
  });

  it('the answered line is cut', async () => {
    const { answer, events, type, leftOnScreen } = await ask(wide[0] ?? text, 'ask', { columns: 40 });
    await type('the-name-of-a-user');
    events.keypress('enter');
    await answer;
    expect(await leftOnScreen()).toEqual(['✔ What manages or…  the-name-of-a-user']);
  });
});
