import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../src/cli/common-options.ts';
import { completionAnswer } from '../../../src/cli/completion-answer.ts';
import { unconnected } from '../../../src/cli/connect-services.ts';
import { type Chosen, parseArguments } from '../../../src/cli/parse-arguments.ts';
import { askCredentials, credentialVariables, findCredentials } from '../../../src/core/credentials.ts';
import type { Prompter } from '../../../src/core/ports.ts';
import { answerAll } from '../../../src/engine/answer-all.ts';
import { type AnswerSources, type Declared, given, problemsOf } from '../../../src/engine/answers.ts';
import { inputs } from '../../../src/stages/inputs.ts';
import type { Services } from '../../../src/stages/services.ts';
import { AllValues, Values } from '../../../src/stages/values.ts';
import { createTypedApprover } from '../../../src/terminal/approvers.ts';

/** What editors, terminals, browsers and files leave around a value. */
const blanks = ['\n', '\r\n', ' ', '\t', '\u00A0', '\uFEFF', '\u200B', '\u2028', ' \u2060 \n\n'];
const lineEnds = ['\n', '\r\n', '\r'];

const right: Readonly<Record<string, string>> = {
  atlasUrl: 'https://cloud.mongodb.com',
  manager: 'cloud-manager',
  managerUrl: 'https://cloud.mongodb.com',
  managerIps: '203.0.113.7',
  network: 'public',
  agent: 'script',
  sourceEdition: 'community',
  migrationHostIp: '203.0.113.25',
  sourceUri: 'mongodb://db01',
  destinationUri: 'mongodb+srv://db01.example',
};
const valued = Object.entries(inputs).filter(([, { kind }]) => kind !== 'yes-no');

function declare(key: string): Declared<Services, Values> {
  const { when: _, choices: __, ...input } = Object.entries(inputs).find(([name]) => name === key)?.[1] ?? inputs.ssh;
  // Whatever can be chosen can be typed as well: here there is nobody to list it.
  const typed = input.kind === 'choice' ? { ...input, kind: 'text' as const } : input;
  return { inputs: { [key]: typed }, schemas: AllValues.shape, parse: (raw) => Values.parse(raw) };
}

function sources(changes: Partial<AnswerSources>): AnswerSources {
  return { flags: {}, env: {}, remembered: {}, prompter: undefined, isCarriedOut: () => false, ...changes };
}

function typing(text: string): Prompter {
  const ask: Prompter['ask'] = async (question) => {
    const verdict = 'check' in question ? question.check(text) : true;
    if (verdict !== true) throw new Error(verdict);
    return text;
  };
  return { ask, askOrBack: ask };
}

async function valueBy(key: string, from: Partial<AnswerSources>): Promise<unknown> {
  return (await answerAll([key], declare(key), sources(from), unconnected))?.[key]?.raw;
}

describe.each(valued)('blanks around the input %s are taken away', (key, { kind, env, blanksCount }) => {
  const value = right[key] ?? 'mig01';
  const meant = kind === 'list' ? [value] : value;
  const around = blanksCount === true ? lineEnds : blanks;

  it('of a flag', async () => {
    for (const blank of around) {
      const text = `${blank}${value}${blank}`;
      expect(await valueBy(key, { flags: { [key]: kind === 'list' ? [text] : text } })).toEqual(meant);
    }
  });

  it.each(env)('of %s', async (name) => {
    for (const blank of around) expect(await valueBy(key, { env: { [name]: `${value}${blank}` } })).toEqual(meant);
    for (const blank of blanks)
      expect(given(key, inputOf(key), sources({ env: { [name]: blank } }))?.origin).not.toBe(name);
  });
});

const askedFor = valued.filter(([, { optional }]) => optional !== true);

it.each(askedFor)('blanks around the answer %s are taken away', async (key, { kind, blanksCount }) => {
  const value = right[key] ?? 'mig01';
  const { default: _, suggest: __, ...asked } = inputOf(key);
  const declared = { ...declare(key), inputs: { [key]: asked } };
  for (const blank of blanksCount === true ? lineEnds : blanks) {
    const from = sources({ prompter: typing(`${blank}${value}${blank}`) });
    const answers = await answerAll([key], declared, from, unconnected);
    expect(answers?.[key]?.raw).toEqual(kind === 'list' ? [value] : value);
  }
});

function inputOf(key: string) {
  const input = declare(key).inputs[key];
  if (input === undefined) throw new Error(`no input is called ${key}`);
  return input;
}

it.each([' secret', 'secret ', '\u00A0secret', 'secret\u200B', ' secret\n'])(
  'a password that begins or ends with a blank is refused, not mended: %j',
  (text) => {
    const from = sources({ env: { LIVEMIG_SOURCE_PASSWORD: text } });
    expect(problemsOf(['sourcePassword'], declare('sourcePassword'), from)).toEqual([
      expect.objectContaining({ line: expect.stringContaining('must not begin or end with a space') }),
    ]);
  },
);

