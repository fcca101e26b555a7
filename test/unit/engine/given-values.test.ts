import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Input } from '../../../src/core/inputs.ts';
import type { InputValue } from '../../../src/core/journal.ts';
import {
  type AnswerSources,
  type Declared,
  faultOf,
  given,
  inputOf,
  isWanted,
  mayBeChanged,
  problemsOf,
  rawFrom,
  usageError,
} from '../../../src/engine/answers.ts';
import type { Origin } from '../../../src/engine/origin.ts';

type Toy = Input<object, object>;
const input = (more: Partial<Toy> = {}): Toy => ({
  ...{ title: 'What', flag: '--what <x>', env: ['X_WHAT'], kind: 'text' },
  ...more,
});
const sources = (more: Partial<AnswerSources> = {}): AnswerSources => ({
  ...{ flags: {}, env: {}, remembered: {}, prompter: undefined, isCarriedOut: () => false },
  ...more,
});
const declare = (inputs: Record<string, Toy>, schemas: Record<string, z.ZodType> = {}): Declared<object, object> => ({
  ...{ inputs, schemas },
  parse: (raw) => raw,
});

describe('what was given is tidied by its kind', () => {
  it.each<[string, Partial<Toy>, InputValue, InputValue]>([
    ['a text, of the blanks around it', {}, ' a b\n', 'a b'],
    ['a text whose blanks count, of line ends', { blanksCount: true }, ' a \r\n', ' a '],
    ['a text that was given in parts', {}, ['a', 'b '], 'a,b'],
    ['a yes is true', { kind: 'yes-no' }, ' yes ', true],
    ['a no is false', { kind: 'yes-no' }, 'no', false],
    ['another word than yes and no is left to be refused', { kind: 'yes-no' }, 'maybe ', 'maybe'],
    ['a flag without a value is what it is', { kind: 'yes-no' }, true, true],
    ['a list, at commas and blanks, however many', { kind: 'list' }, ' a, b ,,c', ['a', 'b', 'c']],
    ['a list of several flags', { kind: 'list' }, ['a b', 'c'], ['a', 'b', 'c']],
  ])('%s', (_, more, raw, value) => {
    expect(rawFrom(input(more), raw)).toEqual(value);
  });
});

describe('what is said without asking anybody', () => {
  it.each<[string, Partial<Toy>, Partial<AnswerSources>, object | undefined]>([
    ['nothing', {}, {}, undefined],
    ['a default', { default: 'a' }, {}, { raw: 'a', origin: 'default' }],
    ['the journal before a default', { default: 'a' }, { remembered: { what: 'b' } }, { raw: 'b', origin: 'journal' }],
    ['what was spoken once is never remembered', { spoken: true }, { remembered: { what: 'b' } }, undefined],
    ['a variable of blanks is none', {}, { env: { X_WHAT: ' \n' } }, undefined],
  ])('%s', (_, more, from, answer) => {
    expect(given('what', input(more), sources(from))).toEqual(answer);
  });

  it.each<[Origin, boolean]>([
    [{ flag: '--what' }, false],
    [{ variable: 'X_WHAT' }, false],
    ['only choice', false],
    ['answer', true],
    ['journal', true],
    ['default', true],
    ['found', true],
  ])('may be answered otherwise unless it was given or is the only choice: %j %s', (origin, may) => {
    expect(mayBeChanged({ raw: 'a', origin })).toBe(may);
  });
});

describe('an input has a meaning', () => {
  const step = 'start.create-migration';
  const other = input({ flag: '--other <x>', env: [] });
  it.each<[string, Partial<Toy>, Partial<AnswerSources>, boolean | 'later']>([
    ['always, where nothing else is said', {}, {}, true],
    ['as it says', { when: () => 'later' }, {}, 'later'],
    ['by whether another is given', { when: (_, isGiven) => isGiven('other') }, { flags: { other: 'a' } }, true],
    ['by whether another is not given', { when: (_, isGiven) => isGiven('other') }, {}, false],
    ['not, once nobody needs it', { step, afterwards: 'not-asked' }, { isCarriedOut: () => true }, false],
    ['as long as its step is open', { step, afterwards: 'not-asked' }, {}, true],
    ['also later, where it is only fixed then', { step, afterwards: 'fixed' }, { isCarriedOut: () => true }, true],
    ['also later, where nothing becomes of it', { step }, { isCarriedOut: () => true }, true],
    ['where it is of no step', { afterwards: 'not-asked' }, { isCarriedOut: () => true }, true],
  ])('%s', (_, more, from, wanted) => {
    const declared = declare({ what: input(more), other });
    expect(isWanted('what', declared, sources(from), {})).toBe(wanted);
  });
});

