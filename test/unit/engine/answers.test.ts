import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Input } from '../../../src/core/inputs.ts';
import type { Choice, Prompter } from '../../../src/core/ports.ts';
import { answerAll } from '../../../src/engine/answer-all.ts';
import { type AnswerSources, type Declared, problemsOf } from '../../../src/engine/answers.ts';

const schemas = z.object({
  kind: z.enum(['a', 'b'], { error: 'must be a or b' }),
  city: z.string(),
  addresses: z.array(z.ipv4({ error: 'must be an address' })),
  found: z.string(),
  password: z.string().min(3, 'is too short'),
});
const Values = schemas.partial();
type Values = z.infer<typeof Values>;
interface Services {
  readonly cities: readonly Choice[];
  readonly known?: string;
}

const inputs: Record<keyof typeof schemas.shape, Input<Services, Values>> = {
  kind: { title: 'Which kind', flag: '--kind <kind>', env: ['X_KIND', 'Y_KIND'], kind: 'text' },
  city: {
    title: 'City',
    flag: '--city <name>',
    env: ['X_CITY'],
    kind: 'choice',
    choices: async ({ cities }) => cities,
  },
  addresses: {
    title: 'Addresses',
    flag: '--address <ip>',
    env: ['X_ADDRESSES'],
    kind: 'list',
    when: ({ kind }) => kind === 'b',
  },
  found: { title: 'Found', flag: '--found <text>', env: [], kind: 'text', suggest: async ({ known }) => known },
  password: { title: 'Password', env: ['X_PASSWORD'], kind: 'secret' },
};
const declared: Declared<Services, Values> = {
  inputs,
  schemas: schemas.shape,
  parse: (raw) => Values.parse(raw),
};
const keys = Object.keys(inputs);
const cities: Choice[] = [
  { value: 'c1', name: 'Berlin', note: 'M40' },
  { value: 'c2', name: 'Lima' },
  { value: 'c3', name: 'Lima' },
];

function sources(changes: Partial<AnswerSources> = {}): AnswerSources {
  return { flags: {}, env: {}, remembered: {}, prompter: undefined, isCarriedOut: () => false, ...changes };
}

function scripted(answers: Record<string, string>): Prompter & { readonly asked: string[] } {
  const asked: string[] = [];
  const ask: Prompter['ask'] = async ({ message }) => {
    asked.push(message);
    const answer = answers[message];
    if (answer === undefined) throw new Error(`nobody expected the question "${message}"`);
    return answer;
  };
  return { asked, ask, askOrBack: ask };
}

const linesOf = (problems: readonly { line: string }[]) => problems.map(({ line }) => line);

describe('problemsOf', () => {
  it('names everything that is missing at once, each with its flag and variable', () => {
    expect(linesOf(problemsOf(keys, declared, sources()))).toEqual([
      'kind: Which kind. Give --kind or X_KIND or Y_KIND.',
      'city: City. Give --city or X_CITY.',
      'password: Password. Give X_PASSWORD.',
    ]);
  });

  it('tells whoever scripts the same without words: the input, what is wrong, and how to give it', () => {
    const env = { X_KIND: 'c' };
    expect(problemsOf(['kind', 'city'], declared, sources({ env })).map(({ about }) => about)).toEqual([
      {
        ...{ input: 'kind', problem: 'wrong', message: 'kind, X_KIND is "c": it must be a or b.' },
        ...{ flag: '--kind', variables: ['X_KIND', 'Y_KIND'] },
      },
      { input: 'city', problem: 'missing', message: 'City.', flag: '--city', variables: ['X_CITY'] },
    ]);
  });

  it('asks for what depends on another answer', () => {
    expect(linesOf(problemsOf(['kind', 'addresses'], declared, sources({ flags: { kind: 'b' } })))).toEqual([
      'addresses: Addresses. Give --address or X_ADDRESSES.',
    ]);
  });

  it('says where a wrong value came from, and never shows a secret', () => {
    const env = { X_KIND: 'c', X_CITY: 'Berlin', X_PASSWORD: 'pw' };
    expect(linesOf(problemsOf(keys, declared, sources({ env })))).toEqual([
      'kind, X_KIND is "c": it must be a or b. Give --kind or X_KIND or Y_KIND.',
      'password, X_PASSWORD is too short. Give X_PASSWORD.',
    ]);
  });

  it('takes from a profile what neither flag, variable nor journal says, and says so', () => {
    const profile = { name: 'work', answers: { kind: 'c', password: 'pw' } };
    const told = (changes: Partial<AnswerSources>) =>
      linesOf(problemsOf(['kind', 'password'], declared, sources({ profile, ...changes })));
    expect(told({})).toEqual([
      'kind, profile work is "c": it must be a or b. Give --kind or X_KIND or Y_KIND.',
      'password, profile work is too short. Give X_PASSWORD.',
    ]);
    expect(told({ flags: { kind: 'a' }, env: { X_PASSWORD: 'long enough' } })).toEqual([]);
    expect(told({ remembered: { kind: 'a', password: 'long enough' } })).toEqual([]);
  });

  it('finds nothing missing where somebody can be asked', () => {
    expect(problemsOf(keys, declared, sources({ prompter: scripted({}) }))).toEqual([]);
  });
});

