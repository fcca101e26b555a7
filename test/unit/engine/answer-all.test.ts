import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Input } from '../../../src/core/inputs.ts';
import type { Choice, Prompter, Question } from '../../../src/core/ports.ts';
import { answerAll } from '../../../src/engine/answer-all.ts';
import { type AnswerSources, type Answers, type Declared, rawOf } from '../../../src/engine/answers.ts';
import { caught } from '../../support/caught.ts';

const schemas = z.object({
  project: z.string(),
  cluster: z.string(),
  host: z.string().regex(/^[a-z0-9.]+$/, 'must be a host name'),
  password: z.string(),
  note: z.string(),
  sure: z.boolean(),
});
const Values = schemas.partial();
type Values = z.infer<typeof Values>;

/** What there is to choose from, each time it is looked for. */
interface Services {
  readonly projects: readonly Choice[];
  clusters(project: string): readonly Choice[];
}

const inputs: Record<keyof typeof schemas.shape, Input<Services, Values>> = {
  project: { title: 'Project', env: [], kind: 'choice', choices: async ({ projects }) => projects },
  cluster: {
    title: 'Cluster',
    env: [],
    kind: 'choice',
    whenNone: ({ project }) => `Create one in ${project}.`,
    choices: async ({ clusters }, { project = '' }) => clusters(project),
  },
  host: {
    title: 'Host',
    env: [],
    kind: 'choice',
    other: 'Another host',
    choices: async () => [{ value: 'mig01', name: 'mig01' }],
  },
  password: { title: 'Password', env: [], kind: 'secret', step: 'start.create-migration', afterwards: 'not-asked' },
  note: { title: 'Note', flag: '--note <x>', env: ['X_NOTE'], kind: 'text', optional: true },
  sure: {
    title: 'Sure?',
    env: ['X_SURE'],
    kind: 'yes-no',
    when: ({ host }) => host === 'mig02',
    declined: 'Then not.',
  },
};
const declared: Declared<Services, Values> = {
  inputs,
  schemas: schemas.shape,
  parse: (raw) => Values.parse(raw),
};

const choice = (value: string, more: Partial<Choice> = {}): Choice => ({ value, name: value, ...more });
const services: Services = {
  projects: [choice('one'), choice('two')],
  clusters: (project) => [choice(`${project}-a`), choice(`${project}-b`)],
};

/** What a person does at each question in turn: `undefined` goes back. */
function person(steps: readonly (readonly [title: string, answer: string | undefined])[]) {
  const left = [...steps];
  const questions: Question[] = [];
  const answer = (question: Question) => {
    const [title, given] = left.shift() ?? ['nothing more', ''];
    expect(question.message).toBe(title);
    questions.push(question);
    return given;
  };
  const prompter: Prompter = {
    ask: async (question) => {
      const given = answer(question);
      if (given === undefined) throw new Error(`nobody can go back from "${question.message}"`);
      return given;
    },
    askOrBack: async (question) => answer(question),
  };
  return { prompter, questions, left };
}

function sources(prompter: Prompter, changes: Partial<AnswerSources> = {}): AnswerSources {
  return { flags: {}, env: {}, remembered: {}, prompter, isCarriedOut: () => false, ...changes };
}

describe('going back', () => {
  it('asks the question before again, with what was answered, and forgets what followed from it', async () => {
    const { prompter, questions, left } = person([
      ['Project', 'one'],
      ['Cluster', undefined],
      ['Project', 'two'],
      ['Cluster', 'two-b'],
    ]);
    const answers = await answerAll(['project', 'cluster'], declared, sources(prompter), services);
    expect(rawOf(answers ?? {})).toEqual({ project: 'two', cluster: 'two-b' });
    expect(questions[2]).toMatchObject({ default: 'one' });
    expect(left).toEqual([]);
  });

  it('is not offered at the first question', async () => {
    const { prompter } = person([['Project', undefined]]);
    await expect(answerAll(['project'], declared, sources(prompter), services)).rejects.toThrow('nobody can go back');
  });

  it('leaves where something was asked before', async () => {
    const { prompter } = person([['Project', undefined]]);
    const all = answerAll(['project'], declared, sources(prompter), services, { canLeave: true });
    expect(await all).toBeUndefined();
  });

  it('goes back as far as anybody likes, and keeps no answer to what has no meaning any more', async () => {
    const { prompter, questions, left } = person([
      ['Project', 'one'],
      ['Host', ''],
      ['Host', 'mig02'],
      ['Sure?', 'yes'],
      ['Cluster', undefined],
      ['Sure?', undefined],
      ['Host', undefined],
      ['Project', 'two'],
      ['Host', 'mig01'],
      ['Cluster', 'two-a'],
    ]);
    const keys = ['project', 'host', 'sure', 'cluster'];
    const before: Answers = { note: { raw: 'x', origin: 'answer' } };
    const answers = await answerAll(keys, declared, sources(prompter), services, { before });
    expect(rawOf(answers ?? {})).toEqual({ note: 'x', project: 'two', host: 'mig01', cluster: 'two-a' });
    expect(left).toEqual([]);
    expect(questions[5]).toMatchObject({ default: true });
  });

  it('goes over what was given, to the last question that was asked', async () => {
    const { prompter } = person([
      ['Project', 'one'],
      ['Host', undefined],
      ['Project', 'two'],
      ['Host', 'mig01'],
    ]);
    const given = sources(prompter, { flags: { cluster: 'two-a' } });
    const both = { ...services, clusters: () => [choice('two-a'), choice('two-b')] };
    const answers = await answerAll(['project', 'cluster', 'host'], declared, given, both);
    expect(rawOf(answers ?? {})).toEqual({ project: 'two', cluster: 'two-a', host: 'mig01' });
  });
});

