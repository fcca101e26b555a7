import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Choice, Question } from '../../../src/core/ports.ts';
import { createPlainPrompter } from '../../../src/terminal/plain-prompts.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { createFakeTerminal, keys } from '../../support/fake-terminal.ts';

const style = createStyle({ colorLevel: 0, alphabet: 'words', width: () => 80 });

function start(question: Question, how: 'ask' | 'askOrBack' = 'ask', signal = new AbortController().signal) {
  const terminal = createFakeTerminal();
  const answer = createPlainPrompter({ ...terminal, style, signal })[how](question);
  // A rejection may come before the test awaits it.
  answer.catch(() => undefined);
  const say = (...lines: string[]) => terminal.typeAt(/: $/, lines.map((line) => `${line}\n`).join(''));
  return { ...terminal, answer, say };
}

const check = (answer: string) => answer.length > 2 || 'give at least three letters';
const text: Question = { kind: 'text', message: 'Source user', hint: 'It reads the source.', check };
const secret: Question = { kind: 'secret', message: 'Private key', check };
const yesNo: Question = { kind: 'yes-no', message: 'Go on?', default: false };
const clusters: readonly Choice[] = [
  { value: 'c1', name: 'Billing0', note: 'M30, 8.0' },
  { value: 'c2', name: 'Free0', note: 'M0', unsuitable: 'a Free cluster cannot be a destination' },
  { value: 'c3', name: 'Orders0' },
  { value: 'c4', name: 'Orders1' },
];
const short: Question = { kind: 'choice', message: 'Destination cluster', choices: clusters, default: 'c3' };
const long: Question = {
  kind: 'choice',
  message: 'Project',
  choices: Array.from({ length: 25 }, (_, index) => ({ value: `id-${index}`, name: `${index % 5}-project-${index}` })),
};

