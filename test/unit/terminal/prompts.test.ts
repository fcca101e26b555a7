import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Choice, Question } from '../../../src/core/ports.ts';
import { createPrompter } from '../../../src/terminal/prompts.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { createFakeTerminal, keys } from '../../support/fake-terminal.ts';

const style = createStyle({ colorLevel: 0, alphabet: 'unicode', width: () => 80 });
const window = { style, rows: () => 24 };

function start(question: Question, signal = new AbortController().signal) {
  const terminal = createFakeTerminal();
  const answer = createPrompter({ ...terminal, ...window, signal }).ask(question);
  // A rejection may come before the test awaits it.
  answer.catch(() => undefined);
  return { ...terminal, answer };
}

const accept = () => true as const;
const text: Question = { kind: 'text', message: 'Project', check: accept };

const clusters: readonly Choice[] = [
  { value: 'c1', name: 'Billing0', note: 'M30 8.0 IDLE' },
  { value: 'c2', name: 'Free0', note: 'M0', unsuitable: 'a Free cluster cannot be a destination' },
  { value: 'c3', name: 'Orders0', note: 'M40 8.0 IDLE' },
];
const choice: Question = { kind: 'choice', message: 'Destination cluster', choices: clusters };

const many: readonly Choice[] = Array.from({ length: 40 }, (_, index) => ({
  value: `id-${index}`,
  name: `project-${index}`,
  ...(index === 7 && { note: 'payroll' }),
}));

describe('prompts', () => {
  it('answers a text', async () => {
    const { answer, typeAt } = start(text);
    await typeAt('Project', `Payments${keys.enter}`);
    expect(await answer).toBe('Payments');
  });

  it('takes the default on Enter', async () => {
    const { answer, typeAt } = start({ ...text, default: 'Orders' });
    await typeAt('(Orders)', keys.enter);
    expect(await answer).toBe('Orders');
  });

  it('says why an answer is not accepted, and takes the next one', async () => {
    const check = (given: string) => given.length > 3 || 'too short';
    const { answer, typeAt } = start({ kind: 'text', message: 'Project', check });
    await typeAt('Project', `abc${keys.enter}`);
    await typeAt('too short', `d${keys.enter}`);
    expect(await answer).toBe('abcd');
  });

  it('never draws a secret', async () => {
    const { answer, typeAt, raw } = start({ kind: 'secret', message: 'Private key', check: accept });
    await typeAt('Private key', 'planted-4711');
    await typeAt('************', keys.enter);
    expect(await answer).toBe('planted-4711');
    expect(raw()).not.toContain('planted');
  });

  it.each([
    ['n', 'no'],
    ['y', 'yes'],
    ['', 'yes'],
  ])('answers a yes-no question with %j as %s', async (typed, expected) => {
    const { answer, typeAt } = start({ kind: 'yes-no', message: 'Go on?', default: true });
    await typeAt('Go on?', `${typed}${keys.enter}`);
    expect(await answer).toBe(expected);
  });

  it('lists choices with their facts, and those that cannot be chosen with the reason', async () => {
    const { answer, shows, typeAt } = start(choice);
    await shows('Billing0  M30 8.0 IDLE');
    await shows('- Free0     M0 (a Free cluster cannot be a destination)');
    await typeAt('Orders0', `${keys.down}${keys.down}${keys.enter}`);
    expect(await answer).toBe('c3');
  });

  it('does not take what cannot be chosen', async () => {
    const { answer, typeAt } = start(choice);
    await typeAt('Orders0', `${keys.down}${keys.enter}`);
    await typeAt('cannot be chosen', `${keys.down}${keys.enter}`);
    expect(await answer).toBe('c3');
  });

  it('begins a list at the default', async () => {
    const { answer, typeAt } = start({ ...choice, default: 'c3' });
    await typeAt('❯ Orders0', keys.enter);
    expect(await answer).toBe('c3');
  });

  it('begins a list at the first that can be chosen', async () => {
    const { answer, typeAt } = start({ ...choice, choices: clusters.slice(1) });
    await typeAt('❯ Orders0', keys.enter);
    expect(await answer).toBe('c3');
  });

  it.each([
    ['name', 'ject-31', 'id-31', '❯ project-31'],
    ['fact', 'PAYROLL', 'id-7', '❯ project-7'],
  ])('searches a long list by %s', async (_, typed, expected, pointed) => {
    const { answer, typeAt } = start({ kind: 'choice', message: 'Project', choices: many });
    await typeAt('project-3', typed);
    await typeAt(pointed, keys.enter);
    expect(await answer).toBe(expected);
  });

  it('shows names from a server without their escape sequences', async () => {
    const evil = { value: 'x', name: 'Bill\u001B[2J\u001B]0;owned\u0007ing\n1' };
    const { raw, typeAt, answer } = start({ kind: 'choice', message: 'Cluster', choices: [evil] });
    await typeAt('Billing 1', keys.enter);
    expect(await answer).toBe('x');
    expect(raw()).not.toContain('owned');
  });

  it.each([
    ['is empty', [], 'Cluster: there is none.'],
    ['has nothing that fits', [{ value: 'x', name: 'Free0', unsuitable: 'M0' }], 'none that fits (Free0: M0)'],
  ])('refuses a list that %s, instead of asking what cannot be answered', async (_, choices, message) => {
    const { answer } = start({ kind: 'choice', message: 'Cluster', choices });
    await expect(answer).rejects.toMatchObject({ kind: 'blocked', message: expect.stringContaining(message) });
  });

  it('calls beforeAsk before anything is drawn', async () => {
    const terminal = createFakeTerminal();
    const seen: string[] = [];
    const beforeAsk = () => seen.push(terminal.raw());
    const answer = createPrompter({ ...terminal, ...window, signal: new AbortController().signal, beforeAsk }).ask(
      text,
    );
    await terminal.typeAt('Project', keys.enter);
    await answer;
    expect(seen).toEqual(['']);
  });
});