describe('answering otherwise', () => {
  const keys = ['project', 'cluster', 'host'];
  const remembered = { project: 'one', cluster: 'one-a', host: 'mistyped' };

  it('asks for what is wanted again, with what was remembered, and takes the rest as it was', async () => {
    const { prompter, questions, left } = person([
      ['Host', ''],
      ['Host', 'mig02'],
    ]);
    const kept: Answers = { cluster: { raw: 'one-b', origin: 'answer' } };
    const options = { again: ['host'], drafts: remembered, kept };
    const answers = await answerAll(keys, declared, sources(prompter, { remembered }), services, options);
    // What was answered a moment ago, rather than what was remembered before that.
    expect(rawOf(answers ?? {})).toEqual({ project: 'one', cluster: 'one-b', host: 'mig02' });
    expect(questions[1]).toMatchObject({ default: 'mistyped' });
    expect(left).toEqual([]);
  });

  it('does not ask for what a flag says', async () => {
    const { prompter } = person([]);
    const given = sources(prompter, { remembered, flags: { host: 'mig03' } });
    const answers = await answerAll(keys, declared, given, services, { again: ['host'], drafts: remembered });
    expect(answers?.host).toMatchObject({ raw: 'mig03' });
  });

  it('asks for what is wanted again and was never known, also what is never asked otherwise', async () => {
    const { prompter, left } = person([['Note', 'now']]);
    const answers = await answerAll(['note'], declared, sources(prompter), services, { again: ['note'] });
    expect([rawOf(answers ?? {}), left]).toEqual([{ note: 'now' }, []]);
  });

  it('gives up where a person goes back', async () => {
    const { prompter } = person([['Project', undefined]]);
    const options = { again: ['project'], canLeave: true };
    expect(await answerAll(keys, declared, sources(prompter, { remembered }), services, options)).toBeUndefined();
  });
});

describe('choosing', () => {
  it('takes the only choice without asking, and tells so', async () => {
    const { prompter, questions } = person([]);
    const answers = await answerAll(['project'], declared, sources(prompter), {
      ...services,
      projects: [choice('one')],
    });
    expect([answers, questions]).toEqual([{ project: { raw: 'one', origin: 'only choice', name: 'one' } }, []]);
  });

  it('does not take the only choice where it does not fit: says how to come to one, and looks again', async () => {
    const paused = [choice('a', { unsuitable: 'paused' })];
    const looks = [paused, paused, [choice('a'), choice('b')]];
    const { prompter, questions, left } = person([
      ['Cluster: none of them fits', 'again'],
      ['Cluster: none of them fits', 'again'],
      ['Cluster', 'b'],
    ]);
    const given = sources(prompter, { remembered: { project: 'one' } });
    const growing = { ...services, clusters: () => looks.shift() ?? [] };
    const answers = await answerAll(['project', 'cluster'], declared, given, growing);
    expect([answers?.cluster?.raw, left]).toEqual(['b', []]);
    expect(questions[0]).toMatchObject({ hint: 'Create one in one.', choices: [...paused, {}, {}] });
  });

  it('ends with the way out where a person leaves an empty list', async () => {
    const { prompter } = person([['Cluster: there is none', 'leave']]);
    const given = sources(prompter, { remembered: { project: 'one' } });
    const empty = { ...services, clusters: () => [] };
    await expect(answerAll(['project', 'cluster'], declared, given, empty)).rejects.toMatchObject({
      code: 'NOTHING_TO_CHOOSE',
      fix: expect.stringContaining('Create one in one.'),
    });
  });

  it('lets type what is not listed, and leads back to the list', async () => {
    const { prompter, left } = person([
      ['Host', ''],
      ['Host', undefined],
      ['Host', ''],
      ['Host', 'mig02.corp.example'],
    ]);
    const answers = await answerAll(['host'], declared, sources(prompter), services);
    expect([answers?.host?.raw, left]).toEqual(['mig02.corp.example', []]);
  });

  it('checks what is typed as the flag is checked', async () => {
    const { prompter, questions } = person([
      ['Host', ''],
      ['Host', 'mig02'],
    ]);
    await answerAll(['host'], declared, sources(prompter), services);
    const typing = questions[1];
    expect(typing?.kind === 'text' && typing.check('-oProxy')).toContain('must be a host name');
  });
});