describe('before any request', () => {
  const step = 'start.create-migration';
  const schemas = { what: z.enum(['cloud', 'ops'], { error: 'must be cloud or ops' }), other: z.string() };
  const other = input({ title: 'Other', flag: '--other <x>', env: ['X_OTHER'] });
  it.each<[string, Partial<Toy>, Partial<AnswerSources>, string[]]>([
    ['a flag is judged that has no meaning here', { when: () => false }, { flags: { what: 'c' } }, ['what, --what']],
    ['a variable is not, which may be for other commands', { when: () => false }, { env: { X_WHAT: 'c' } }, []],
    ['what is not needed is not missing', { optional: true }, {}, []],
    ['what the services may know is not missing', { suggest: async () => 'cloud' }, {}, []],
    ['what may be needed later is not missing', { when: () => 'later' }, {}, []],
    [
      'what nobody needs any more is not judged',
      { step, afterwards: 'not-asked' },
      { flags: { what: 'c' }, isCarriedOut: () => true },
      [],
    ],
  ])('%s', (_, more, from, starts) => {
    const lines = problemsOf(['what'], declare({ what: input(more) }, schemas), sources(from)).map(({ line }) => line);
    expect(lines).toEqual(starts.map((start) => expect.stringMatching(new RegExp(`^${start}`))));
  });

  it.each<[string, Partial<AnswerSources>, string[]]>([
    ['is not, where nothing is wrong', { flags: { other: 'a' }, env: { X_WHAT: 'c' } }, []],
    ['is, where something is to be mended first', { env: { X_WHAT: 'c' } }, ['other', 'what']],
  ])('a variable without a meaning here %s', (_, from, wrong) => {
    const declared = declare({ other, what: input({ when: () => false }) }, schemas);
    const inputs = problemsOf(['other', 'what'], declared, sources(from)).map(({ about }) => about.input);
    expect(inputs).toEqual(wrong);
  });

  it('each answer is known to those that come after it', () => {
    const later = input({ flag: '--later <x>', when: (values) => Object.hasOwn(values, 'other') });
    const declared = declare({ other, later }, schemas);
    const all = (flags: object) => problemsOf(['other', 'later'], declared, sources({ flags: { ...flags } }));
    expect(all({ other: 'a' }).map(({ about }) => about.input)).toEqual(['later']);
  });

  it.each<[string, Partial<Toy>, InputValue, boolean]>([
    ['near one of few', { oneOf: ['cloud', 'ops'] }, 'clowd', true],
    ['near none', { oneOf: ['cloud', 'ops'] }, 'azure', false],
    ['where there may be any', {}, 'clowd', false],
    ['no text', { oneOf: ['cloud', 'true'] }, true, false],
    ["a person's own word, which nobody puts into their mouth", { oneOf: ['cloud'], spoken: true }, 'clowd', false],
  ])('what was probably meant is told: %s', (_, more, what, isTold) => {
    const [problem] = problemsOf(['what'], declare({ what: input(more) }, schemas), sources({ flags: { what } }));
    expect(problem?.line).toMatch(isTold ? /ops\. Did you mean cloud\? Give --what/ : /ops\. Give --what/);
  });
});

describe('a fault', () => {
  const both = z.string().min(3, 'is too short').regex(/^a/, 'must begin with a');
  it('tells all that is wrong, and the value', () => {
    expect(faultOf(declare({ what: input() }, { what: both }), 'what', { raw: 'b' })).toBe(
      'what is "b": it is too short, must begin with a',
    );
  });

  it('is none where nothing is declared to be right', () => {
    expect(faultOf(declare({ what: input() }), 'what', { raw: 'b' })).toBeUndefined();
  });
});

it('an input that nobody declared is a bug, which names it', () => {
  expect(() => inputOf(declare({}), 'what')).toThrow('no input is called what');
});

it('a wrong command line is of kind usage, and tells of the input only where it is about one', () => {
  const about = { input: 'what', problem: 'wrong', message: 'No.' } as const;
  const [without, withInput] = [usageError('INPUTS', 'No.', 'Yes.'), usageError('INPUTS', 'No.', 'Yes.', about)];
  expect([without.kind, without.data, withInput.data]).toEqual(['usage', {}, { problems: [about] }]);
});
