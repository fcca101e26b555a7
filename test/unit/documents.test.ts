import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../src/cli/catalogue.ts';
import { commonFlags } from '../../src/cli/common-options.ts';
import { completionScripts } from '../../src/cli/completion-scripts.ts';
import { exitCodeMeanings, exitCodeOf } from '../../src/cli/exit-codes.ts';
import { longName } from '../../src/cli/flags.ts';
import { scenarioContent } from '../../src/cli/scenario-content.ts';
import { environmentPage } from '../../src/cli/topic-pages.ts';
import { topics } from '../../src/cli/topics.ts';
import { adviceForMigrationMessage } from '../../src/core/advice.ts';
import { errorKinds, LivemigError } from '../../src/core/errors.ts';
import { FindingEvent, LivemigEvent, ResultEvent, StepEvent } from '../../src/core/events.ts';
import { hookVariableTexts } from '../../src/core/hooks/hook-variables.ts';
import { keptFiles } from '../../src/core/kept-files.ts';
import { parseFault } from '../../src/sandbox/faults/fault-plan.ts';
import { requestActions } from '../../src/sandbox/faults/request-fault.ts';
import { serviceFaults } from '../../src/sandbox/faults/service-fault.ts';
import { readScenarioFile } from '../../src/sandbox/scenario/scenario-file.ts';
import { inputs } from '../../src/stages/inputs.ts';
import { documentPaths, readDocument, readPage, saidBySource } from '../support/documents.ts';

const all = documentPaths.map(readDocument).join('\n');
const pages = documentPaths.map(readPage);

/** The rows of the first table of a page whose first head cell is `head`. */
function table(path: string, head: string): string[] {
  const lines = readDocument(path).split('\n');
  const rest = lines.slice(lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2);
  return rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('| ')),
  );
}

function firstCells(path: string, head: string): string[] {
  return table(path, head).map((row) => row.split(' | ')[0]?.replace(/^\| /, '') ?? '');
}

