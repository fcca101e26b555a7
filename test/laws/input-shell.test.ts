import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import { quotedWord, shellWord } from '../../src/core/shell-word.ts';
import { type InstallScriptInputs, installScript } from '../../src/stages/provision/install-script.ts';
import { AllValues } from '../../src/stages/values.ts';
import { anyText, hostileTexts } from '../support/hostile-texts.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { lawRuns, lawSeed } from '../support/law-effort.ts';
import { isHarmless } from '../support/terminal-text.ts';

const law = 'input';

/** Where the shells run: whatever they were made to do would leave something there. */
let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'livemig-shell-'));
});
afterAll(() => rmSync(place, { recursive: true }));

/** Without what no argument of a process can hold; half a letter has no code, so it arrives as another. */
const texts = [...hostileTexts, ...fc.sample(anyText, { seed: lawSeed, numRuns: 200 * lawRuns })].map((text) =>
  text.replaceAll(/\0|\p{Surrogate}/gu, '\uFFFD'),
);

describe('words of advice', () => {
  itHolds(law, 'are one word of a shell, and nothing for a terminal to obey', (tryCase) =>
    tryWords(tryCase, shellWord),
  );
  itHolds(law, 'are so in quotes', (tryCase) => tryWords(tryCase, quotedWord));
});

itNotices(law, 'a word without quotes', (tryCase) => tryWords(tryCase, (text) => text));
itNotices(law, 'a word in quotes that do not hold', (tryCase) => tryWords(tryCase, (text) => `'${text}'`));

/** Bash reads the very text; a plain sh, which does not know all quotes of bash, one word as well. */
async function tryWords(tryCase: TryCase, write: (text: string) => string): Promise<void> {
  const [exact, one] = [wordsIn('bash', texts.map(write)), wordsIn('sh', texts.map(write))];
  for (const [at, text] of texts.entries()) {
    await tryCase(`${JSON.stringify(text.slice(0, 60))} as a word`, () => {
      expect(isHarmless(write(text))).toBe(true);
      expect([exact[at], one[at]?.length]).toEqual([[text], 1]);
    });
  }
}

/** What each becomes, where it stands as an argument. All in one process, which ends early where a quote is open. */
function wordsIn(shell: 'bash' | 'sh', words: readonly string[]): string[][] {
  const script = words.map((word) => `show ${word}`).join('\n');
  const { stdout } = runScript(shell, `show() { printf '%s\\0' "$#" "$@"; }\n${script}\n`);
  const parts = stdout.split('\0');
  const found: string[][] = [];
  for (let at = 0; at < parts.length - 1; ) {
    const count = Number(parts[at]);
    found.push(parts.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return found;
}

function runScript(shell: 'bash' | 'sh', script: string, env: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(place, 'script'), script);
  const result = spawnSync(shell, [join(place, 'script')], {
    cwd: place,
    encoding: 'utf8',
    input: 'key-1\n',
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env.PATH ?? '', HOME: place, LC_ALL: 'C.UTF-8', ...env },
  });
  const strange = readdirSync(place).filter((name) => !['script', 'bin', 'config'].includes(name));
  for (const name of strange) rmSync(join(place, name), { recursive: true });
  return { ...result, strange };
}

const right: InstallScriptInputs = {
  host: 'mig01.corp.example',
  projectId: '64bb00000000000000000002',
  baseUrl: 'https://om.corp.example:8443',
  manager: 'ops-manager',
};

describe('the script for the migration host', () => {
  itHolds(law, 'hands every value on as it is, in one word', (tryCase) => tryScripts(tryCase, installScript));
  itHolds(law, 'runs nothing else', async (tryCase) => {
    standIns();
    for (const text of hostileTexts.filter((one) => one !== '' && isHarmless(one)).slice(0, 30)) {
      await tryCase(`a whole run with ${JSON.stringify(text.slice(0, 60))}`, () => wholeRun(text));
    }
  });
});

itNotices(law, 'a script without quotes', (tryCase) =>
  tryScripts(tryCase, (inputs) =>
    installScript(inputs).replaceAll(/^((?:project|manager|agent_url)=)'(.*)'$/gm, '$1$2'),
  ),
);

/** The lines that hold values, of many scripts in one shell, with a stand-in for what they call. */
async function tryScripts(tryCase: TryCase, write: (inputs: InstallScriptInputs) => string): Promise<void> {
  const scripts = texts.map((text) =>
    scriptOrRefusal(() => write({ ...right, host: text, projectId: text, baseUrl: text })),
  );
  const told = `printf '%s\\0' "$project" "$manager" "$agent_url" end`;
  const lines = scripts.map((script) => `project= manager= agent_url=\n${valueLines(script)}\n${told}`);
  const { stdout, strange } = runScript('bash', `${lines.join('\n')}\n`);
  const words = stdout.split('end\0').map((part) => part.split('\0'));
  for (const [at, text] of texts.entries()) {
    await tryCase(`a script with ${JSON.stringify(text.slice(0, 60))}`, () => {
      if (scripts[at] === '') return expect(isHarmless(text)).toBe(false);
      expect(words[at]).toEqual([text, text, text, '']);
    });
  }
  await tryCase('all of them', () => expect(strange).toEqual([]));
}

/** Empty where a value was refused. */
function scriptOrRefusal(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (error instanceof LivemigError) return '';
    throw error;
  }
}

function valueLines(script: string): string {
  const lines = script.split('\n');
  expect(lines.filter((line) => line.startsWith('#')).every((line) => isHarmless(line))).toBe(true);
  return lines.filter((line) => /^(project|manager|agent_url)=/.test(line)).join('\n');
}

/** Root, a service manager, and an agent that is installed, for the script as a whole. */
function standIns(): void {
  const bin = join(place, 'bin');
  rmSync(bin, { recursive: true, force: true });
  for (const [name, body] of [
    ['id', 'echo 0'],
    ['systemctl', ':'],
  ] as const) {
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
}

function wholeRun(text: string): void {
  const config = join(place, 'config');
  writeFileSync(config, 'logLevel=INFO\n');
  const script = installScript({ ...right, host: text, projectId: text, baseUrl: text });
  const env = { PATH: `${join(place, 'bin')}:${process.env.PATH}`, MMS_AGENT_CONFIG: config };
  const { status, strange } = runScript('bash', script, env);
  expect([status, strange]).toEqual([0, []]);
  expect(readFileSync(config, 'utf8').split('\n')).toEqual([
    ...['logLevel=INFO', `mmsGroupId=${text}`, 'mmsApiKey=key-1', `mmsBaseUrl=${text}`],
    ...['agentFeatureCloudMigrationEnabled=true', ''],
  ]);
}

describe('a host that ssh is given', () => {
  itHolds(law, 'is one word without quotes, and no option', async (tryCase) => {
    const taken = ['root@mig01', 'mig01.corp.example', ...texts.map((text) => `a${text}`), ...texts].filter(
      (text) => AllValues.shape.ssh.safeParse(text).success || AllValues.shape.migrationHost.safeParse(text).success,
    );
    const hosts = taken.map((text) => text.trim());
    const words = wordsIn('sh', hosts);
    for (const [at, host] of hosts.entries()) {
      await tryCase(`ssh ${host}`, () => {
        expect(words[at]).toEqual([host]);
        expect(host).not.toMatch(/^-/);
      });
    }
  });
});
