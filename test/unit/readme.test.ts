import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/cli/catalogue.ts';
import { commonFlags } from '../../src/cli/common-options.ts';
import { completionScripts } from '../../src/cli/completion-scripts.ts';
import { exitCodeMeanings, exitCodeOf } from '../../src/cli/exit-codes.ts';
import { longName } from '../../src/cli/flags.ts';
import { scenarioContent } from '../../src/cli/scenario-content.ts';
import { topics } from '../../src/cli/topics.ts';
import { adviceForMigrationMessage } from '../../src/core/advice.ts';
import { errorKinds, LivemigError } from '../../src/core/errors.ts';
import { FindingEvent, LivemigEvent, ResultEvent, StepEvent } from '../../src/core/events.ts';
import { keptFiles } from '../../src/core/kept-files.ts';
import { parseFault } from '../../src/sandbox/faults/fault-plan.ts';
import { requestActions } from '../../src/sandbox/faults/request-fault.ts';
import { serviceFaults } from '../../src/sandbox/faults/service-fault.ts';
import { readScenarioFile } from '../../src/sandbox/scenario/scenario-file.ts';
import { inputs } from '../../src/stages/inputs.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const lines = readme.split('\n');
const rows = lines.filter((line) => line.startsWith('| '));

/** The rows of the first table whose first head cell is `head`. */
function table(head: string): string[] {
  const rest = lines.slice(lines.findIndex((line) => line.startsWith(`| ${head} |`)) + 2);
  return rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith('| ')),
  );
}

function firstCells(head: string): string[] {
  return table(head).map((row) => row.split(' | ')[0]?.replace(/^\| /, '') ?? '');
}

