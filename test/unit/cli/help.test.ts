import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../../src/cli/catalogue.ts';
import { commandHelp, programHelp } from '../../../src/cli/command-help.ts';
import { exitCodeMeanings } from '../../../src/cli/exit-codes.ts';
import { groupTitles, longName, spelling } from '../../../src/cli/flags.ts';
import { topics, topicText } from '../../../src/cli/topics.ts';
import { keptFiles } from '../../../src/core/kept-files.ts';
import { inputs } from '../../../src/stages/inputs.ts';
import { AllValues } from '../../../src/stages/values.ts';
import { runText } from '../../support/run-text.ts';

const commands = catalogue.filter((entry) => 'declare' in entry);
const widths = [40, 72, 80, 200];

describe.each(catalogue)('the help of $name', (entry) => {
  it.each(widths)('fits into %i columns', async (columns) => {
    const lines = (await commandHelp(entry, columns)).split('\n');
    // A command to paste is broken between words only.
    const tooWide = lines.filter((line) => line.length > columns && !/^ {2}\$ |^ {6}\S+( \\)?$/.test(line));
    expect(tooWide).toEqual([]);
  });

  it.each([
    [[entry.name, '--help']],
    [[entry.name, '-h']],
    [['--quiet', entry.name, '-h']],
    [['--help', entry.name]],
    [[entry.name, '--frobnicate', '--help']],
    [['help', entry.name]],
  ])('is the same by each way to ask for it: %j', async (argv) => {
    const text = await commandHelp(entry, 80);
    expect(text).toContain('Examples:\n  $ livemig');
    expect(await runText(argv)).toEqual({ exitCode: 0, out: text });
  });
});

describe.each(commands)('the help of $name', (entry) => {
  it('begins with a sentence and examples, then names every flag once, in groups', async () => {
    const text = await commandHelp(entry, 80);
    const { groups } = await entry.declare();
    expect(text).toMatch(/^[A-Z][^\n]*(\n[^\n]+)*\.\n\nExamples:\n/);
    for (const flag of groups.flatMap(({ flags }) => flags)) {
      const name = longName(flag);
      expect(text.split('\n').filter((line) => line.startsWith(`  ${spelling(flag)}`)).length, name).toBeGreaterThan(0);
    }
    const titles = text.split('\n').flatMap((line) => groupTitles.filter((title) => line === `${title}:`));
    expect(titles).toEqual(groupTitles.filter((title) => titles.includes(title)));
    expect(titles.at(-1)).toBe('Common');
  });

  it('names every variable of its inputs', async () => {
    const text = await commandHelp(entry, 200);
    const { groups } = await entry.declare();
    const keys = groups.flatMap(({ flags }) => flags.flatMap(({ input }) => input ?? []));
    expect(keys.flatMap((key) => inputs[key].env).filter((name) => !text.includes(name))).toEqual([]);
  });
});

describe('livemig --help', () => {
  it('lists the commands, the common flags and the topics, and is what `livemig help` says', async () => {
    const text = programHelp(80);
    for (const { name } of catalogue) expect(text).toContain(`\n  ${name} `);
    for (const { name } of topics) expect(text).toContain(`livemig help ${name}`);
    expect(text).toContain('--accessible');
    for (const argv of [['--help'], ['help'], ['--quiet', '--help'], ['-h'], ['--dir', 'link', '-h']])
      expect(await runText(argv)).toEqual({ exitCode: 0, out: text });
  });

  it('says at the end of a command which variables hold its secrets', async () => {
    const { out } = await runText(['start', '--help']);
    const secrets = out.slice(out.indexOf('Credentials and secrets come from variables, or are asked for:'));
    for (const name of ['LIVEMIG_ATLAS_PRIVATE_KEY', 'MCLI_PRIVATE_API_KEY', 'LIVEMIG_SOURCE_PASSWORD'])
      expect(secrets).toContain(name);
  });
});

describe.each(topics)('livemig help $name', ({ name }) => {
  it.each(widths)('fits into %i columns', async (columns) => {
    const lines = (await topicText(name, columns))?.split('\n') ?? [];
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it('is printed', async () => {
    expect(await runText(['help', name])).toEqual({ exitCode: 0, out: await topicText(name, 80) });
  });
});

it.each([
  ['exit-codes', exitCodeMeanings.map(([codes]) => codes)],
  ['environment', Object.values(inputs).flatMap(({ env }) => env)],
  ['environment', ['LIVEMIG_DIR', 'LIVEMIG_ACCESSIBLE', 'LIVEMIG_POLL_INTERVAL', 'LIVEMIG_MANAGER_CLIENT_SECRET']],
  ['json', ['result', '- status: done', '- detail?', '- exitCode']],
  ['files', Object.values(keptFiles).map((file) => file.name)],
])('the topic %s names %j', async (topic, wanted) => {
  const text = await topicText(topic, 200);
  expect(wanted.filter((word) => text?.includes(word) !== true)).toEqual([]);
});

it('declares the only values of an input as its schema does', () => {
  const schemas = Object.entries(AllValues.shape).flatMap(([key, schema]) =>
    schema instanceof z.ZodEnum ? [[key, schema.options]] : [],
  );
  const declared = Object.entries(inputs).flatMap(([key, { oneOf }]) => (oneOf === undefined ? [] : [[key, oneOf]]));
  expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(schemas));
});

it.each([[['--version']], [['-V']], [['version']], [['status', '--version']], [['--quiet', '-V']]])(
  '%j prints the version and nothing else',
  async (argv) => {
    expect(await runText(argv)).toEqual({ exitCode: 0, out: '0.0.0-test\n' });
  },
);