describe('README.md and docs', () => {
  it.each(['npm ci && npm run demo', 'npm ci && npm test'])(
    'have a line in README.md that is exactly: %s',
    (command) => {
      expect(readDocument('README.md').split('\n')).toContain(command);
    },
  );

  it('show the pictures there are, each with words for who does not see it', () => {
    const shown = [...all.matchAll(/!\[([^\]]{40,})\]\((?:\.\.\/)?\.github\/pictures\/(\S+)\)/g)].map(
      ([, , file]) => file,
    );
    expect(shown.toSorted()).toEqual(readdirSync(join(import.meta.dirname, '../../.github/pictures')).toSorted());
  });

  it('run no package of the name livemig, which nobody has published, and no source does', () => {
    const root = join(import.meta.dirname, '../..');
    const within = (folder: string) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
    const files = [...within('src'), ...within('.github'), ...documentPaths, 'CHANGELOG.md'].filter((file) =>
      /[A-Za-z]\.(?:md|ts)$/.test(file),
    );
    const published = /\bnp[mx] (?!uninstall )[^\n`']*(?<=\s)livemig(?:@[\w.]+)?(?=[\s`'"]|$)/;
    expect(
      ['npx --yes livemig@0.1.0 "$@"', 'npm install --global livemig'].filter((one) => !published.test(one)),
    ).toEqual([]);
    expect(files).toContain(join('.github', 'CONTRIBUTING.md'));
    expect(files.filter((file) => published.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  it('install the tarball of this version', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readDocument('package.json')));
    const named = new Set([...all.matchAll(/livemig-(\d[\w.-]*)\.tgz/g)].map(([, said]) => said));
    expect([...named]).toEqual([version]);
  });

  it('give the test command that CI runs', () => {
    const script = readFileSync(join(import.meta.dirname, '../../.ci/run'), 'utf8');
    expect(script.split('\n')).toContain('npm ci && npm test');
  });

  it.each(Object.entries(inputs))('have a row for the input %s, with its flag and its variables', (_, input) => {
    const wanted = [input.flag, input.envFlag, ...input.env].filter((name) => name !== undefined);
    const quoted = wanted.map((name) => `\`${name}\``);
    expect(table('docs/inputs.md', 'input').filter((row) => quoted.every((name) => row.includes(name)))).toHaveLength(
      1,
    );
  });

  it('name no flag of an input that does not exist', () => {
    const flags = Object.values(inputs).flatMap(({ flag, envFlag }) => [flag, envFlag]);
    const named = table('docs/inputs.md', 'input').flatMap((row) => row.match(/`(--[^`]+)`/g) ?? []);
    const ofOthers = ['`--agent ssh`', '`--network private-link`', '`--network public`', '`--link-token-stdin`'];
    expect(
      named.filter((name) => !ofOthers.includes(name)).filter((name) => !flags.includes(name.slice(1, -1))),
    ).toEqual([]);
  });

  it.each(errorKinds)('name the exit code of the error kind %s', (kind) => {
    const code = exitCodeOf(new LivemigError({ kind, code: 'BUG', message: 'x', fix: 'x' }));
    const named = firstCells('docs/exit-codes.md', 'exit code').flatMap((cell) => cell.split(', '));
    expect(named).toContain(String(code));
    expect(named).toContain(String(exitCodeOf(new Error('a bug'))));
  });

  it('give each exit code the meaning that the help gives', () => {
    expect(table('docs/exit-codes.md', 'exit code').map(plainCells)).toEqual(exitCodeMeanings);
  });

  it('describe the files as the help does', () => {
    const rowsOfHelp = Object.values(keptFiles).map(({ name, content, secret }) => [
      name,
      content,
      secret ? 'yes' : 'no',
    ]);
    expect(table('docs/recovery.md', 'file').map(plainCells)).toEqual(rowsOfHelp);
  });

  it.each(['not authorized', 'bypassWriteBlockingMode'])(
    'want of the source user what the advice on %j wants',
    (words) => {
      const [, user = ''] = /- \*\*The source user\*\*([\s\S]*?)\n\n/.exec(readDocument('docs/migration.md')) ?? [];
      const wanted = adviceForMigrationMessage(words)?.match(/\b(?:SCRAM-SHA-\d+|backup|admin|[a-z]+[A-Z]\w+)/g) ?? [];
      expect(wanted.length).toBeGreaterThan(1);
      expect(wanted.filter((name) => !user.includes(name))).toEqual([]);
    },
  );

  it('advise clearing a destination nowhere in the table of what it says', () => {
    expect(table('docs/recovery.md', 'what it says').length).toBeGreaterThan(10);
    expect(table('docs/recovery.md', 'what it says').filter((row) => row.includes('--drop-destination'))).toEqual([]);
  });

  it('name every topic of the help, and every shell that can be completed', () => {
    const commands = readDocument('docs/commands.md');
    const named = [...topics.map(({ name }) => name), ...Object.keys(completionScripts)];
    expect(
      named.filter((name) => !commands.includes(`\`${name}\``) && !commands.includes(`completion ${name}`)),
    ).toEqual([]);
  });

  it('name every common flag', () => {
    const list = table('docs/commands.md', 'flag').join('\n');
    const missing = commonFlags.flags.map(longName).filter((name) => !list.includes(name));
    expect(missing).toEqual([]);
  });

  it('describe every type of event, and every field of it', () => {
    const rows = readDocument('docs/json.md').split('\n');
    for (const option of LivemigEvent.options) {
      const row = rows.find((line) => line.startsWith(`| \`${option.shape.type.value}\` |`));
      const fields = Object.keys(option.shape).filter((name) => name !== 'type' && name !== 'time');
      expect(fields.filter((name) => row?.includes(`\`${name}\``) !== true)).toEqual([]);
    }
  });

  it('name every state, finding and status that an event can have', () => {
    const words = [StepEvent.shape.state, FindingEvent.shape.result, ResultEvent.shape.status].flatMap(
      ({ options }) => options,
    );
    expect(words.filter((word) => !readDocument('docs/json.md').includes(`\`${word}\``))).toEqual([]);
  });

  it('show a result that is one', () => {
    const shown = readDocument('docs/json.md')
      .split('\n')
      .filter((line) => line.startsWith('{"type":"result"'));
    expect(shown.map((line) => ResultEvent.parse(JSON.parse(line)).status)).toEqual(['ready-for-cutover']);
  });

  it('use only commands and flags there are', async () => {
    const lines = pages.flatMap(({ codes, blocks }) => [
      ...codes.map((code) => code.replaceAll('\n', ' ')),
      ...blocks.flatMap(({ language, text }) => (language === 'sh' ? text.replaceAll('\\\n', ' ').split('\n') : [])),
    ]);
    const used = commandsIn(lines);
    expect(used.length).toBeGreaterThan(50);
    expect(await unknownOf(used)).toEqual([]);
  });

  it('say of each command where to read about it', () => {
    const rows = table('docs/commands.md', 'command | page').map((row) => row.split(' | ')[0] ?? '');
    const missing = catalogue.filter(
      ({ name }) => name !== 'version' && !rows.some((row) => row.includes(`\`${name}\``)),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('name only variables that livemig reads, or gives to a hook', () => {
    const read = environmentPage().sections.flatMap(({ rows }) => rows.map(([name]) => name));
    const known = [...read, ...Object.keys(hookVariableTexts)];
    const named = new Set(all.match(/\bLIVEMIG_[A-Z_]*[A-Z]/g));
    expect(named.size).toBeGreaterThan(30);
    expect([...named].filter((name) => !known.includes(name))).toEqual([]);
  });

  it('describe every action of a fault as the help does', () => {
    expect(table('docs/sandbox.md', 'action')).toEqual(
      Object.entries(requestActions).map(([action, what]) => markdownRow(action, what)),
    );
  });

  it('describe every fault of the services as the help does', () => {
    const all = Object.entries(serviceFaults).flatMap(([name, values]) =>
      Object.entries(values).map(([value, what]) => markdownRow(`${name}=${value}`, what)),
    );
    expect(table('docs/sandbox.md', 'fault')).toEqual(all);
  });

  it('show a scenario file that is one', () => {
    const [, yaml = ''] = /```yaml\n(atlas:[\s\S]*?)```/.exec(readDocument('docs/sandbox.md')) ?? [];
    expect(readScenarioFile(scenarioContent(yaml, 'sandbox.md'), 'sandbox.md').atlas?.projects?.[0]?.name).toBe(
      'ledger',
    );
  });

  it('show only faults that are some', () => {
    const shown = [...all.matchAll(/--fault (?:'([^']+)'|([^\s'`<]+=[^\s`]+))/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    );
    expect(shown.length).toBeGreaterThan(2);
    expect(() => shown.map(parseFault)).not.toThrow();
  });
});