it('does not ask for what a step needed that is carried out', async () => {
  const { prompter, questions } = person([]);
  const given = sources(prompter, { isCarriedOut: (step) => step === 'start.create-migration' });
  expect([await answerAll(['password'], declared, given, services), questions]).toEqual([{}, []]);
});

describe('without anybody to ask', () => {
  const nobody = (changes: Partial<AnswerSources> = {}) => ({
    ...sources(person([]).prompter, changes),
    prompter: undefined,
  });

  it('refuses everything that is missing at once, but for what is not needed', async () => {
    const error = await caught(answerAll(['password', 'note', 'host'], declared, nobody(), services));
    expect(error.data.problems?.map(({ input }) => input)).toEqual(['password', 'host']);
  });

  it('does without what is not needed', async () => {
    expect(await answerAll(['note'], declared, nobody(), services)).toEqual({});
  });
});

it('does not ask for what is not needed', async () => {
  expect(await answerAll(['note'], declared, sources(person([]).prompter), services)).toEqual({});
});

it('refuses what cannot be right, with how to give it', async () => {
  const given = sources(person([]).prompter, { remembered: { host: '-x' } });
  expect(await caught(answerAll(['host'], declared, given, services))).toMatchObject({
    ...{
      kind: 'usage',
      code: 'INPUTS',
      message: expect.stringMatching(/^host, journal is "-x": it must be a host name\.$/),
    },
    data: { problems: [{ input: 'host', problem: 'wrong' }] },
  });
});

describe('a no', () => {
  const remembered = { host: 'mig02' };
  const answering = (reply: string) =>
    answerAll(['host', 'sure'], declared, sources(person([['Sure?', reply]]).prompter, { remembered }), services);

  it('ends the run without being a failure, where the input says so', async () => {
    expect(await caught(answering('no'))).toMatchObject({
      ...{ kind: 'interrupted', code: 'DECLINED', message: 'Then not.', left: true },
    });
  });

  it('is not a yes', async () => {
    expect(rawOf((await answering('yes')) ?? {})).toEqual({ host: 'mig02', sure: true });
  });

  it('is an answer, where the input says nothing of it', async () => {
    const sure = { ...inputs.sure, when: () => true };
    const { declined: _, ...asked } = sure;
    const plain = { ...declared, inputs: { ...inputs, sure: asked } };
    const answers = await answerAll(['sure'], plain, sources(person([['Sure?', 'no']]).prompter), services);
    expect(rawOf(answers ?? {})).toEqual({ sure: false });
  });
});

it('tells of each answer as soon as it is there: what somebody typed, and what nobody did', async () => {
  const told: unknown[] = [];
  const { prompter } = person([['Cluster', 'one-b']]);
  await answerAll(
    ['project', 'cluster'],
    declared,
    sources(prompter, {
      remembered: { project: 'one' },
      onAnswered: (key, raw) => void told.push(['answered', key, raw]),
      onFound: (key, { raw, origin }) => void told.push(['found', key, raw, origin]),
    }),
    services,
  );
  expect(told).toEqual([
    ['found', 'project', 'one', 'journal'],
    ['answered', 'cluster', 'one-b'],
  ]);
});

it('what is refused with these answers is told before what is missing', async () => {
  const { prompter: _, ...script } = sources(person([]).prompter, { flags: { host: 'mig01' } });
  const judge = ({ host }: Answers) => {
    throw new Error(`not with ${host?.raw}`);
  };
  const answering = (options: object) =>
    answerAll(['host', 'password'], declared, { ...script, prompter: undefined }, services, options);
  await expect(answering({})).rejects.toThrow('password');
  await expect(answering({ judge })).rejects.toThrow('not with mig01');
});
