import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Input } from '../../../src/core/inputs.ts';
import type { Choice, Question } from '../../../src/core/ports.ts';
import { type Asking, askInput } from '../../../src/engine/ask-input.ts';
import { caught } from '../../support/caught.ts';

const input = (kind: Input<object, object>['kind'], more: Partial<Input<object, object>> = {}) => ({
  ...{ title: 'What', flag: '--what <x>', env: [], kind },
  ...more,
});
const choice = (value: string, more: Partial<Choice> = {}): Choice => ({ value, name: value, ...more });
type More = Partial<Asking<object, object>>;
const list = (...choices: Choice[]) => ({ choices: async () => choices });

/** Somebody who answers with these in turn; tells what was asked, and whether the question before was offered. */
function person(asked: Input<object, object>, replies: readonly (string | undefined)[], more: More = {}) {
  const left = [...replies];
  const questions: Question[] = [];
  const offers: boolean[] = [];
  const listed: string[] = [];
  const reply = (canGoBack: boolean, question: Question) => {
    questions.push(question);
    offers.push(canGoBack);
    return left.shift();
  };
  const asking: Asking<object, object> = {
    declared: { inputs: { what: asked }, schemas: { what: z.string().min(2, 'is too short') }, parse: () => ({}) },
    sources: {
      ...{ flags: {}, env: {}, remembered: {}, isCarriedOut: () => false },
      onLooking: (title) => void listed.push(`looking for ${title}`),
      onChoices: async (key, choices) => void listed.push(`${key}: ${choices.length}`),
      prompter: {
        ask: async (question) => reply(false, question) ?? '',
        askOrBack: async (question) => reply(true, question),
      },
    },
    ...{ services: {}, values: {}, draft: undefined, canGoBack: true },
    ...more,
  };
  return { answer: () => askInput('what', asked, asking), questions, offers, listed };
}

describe('a question', () => {
  const check = expect.any(Function);
  it.each<[string, Input<object, object>, More, object]>([
    ['of a text', input('text'), {}, { kind: 'text', message: 'What', check }],
    ['with its hint', input('text', { hint: 'There' }), {}, { kind: 'text', message: 'What', hint: 'There', check }],
    [
      'of a text that was answered before',
      input('text'),
      { draft: 'this' },
      { kind: 'text', message: 'What', check, default: 'this' },
    ],
    [
      'of a list that was answered before',
      input('list'),
      { draft: ['a', 'b'] },
      { kind: 'text', message: 'What', check, default: 'a b' },
    ],
    [
      'of a secret, which is never shown again',
      input('secret'),
      { draft: 'hush' },
      { kind: 'secret', message: 'What', check },
    ],
    ['of yes or no is answered with no', input('yes-no'), {}, { kind: 'yes-no', message: 'What', default: false }],
    [
      'of yes or no that was answered with yes',
      input('yes-no'),
      { draft: true },
      { kind: 'yes-no', message: 'What', default: true },
    ],
    [
      'of a choice, in the order of the list',
      input('choice', list(choice('a'), choice('b'))),
      {},
      { kind: 'choice', message: 'What', choices: [choice('a'), choice('b')] },
    ],
    [
      'of a choice that was answered before',
      input('choice', { hint: 'There', ...list(choice('a'), choice('b')) }),
      { draft: 'b' },
      { kind: 'choice', message: 'What', hint: 'There', choices: [choice('a'), choice('b')], default: 'b' },
    ],
    [
      'of a choice that was answered with what is no longer there',
      input('choice', list(choice('a'), choice('b'))),
      { draft: 'c' },
      { kind: 'choice', message: 'What', choices: [choice('a'), choice('b')] },
    ],
    [
      'of a choice, with the way to others last',
      input('choice', { other: 'Another', ...list(choice('a')) }),
      {},
      { kind: 'choice', message: 'What', choices: [choice('a'), { value: '', name: 'Another' }] },
    ],
    [
      'of a choice of which none fits, where another may be typed',
      input('choice', { other: 'Another', ...list(choice('a', { unsuitable: 'paused' })) }),
      {},
      {
        ...{ kind: 'choice', message: 'What' },
        choices: [choice('a', { unsuitable: 'paused' }), { value: '', name: 'Another' }],
      },
    ],
  ])('%s', async (_, asked, more, question) => {
    const { answer, questions } = person(asked, [undefined], more);
    expect([await answer(), questions]).toEqual(['back', [question]]);
  });

  it('is checked as the flag is', async () => {
    const { answer, questions } = person(input('text'), ['this']);
    await answer();
    const [question] = questions;
    const check = question?.kind === 'text' ? question.check : undefined;
    expect([check?.('x'), check?.('xx')]).toEqual(['what is "x": it is too short', true]);
  });

  it.each<[boolean, Input<object, object>, string]>(
    [true, false].flatMap((canGoBack): [boolean, Input<object, object>, string][] => [
      [canGoBack, input('text'), 'this'],
      [canGoBack, input('choice', list(choice('a'), choice('b'))), 'a'],
    ]),
  )('offers the one before only where there is one: %s', async (canGoBack, asked, reply) => {
    const { answer, offers } = person(asked, [reply], { canGoBack });
    await answer();
    expect(offers).toEqual([canGoBack]);
  });
});