describe('plain questions', () => {
  it.each<[string, Question, string, string]>([
    ['a text', text, 'Source user\nIt reads the source.\nAnswer: ', 'admin'],
    ['a text with a default', { ...text, default: 'root' }, 'Answer [root]: ', 'root'],
    ['a secret', secret, 'Private key\nAnswer (it is not shown): ', 'planted'],
    ['yes or no', yesNo, 'Go on?\nyes or no [no]: ', 'yes'],
    [
      'a list',
      short,
      'Destination cluster\n1. Billing0, M30, 8.0\nNot available: Free0, M0: a Free cluster cannot be a destination\n' +
        '2. Orders0, default\n3. Orders1\nNumber or name [Orders0]: ',
      '3',
    ],
  ])('ask for %s in plain lines', async (_, question, drawn, typed) => {
    const { screen, raw, say } = start(question);
    await say(typed);
    expect(screen()).not.toContain(typed);
    const { shows } = start(question);
    await shows(drawn);
    expect(raw()).toBe(screen());
  });

  it.each<[string, Question, string, string]>([
    ['text', text, 'admin', 'admin'],
    ['text as it is typed', text, ' a b ', ' a b '],
    ['text, the default', { ...text, default: 'root' }, '', 'root'],
    ['text that could be short for back', { ...text, check: () => true }, 'b', 'b'],
    ['secret', secret, 'planted-4711', 'planted-4711'],
    ['secret, some of it erased', secret, 'plantex\u007Fd\u0015secret', 'secret'],
    ['yes-no', yesNo, 'Y', 'yes'],
    ['yes-no, in full', yesNo, 'yes', 'yes'],
    ['yes-no, the default', yesNo, '', 'no'],
    ['list by number', short, '1', 'c1'],
    ['list by the beginning of a name', short, 'bil', 'c1'],
    ['list by a name', short, 'orders1', 'c4'],
    ['list, the default', short, '', 'c3'],
    ['long list by a number that is not listed yet', long, '25', 'id-24'],
    ['long list by a beginning', long, '4-project-2', 'id-24'],
  ])('take a %s', async (_, question, typed, expected) => {
    const { answer, say } = start(question, 'askOrBack');
    await say(typed);
    expect(await answer).toBe(expected);
  });

  it.each<[string, Question, string, string, string, string]>([
    ['text', text, 'ab', 'Not accepted: give at least three letters', 'abc', 'abc'],
    ['secret', secret, 'ab', 'Not accepted: give at least three letters', 'abc', 'abc'],
    ['text with an arrow key', text, `${keys.down}x`, 'control keys do nothing here', 'abc', 'abc'],
    ['text that is only Esc', { ...text, default: 'root' }, keys.escape, 'control keys do nothing', '', 'root'],
    ['yes-no', yesNo, 'maybe', '"maybe" is neither yes nor no.', 'y', 'yes'],
    ['number', short, '9', 'There is no number 9. Type a number from 1 to 3', '1', 'c1'],
    ['name', short, 'x', 'There is no name that begins with "x". Type', '1', 'c1'],
    ['name that is not the only one', short, 'ord', 'Orders0, Orders1 begin with "ord". Type', 'orders0', 'c3'],
    ['name that is not available', short, 'free', 'Free0 is not available: a Free cluster', '1', 'c1'],
    ['nothing', { ...short, default: 'x' }, '', 'Type a number from 1 to 3, or the beginning of a name.', '1', 'c1'],
  ])('say what is wrong with a %s, and take the next', async (_, question, wrong, said, right, expected) => {
    const { answer, say, shows } = start(question);
    await say(wrong);
    await shows(said);
    await say(right);
    expect(await answer).toBe(expected);
  });

  it.each<[Question, string]>([
    [text, 'back'],
    [secret, 'back'],
    [yesNo, 'b'],
    [short, 'B'],
    [long, 'back'],
  ])('%# are left by going back, where something is before', async (question, typed) => {
    const { answer, shows, say } = start(question, 'askOrBack');
    await shows(', or back: ');
    await say(typed);
    expect(await answer).toBeUndefined();
  });

  it('know no way back at the first question', async () => {
    const { answer, say, screen } = start(text);
    await say('back');
    expect(await answer).toBe('back');
    expect(screen()).not.toContain('or back');
  });

  it('are repeated after a question mark', async () => {
    const { answer, say, shows } = start(short);
    await say('?');
    await shows('Destination cluster\n1. Billing0');
    await say('1');
    expect(await answer).toBe('c1');
  });

  it('show a long list ten by ten, and those that match', async () => {
    const { answer, say, shows, screen } = start(long);
    await shows(
      '10. 4-project-9\n15 more: type more to see them, or a part of a name.\nNumber, name or a part of it: ',
    );
    await say('more');
    await shows('20. 4-project-19\n5 more');
    expect(screen()).not.toContain('10. 4-project-9');
    await say('more');
    await shows('25. 4-project-24\nNumber');
    await say('more');
    await shows('There are no more.');
    await say('zzz');
    await shows('Nothing matches "zzz".');
    await say('JECT-2');
    await shows('3. 2-project-2\n21. 0-project-20\n22.');
    await say('21');
    await shows('Chosen: 0-project-20');
    expect(await answer).toBe('id-20');
  });

  it('never show a secret', async () => {
    const { answer, say, raw } = start(secret);
    await say('planted-4711');
    await answer;
    expect(raw()).toBe('\n');
  });

  it('show names from a server without their escape sequences', async () => {
    const evil = { value: 'x', name: 'Bill\u001B[2J\u001B]0;owned\u0007ing\n1' };
    const { raw, shows, say } = start({ kind: 'choice', message: 'Cluster', choices: [evil] });
    await shows('1. Billing 1');
    expect(raw()).not.toContain('owned');
    await say('1');
  });

  it('refuse a list from which nothing can be chosen', async () => {
    const { answer } = start({ kind: 'choice', message: 'Cluster', choices: [] });
    await expect(answer).rejects.toMatchObject({ kind: 'blocked' });
  });
});

describe('leaving a plain question', () => {
  it.each<[string, Question]>([
    ['text', text],
    ['secret', secret],
  ])('of kind %s by the end of the input is an interruption, also where it has ended before', async (_, question) => {
    const first = start(question);
    await first.shows('Answer');
    first.input.end();
    await expect(first.answer).rejects.toMatchObject({ kind: 'interrupted', code: 'PROMPT_INTERRUPTED' });
    const second = createPlainPrompter({ ...first, style, signal: new AbortController().signal }).ask(question);
    await expect(second).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it.each([
    ['Ctrl-C', keys.controlC],
    ['Ctrl-D', keys.controlD],
  ])('for a secret by %s is an interruption', async (_, key) => {
    const { answer, typeAt } = start(secret);
    await typeAt('Answer', key);
    await expect(answer).rejects.toMatchObject({ kind: 'interrupted', code: 'PROMPT_INTERRUPTED' });
  });

  it.each<[string, Question]>([
    ['text', text],
    ['secret', secret],
  ])('of kind %s by the signal throws its reason, and leaves no listeners', async (_, question) => {
    const controller = new AbortController();
    const { answer, shows, input } = start(question, 'ask', controller.signal);
    await shows('Answer');
    const reason = new LivemigError({ kind: 'terminated', code: 'TERMINATED', message: 'SIGTERM', fix: 'again' });
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(input.listenerCount('keypress') + input.listenerCount('end')).toBe(0);
  });
});