it('what livemig says, as in the fix of an error, names only commands and flags there are', async () => {
  const said = commandsIn(saidBySource(/`(livemig [^`]+)`/g));
  expect(said.length).toBeGreaterThan(30);
  expect(await unknownOf(said)).toEqual([]);
  expect(await unknownOf(commandsIn(['livemig chek', 'livemig check --expain C04']))).toHaveLength(2);
});

type Used = readonly [text: string, name: string, rest: string];

/** Each livemig in lines of a shell, with the name of its command and what follows that. */
function commandsIn(lines: readonly string[]): Used[] {
  const used = lines.flatMap((line) => [...line.matchAll(/(?:^|[;|&] *)livemig ([a-z][a-z-]*)([^;|&#]*)/g)]);
  return used.map(([text, name = '', rest = '']) => [text, name, rest]);
}

/** Those that livemig would refuse, because there is no such command or no such flag of it. */
async function unknownOf(used: readonly Used[]): Promise<string[]> {
  const refused = await Promise.all(
    used.map(async ([text, name, rest]) => {
      const known = await flagsOf(name);
      const flags = rest.match(/(?<= )--[a-z-]+/g) ?? [];
      return known === undefined || flags.some((flag) => !known.includes(flag)) ? [text] : [];
    }),
  );
  return refused.flat();
}

/** Of a command, as they are typed; `undefined` where there is no such command. */
async function flagsOf(name: string | undefined): Promise<string[] | undefined> {
  const entry = catalogue.find((one) => one.name === name);
  if (entry === undefined) return undefined;
  const groups = 'text' in entry ? [] : (await entry.declare()).groups;
  return [...groups, commonFlags].flatMap(({ flags }) => flags.map(longName));
}

function plainCells(row: string): string[] {
  return row
    .replace(/^\| | \|$/g, '')
    .replaceAll(/[`*]/g, '')
    .split(' | ');
}

function markdownRow(name: string, what: string): string {
  return `| \`${name.replaceAll('|', '\\|')}\` | ${what} |`;
}