describe('the README', () => {
  it.each(['npm ci && npm run demo', 'npm ci && npm test'])('has a line that is exactly: %s', (command) => {
    expect(lines).toContain(command);
  });

  it('shows the pictures there are, each with words for who does not see it', () => {
    const shown = [...readme.matchAll(/!\[([^\]]{40,})\]\(\.github\/pictures\/(\S+)\)/g)].map(([, , file]) => file);
    expect(shown.toSorted()).toEqual(readdirSync(join(import.meta.dirname, '../../.github/pictures')).toSorted());
  });

  it('is not alone in running no package of the name livemig, which nobody has published: no document and no source does', () => {
    const root = join(import.meta.dirname, '../..');
    const within = (folder: string) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
    const files = [...within('src'), ...within('.github'), 'README.md', 'CHANGELOG.md'].filter((file) =>
      /[A-Za-z]\.(?:md|ts)$/.test(file),
    );
    const published = /\bnp[mx] [^\n`']*(?<=\s)livemig(?:@[\w.]+)?(?=[\s`'"]|$)/;
    expect(
      ['npx --yes livemig@0.1.0 "$@"', 'npm install --global livemig'].filter((one) => !published.test(one)),
    ).toEqual([]);
    expect(files).toContain(join('.github', 'CONTRIBUTING.md'));
    expect(files.filter((file) => published.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  it('gives the test command that CI runs', () => {
    const script = readFileSync(join(import.meta.dirname, '../../.ci/run'), 'utf8');
    expect(script.split('\n')).toContain('npm ci && npm test');
  });

  it.each(Object.entries(inputs))('has a row for the input %s, with its flag and its variables', (_, input) => {
    const wanted = [input.flag, input.envFlag, ...input.env].filter((name) => name !== undefined);
    const quoted = wanted.map((name) => `\`${name}\``);
    expect(table('input').filter((row) => quoted.every((name) => row.includes(name)))).toHaveLength(1);
  });

  it('names no flag of an input that does not exist', () => {
    const flags = Object.values(inputs).flatMap(({ flag, envFlag }) => [flag, envFlag]);
    const named = table('input').flatMap((row) => row.match(/`(--[^`]+)`/g) ?? []);
    const ofOthers = ['`--agent ssh`', '`--network private-link`', '`--network public`', '`--link-token-stdin`'];
    expect(
      named.filter((name) => !ofOthers.includes(name)).filter((name) => !flags.includes(name.slice(1, -1))),
    ).toEqual([]);
  });

  it.each(errorKinds)('names the exit code of the error kind %s', (kind) => {
    const code = exitCodeOf(new LivemigError({ kind, code: 'BUG', message: 'x', fix: 'x' }));
    const named = firstCells('exit code').flatMap((cell) => cell.split(', '));
    expect(named).toContain(String(code));
    expect(named).toContain(String(exitCodeOf(new Error('a bug'))));
  });

  it('gives each exit code the meaning that the help gives', () => {
    expect(table('exit code').map(plainCells)).toEqual(exitCodeMeanings);
  });

  it('describes the files as the help does', () => {
    const rowsOfHelp = Object.values(keptFiles).map(({ name, content, secret }) => [
      name,
      content,
      secret ? 'yes' : 'no',
    ]);
    expect(table('file').map(plainCells)).toEqual(rowsOfHelp);
  });

  it.each(['not authorized', 'bypassWriteBlockingMode'])(
    'wants of the source user what the advice on %j wants',
    (words) => {
      const [, user = ''] = /- \*\*The source user\*\*([\s\S]*?)\n\n/.exec(readme) ?? [];
      const wanted = adviceForMigrationMessage(words)?.match(/\b(?:SCRAM-SHA-\d+|backup|admin|[a-z]+[A-Z]\w+)/g) ?? [];
      expect(wanted.length).toBeGreaterThan(1);
      expect(wanted.filter((name) => !user.includes(name))).toEqual([]);
    },
  );

  it('advises clearing a destination nowhere in the table of what it says', () => {
    expect(table('what it says').length).toBeGreaterThan(10);
    expect(table('what it says').filter((row) => row.includes('--drop-destination'))).toEqual([]);
  });

  it('names every topic of the help, and every shell that can be completed', () => {
    const named = [...topics.map(({ name }) => name), ...Object.keys(completionScripts)];
    expect(named.filter((name) => !readme.includes(`\`${name}\``) && !readme.includes(`completion ${name}`))).toEqual(
      [],
    );
  });

  it('names every common flag', () => {
    const [, list = ''] = /Every command has ([\s\S]*?)\n\n/.exec(readme) ?? [];
    const missing = commonFlags.flags.map(longName).filter((name) => !list.includes(name));
    expect(missing).toEqual([]);
  });

  it('describes every type of event, and every field of it', () => {
    for (const option of LivemigEvent.options) {
      const row = rows.find((line) => line.startsWith(`| \`${option.shape.type.value}\` |`));
      const fields = Object.keys(option.shape).filter((name) => name !== 'type' && name !== 'time');
      expect(fields.filter((name) => row?.includes(`\`${name}\``) !== true)).toEqual([]);
    }
  });

  it('names every state, finding and status that an event can have', () => {
    const words = [StepEvent.shape.state, FindingEvent.shape.result, ResultEvent.shape.status].flatMap(
      ({ options }) => options,
    );
    expect(words.filter((word) => !readme.includes(`\`${word}\``))).toEqual([]);
  });

  it('shows a result that is one', () => {
    const shown = lines.filter((line) => line.startsWith('{"type":"result"'));
    expect(shown.map((line) => ResultEvent.parse(JSON.parse(line)).status)).toEqual(['ready-for-cutover']);
  });

  it('uses only commands there are', () => {
    const used = [...readme.matchAll(/(?:`|\n {0,2})livemig ([a-z]+)(?=[ `\n])/g)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(10);
    expect([...new Set(used)].filter((name) => !catalogue.some((entry) => entry.name === name))).toEqual([]);
  });

  it('describes every action of a fault as the help does', () => {
    expect(table('action')).toEqual(Object.entries(requestActions).map(([action, what]) => markdownRow(action, what)));
  });

  it('describes every fault of the services as the help does', () => {
    const all = Object.entries(serviceFaults).flatMap(([name, values]) =>
      Object.entries(values).map(([value, what]) => markdownRow(`${name}=${value}`, what)),
    );
    expect(table('fault')).toEqual(all);
  });

  it('shows a scenario file that is one', () => {
    const [, yaml = ''] = /```yaml\n(atlas:[\s\S]*?)```/.exec(readme) ?? [];
    expect(readScenarioFile(scenarioContent(yaml, 'README.md'), 'README.md').atlas?.projects?.[0]?.name).toBe('ledger');
  });

  it('shows only faults that are some', () => {
    const shown = [...readme.matchAll(/--fault (?:'([^']+)'|([^\s'`<]+=[^\s`]+))/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    );
    expect(shown.length).toBeGreaterThan(2);
    expect(() => shown.map(parseFault)).not.toThrow();
  });
});

function plainCells(row: string): string[] {
  return row
    .replace(/^\| | \|$/g, '')
    .replaceAll(/[`*]/g, '')
    .split(' | ');
}

function markdownRow(name: string, what: string): string {
  return `| \`${name.replaceAll('|', '\\|')}\` | ${what} |`;
}