it.each([
  ['atlasOrg', '"Acme"', 'must not be in quotes'],
  ['sourceUsername', "'migrator'", 'must not be in quotes'],
  ['linkToken', '"token"', 'must not be in quotes'],
  ['sourceUri', '"mongodb://db01"', 'must begin with mongodb://'],
  ['linkToken', 'tok\nen', 'must be one line'],
  ['sourcePassword', 'se\ncret', 'must be one line'],
  ['destinationCluster', 'Bill\u200Bing0', 'must not hold characters that cannot be seen'],
  ['destinationCluster', 'Bill\u202Eing0', 'must not hold characters that cannot be seen'],
])('%s is refused as %j', (key, text, says) => {
  expect(problemsOf([key], declare(key), sources({ flags: { [key]: text } }))).toEqual([
    expect.objectContaining({ line: expect.stringContaining(says) }),
  ]);
});

describe('blanks around credentials are taken away', () => {
  const pairs = (['Atlas', 'manager'] as const).flatMap((side) =>
    credentialVariables(side).map(({ names }) => ({ side, names })),
  );

  it.each(pairs)('in $names', ({ side, names: [id, secret] }) => {
    for (const blank of blanks) {
      const found = findCredentials(side, { [id]: `${blank}abcdefgh`, [secret]: `kept${blank}` });
      expect(found?.credentials).toEqual(findCredentials(side, { [id]: 'abcdefgh', [secret]: 'kept' })?.credentials);
      expect(findCredentials(side, { [id]: blank, [secret]: blank })).toBeUndefined();
    }
  });

  it.each(pairs)('in $names, where quotes and lines are refused without the value', ({ side, names: [id, secret] }) => {
    for (const text of ['"kept-to-oneself"', 'kept-to\noneself']) {
      const find = () => findCredentials(side, { [id]: 'abcdefgh', [secret]: text });
      expect(find).toThrow(expect.objectContaining({ kind: 'credentials', message: expect.stringContaining(secret) }));
      expect(find).not.toThrow(/oneself/);
    }
  });

  it('in what is typed', async () => {
    const answers = ['api-key', '\u00A0abcdefgh\n', ' kept\uFEFF'];
    const ask: Prompter['ask'] = async () => answers.shift() ?? '';
    const { credentials } = await askCredentials('Atlas', { ask, askOrBack: ask });
    expect(credentials).toEqual(
      findCredentials('Atlas', { LIVEMIG_ATLAS_PUBLIC_KEY: 'abcdefgh', LIVEMIG_ATLAS_PRIVATE_KEY: 'kept' })
        ?.credentials,
    );
  });
});

async function optionsOf(...argv: string[]): Promise<Chosen['options']> {
  const chosen = await parseArguments(argv, { version: '0.0.0-test', columns: 80 });
  if ('text' in chosen) throw new Error(`only a text: ${chosen.text}`);
  return chosen.options;
}

describe('blanks around what is no input', () => {
  it.each(blanks)('are taken away from every flag: %j', async (blank) => {
    const about = (text: string) => `${blank}${text}${blank}`;
    const flags = ['--confirm', about('Billing0'), `--dir=${about('place')}`, '--timeout', about('5m')];
    expect(await optionsOf('start', ...flags, '--source-uri-env', about('MY_URI'), '--cutover', about('auto'))).toEqual(
      {
        ...{ confirm: 'Billing0', dir: 'place', timeout: '5m', sourceUriEnv: 'MY_URI', cutover: 'auto' },
        color: true,
      },
    );
    expect(durationMs(about('5m'), 'LIVEMIG_POLL_INTERVAL')).toBe(300_000);
  });

  it('leave no directory, which is refused', async () => {
    await expect(optionsOf('start', '--dir', ' ')).rejects.toMatchObject({ message: '--dir is empty.' });
  });

  it('do not keep a completion from the directory', async () => {
    const asked: string[] = [];
    const knownChoices = async (directory: string) => {
      asked.push(directory);
      return {};
    };
    for (const env of [{ LIVEMIG_DIR: 'place\n' }, { LIVEMIG_DIR: '\n' }])
      await completionAnswer(['zsh', 'link', '--atlas-org', ''], { env, knownChoices, profileFiles: async () => [] });
    expect(asked).toEqual(['place', '.livemig']);
  });

  it.each(blanks)('do not keep an approval from being given: %j', async (blank) => {
    const approver = createTypedApprover(typing(`${blank}Billing0${blank}`));
    expect(await approver.approve({ warning: 'All is lost.', phrase: 'Billing0', otherwise: 'No.' })).toBeUndefined();
  });
});