describe('an answer', () => {
  const some = input('choice', { other: 'Another', ...list(choice('a', { name: 'A' }), choice('b')) });
  it.each<[string, Input<object, object>, readonly string[], object]>([
    ['that was typed, without blanks around it', input('text'), [' this '], { raw: 'this', origin: 'answer' }],
    ['to yes or no', input('yes-no'), ['yes'], { raw: true, origin: 'answer' }],
    ['that was chosen, with its name', some, ['a'], { raw: 'a', origin: 'answer', name: 'A' }],
    ['that was typed in place of a choice', some, ['', ' c '], { raw: 'c', origin: 'answer' }],
    [
      'that nobody was asked for',
      input('choice', list(choice('a', { name: 'A' }))),
      [],
      { raw: 'a', origin: 'only choice', name: 'A' },
    ],
  ])('%s', async (_, asked, replies, expected) => {
    const { answer, questions } = person(asked, replies);
    expect([await answer(), questions.length]).toEqual([expected, replies.length]);
  });

  it('that is typed in place of a choice is asked for as text', async () => {
    const { answer, questions } = person(some, ['', 'c'], { draft: 'c' });
    await answer();
    expect(questions[1]).toMatchObject({ kind: 'text', default: 'c' });
  });
});

describe('where nothing fits', () => {
  const wayOut = { whenNone: () => 'Create one.' };
  const unfit = choice('a', { unsuitable: 'paused' });
  const ways = [
    { value: 'again', name: 'Look again' },
    { value: 'leave', name: 'Leave, and go on later' },
  ];
  it.each<[string, Input<object, object>, string, readonly Choice[], RegExp]>([
    ['nothing', input('choice', { ...wayOut, ...list() }), 'What: there is none', ways, /^What: there is nothing/],
    ['no list', input('choice', wayOut), 'What: there is none', ways, /^What: there is nothing/],
    [
      'nothing that fits',
      input('choice', { ...wayOut, ...list(unfit) }),
      'What: none of them fits',
      [unfit, ...ways],
      /^What: none of them fits:\n {2}- a \(paused\)$/,
    ],
  ])('a person is told so, and may leave: %s', async (_, asked, message, choices, ending) => {
    const { answer, questions } = person(asked, ['leave']);
    const error = await caught(answer());
    expect(questions).toEqual([{ kind: 'choice', message, hint: 'Create one.', choices, default: 'again' }]);
    expect(error).toMatchObject({ kind: 'usage', code: 'NOTHING_TO_CHOOSE', left: true });
    expect(error).toMatchObject({
      message: expect.stringMatching(ending),
      fix: expect.stringMatching(/^Create one\./),
    });
  });

  it('it is looked for again as often as a person wants, and told each time', async () => {
    const { answer, listed } = person(input('choice', list(unfit)), ['again', undefined]);
    expect([await answer(), listed]).toEqual(['back', ['looking for What', 'what: 1', 'looking for What', 'what: 1']]);
  });
});