describe('going back', () => {
  const startOrBack = (question: Question) => {
    const terminal = createFakeTerminal();
    const signal = new AbortController().signal;
    return { ...terminal, answer: createPrompter({ ...terminal, ...window, signal }).askOrBack(question) };
  };

  it('is what a lone Esc means', async () => {
    const { answer, typeAt, input } = startOrBack(text);
    await typeAt('esc back', `half-typed${keys.escape}`);
    expect(await answer).toBeUndefined();
    expect(input.listenerCount('keypress')).toBe(0);
  });

  it.each([
    ['an arrow key', keys.down],
    ['an arrow key in application mode', '\u001BOB'],
    ['Alt with a letter', '\u001Bx'],
    ['Home, Delete and F5', '\u001B[H\u001B[3~\u001B[15~'],
    ['a key with Shift, Ctrl and Alt', '\u001B[1;8B'],
  ])('is not what %s means', async (_, sequence) => {
    const { answer, typeAt } = startOrBack(text);
    await typeAt('esc back', `${sequence}abc${keys.enter}`);
    expect(await answer).toBe('abc');
  });

  it('is not what an arrow key means whose parts arrive one by one', async () => {
    const { answer, typeAt, input } = startOrBack(choice);
    await typeAt('esc back', keys.escape);
    input.write('[');
    input.write('B');
    input.write(`${keys.down}${keys.enter}`);
    expect(await answer).toBe('c3');
  });
});

describe('leaving a prompt', () => {
  it.each([
    ['Ctrl-C', keys.controlC],
    ['Ctrl-D', keys.controlD],
  ])('by %s is an interruption, and shows the cursor again', async (_, key) => {
    const { answer, typeAt, raw } = start(choice);
    await typeAt('Orders0', key);
    await expect(answer).rejects.toMatchObject({ kind: 'interrupted', code: 'PROMPT_INTERRUPTED' });
    expect(raw()).toContain('\u001B[?25h');
  });

  it('by Ctrl-D does not happen while there is text to delete', async () => {
    const { answer, typeAt } = start(text);
    await typeAt('Project', `ab${keys.controlD}c${keys.enter}`);
    expect(await answer).toBe('abc');
  });

  it('by the end of the input is an interruption, also where it has ended before', async () => {
    const first = start(text);
    await first.shows('Project');
    first.input.end();
    await expect(first.answer).rejects.toMatchObject({ kind: 'interrupted' });
    const second = createPrompter({ ...first, ...window, signal: new AbortController().signal }).ask(text);
    await expect(second).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('by the signal throws its reason, so that SIGTERM stays SIGTERM', async () => {
    const controller = new AbortController();
    const { answer, shows } = start(text, controller.signal);
    await shows('Project');
    const reason = new LivemigError({ kind: 'terminated', code: 'TERMINATED', message: 'SIGTERM', fix: 'again' });
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it('by a signal that was aborted before is the same', async () => {
    const { answer } = start(text, AbortSignal.abort());
    await expect(answer).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('leaves no listeners behind', async () => {
    const controller = new AbortController();
    const { answer, typeAt, input } = start(text, controller.signal);
    await typeAt('Project', keys.enter);
    await answer;
    expect(input.listenerCount('keypress') + input.listenerCount('pause')).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });
});