describe('answerAll', () => {
  const answer = async (changes: Partial<AnswerSources>, services: Services = { cities }, wanted = ['kind', 'city']) =>
    (await answerAll(wanted, declared, sources(changes), services)) ?? {};

  it.each([
    [{ flags: { kind: 'a' }, env: { X_KIND: 'b' }, remembered: { kind: 'b' } }, 'a', { flag: '--kind' }],
    [{ env: { X_KIND: 'a', Y_KIND: 'b' }, remembered: { kind: 'b' } }, 'a', { variable: 'X_KIND' }],
    [{ env: { X_KIND: '', Y_KIND: 'b' } }, 'b', { variable: 'Y_KIND' }],
    [{ remembered: { kind: 'b' } }, 'b', 'journal'],
  ])('takes the flag, then the variables, then the journal: %j', async (given, raw, origin) => {
    expect((await answer(given, { cities }, ['kind'])).kind).toEqual({ raw, origin });
  });

  it('takes what the services know rather than ask', async () => {
    expect((await answer({}, { cities, known: 'seen' }, ['found'])).found).toEqual({ raw: 'seen', origin: 'found' });
  });

  it.each(['Berlin', 'c1'])('takes a name wherever an id is taken: %s', async (city) => {
    expect((await answer({ flags: { kind: 'a', city } })).city?.raw).toBe('c1');
  });

  it.each([
    ['a slip of the keys', 'Brelin', 'Did you mean this?\n  - Berlin (c1, M40)'],
    ['the same in small letters', 'berlin', 'Did you mean this?\n  - Berlin (c1, M40)'],
    ['a part of the name', 'Ber', 'Did you mean this?\n  - Berlin (c1, M40)'],
    ['a slip in an id', 'c11', 'Did you mean this?\n  - Berlin (c1, M40)'],
    ['what two are like', 'Lime', 'Did you mean one of these?\n  - Lima (c2)\n  - Lima (c3)'],
    ['nothing like it, of a few', 'Xanadu', 'There is only:\n  - Berlin (c1, M40)\n  - Lima (c2)\n  - Lima (c3)'],
  ])('names the nearest only, and how many there are: %s', async (_, city, fix) => {
    const error = {
      code: 'NOT_FOUND',
      message: expect.stringContaining('none of 3'),
      fix: expect.stringContaining(fix),
    };
    await expect(answer({ flags: { kind: 'a', city } })).rejects.toMatchObject(error);
  });

  it('lists none of many where nothing is like it, and at most five where much is', async () => {
    const many = Array.from({ length: 240 }, (_, at) => ({ value: `id-${at}-x`, name: `Town ${at}` }));
    const refused = (city: string) =>
      answer({ flags: { kind: 'a', city } }, { cities: many }).catch((error: unknown) => error);
    expect(await refused('Xanadu')).toMatchObject({
      message: expect.stringContaining('none of 240'),
      fix: expect.stringMatching(/^None of them is similar\. .*$/),
    });
    const { fix } = z.object({ fix: z.string() }).parse(await refused('Tow 7'));
    expect(fix.split('\n').slice(0, 2)).toEqual(['Did you mean one of these?', '  - Town 7 (id-7-x)']);
    expect(fix.split('\n')).toHaveLength(6);
  });

  it('lists the candidates when a name matches twice', async () => {
    const error = { code: 'AMBIGUOUS', fix: expect.stringMatching(/Lima \(c2\)\s.*Lima \(c3\)/) };
    await expect(answer({ flags: { kind: 'a', city: 'Lima' } })).rejects.toMatchObject(error);
  });

  it('says so when there is nothing to choose from', async () => {
    const flags = { kind: 'a', city: 'Berlin' };
    await expect(answer({ flags }, { cities: [] })).rejects.toMatchObject({
      message: expect.stringContaining('none at all'),
    });
  });

  it('asks only for what nobody gave', async () => {
    const prompter = scripted({ City: 'c2' });
    const answers = await answer({ flags: { kind: 'a' }, prompter });
    expect([prompter.asked, answers.city]).toEqual([['City'], { raw: 'c2', origin: 'answer', name: 'Lima (c2)' }]);
  });

  it('does not ask for what does not apply', async () => {
    const answers = await answer({ flags: { kind: 'a' } }, { cities }, ['kind', 'addresses']);
    expect(Object.keys(answers)).toEqual(['kind']);
  });

  it('splits a list in a variable at commas and spaces', async () => {
    const env = { X_KIND: 'b', X_ADDRESSES: '203.0.113.1, 203.0.113.2' };
    expect((await answer({ env }, { cities }, ['kind', 'addresses'])).addresses?.raw).toEqual([
      '203.0.113.1',
      '203.0.113.2',
    ]);
  });
});
