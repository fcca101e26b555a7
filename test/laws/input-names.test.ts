import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { parseText } from '../../src/api/body.ts';
import { answerError, bodyError } from '../../src/api/failure.ts';
import { checksNamed } from '../../src/checks/index.ts';
import { judgeAll } from '../../src/core/check.ts';
import type { LivemigEvent } from '../../src/core/events.ts';
import { harmless } from '../../src/core/harmless.ts';
import { createJsonReporter } from '../../src/terminal/json-reporter.ts';
import { createPrompter } from '../../src/terminal/prompts.ts';
import { createStyle } from '../../src/terminal/style.ts';
import { tally } from '../../src/verify/tally.ts';
import { createFakeTerminal, keys } from '../support/fake-terminal.ts';
import { anyText, hostileTexts } from '../support/hostile-texts.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { startLawSandbox } from '../support/law-sandbox.ts';
import { createScreen } from '../support/screen.ts';
import { isHarmless, obeysOnlyOurs } from '../support/terminal-text.ts';
import { type CommandRun, realClock, runCommand } from '../support/test-ports.ts';
import { tryAll } from '../support/try-all.ts';

const law = 'input';
const time = '2026-01-01T00:00:00.000Z';

describe('what a service says', () => {
  itHolds(law, 'is harmless when it has come in', async (tryCase) => {
    await tryAll(tryCase, 'a name', anyText, (text) => {
      expect(parseText(JSON.stringify({ name: text }), 'application/json', [])).toEqual({
        value: { name: harmless(text) },
      });
      expect(isHarmless(harmless(text))).toBe(true);
    });
    const call = {
      service: 'Atlas',
      host: 'a.example',
      method: 'GET',
      path: '/x',
      write: false,
      secrets: () => [],
    } as const;
    await tryAll(tryCase, 'an error', anyText, (text) => {
      const bodies = [
        text,
        JSON.stringify({ errorCode: text, detail: text }),
        JSON.stringify({ error: text, reason: text }),
      ];
      for (const [status, body] of [400, 401, 403, 404, 429, 500].flatMap((one) =>
        bodies.map((body) => [one, body] as const),
      )) {
        const answer = { status, headers: { 'content-type': text, location: text, 'retry-after': text }, text: body };
        const { message, fix } = answerError(call, answer, new Date());
        expect([isHarmless(message), isHarmless(fix), message.length < 5000]).toEqual([true, true, true]);
      }
      expect(isHarmless(bodyError(call, 200, text).message)).toBe(true);
    });
  });

  itHolds(law, 'of namespaces is harmless where they become words', async (tryCase) => {
    await tryAll(tryCase, 'a collection', anyText, (text) => {
      const [difference] = tally([{ namespace: `shop.${text}`, kind: 'index', detail: text }], [], [], 1).differences;
      expect(isHarmless(`${difference?.namespace}${difference?.detail}`)).toBe(true);
      const known = { destinationNamespaces: [text], dropDestination: false };
      const [finding] = judgeAll(checksNamed(['T08']), { known, unknown: {} });
      expect([finding?.result, isHarmless(finding?.message ?? '\n')]).toEqual(['warn', true]);
    });
  });
});

describe('events', () => {
  itHolds(law, 'of any text are drawn so that a terminal obeys nothing of it', (tryCase) =>
    tryAll(tryCase, 'events', anyText, (text) => expect(obeysOnlyOurs(draw(eventsWith(text), 120))).toBe(true)),
  );
  itHolds(law, 'of any text are one line of JSON each, which says the same', (tryCase) =>
    tryAll(tryCase, 'events', anyText, (text) => sameInJson(eventsWith(text))),
  );
});

itNotices(law, 'a reporter that lets escape sequences through', (tryCase) =>
  tryAll(tryCase, 'events', anyText, (text) =>
    expect(
      obeysOnlyOurs(
        eventsWith(text)
          .map((event) => ('message' in event ? event.message : ''))
          .join('\n'),
      ),
    ).toBe(true),
  ),
);

function eventsWith(text: string): LivemigEvent[] {
  const result = {
    type: 'result',
    time,
    command: 'link',
    exitCode: 1,
    error: { code: 'X', kind: 'api', message: text, fix: text },
  } as const;
  return [
    { type: 'stage', time, stage: 'link', title: text, state: 'done' },
    { type: 'finding', time, id: 'X01', title: text, result: 'block', message: text, fix: text },
    { type: 'step', time, step: text, title: text, state: 'waiting', detail: text, details: { status: text } },
    { type: 'step', time, step: text, title: text, state: 'failed', detail: text },
    { type: 'note', time, level: 'debug', message: text },
    { type: 'note', time, level: 'warning', message: text },
    { type: 'input', time, input: text, value: text, origin: text },
    { type: 'command', time, command: text, state: 'ended', exitCode: 1, status: text },
    {
      type: 'ready',
      time,
      atlasUrl: text,
      managerUrl: text,
      sourceUri: text,
      destinationUri: text,
      controlUrl: text,
      env: { X: text },
    },
    {
      ...result,
      status: 'failed',
      data: { migrationId: text, more: { a: text } },
      next: [{ command: text, reason: text }],
    },
  ];
}

/** What people see of a run, on a terminal of this width. */
function draw(events: readonly LivemigEvent[], columns: number): string {
  const screen = createScreen(columns, 1);
  const reporter = screen.reporter();
  for (const event of events) reporter.report(event);
  reporter.pause();
  return screen.raw();
}

function sameInJson(events: readonly LivemigEvent[]): void {
  const lines: string[] = [];
  const reporter = createJsonReporter((text) => void lines.push(text));
  for (const event of events) reporter.report(event);
  expect(lines.map((line) => JSON.parse(line))).toEqual(events);
  expect(lines.every((line) => /^[^\n]+\n$/.test(line) && !/\p{Cc}/u.test(line.slice(0, -1)))).toBe(true);
}

describe('lists to choose from', () => {
  itHolds(law, 'are drawn so that a terminal obeys nothing of them', async (tryCase) => {
    for (const count of [4, 12]) {
      for (let at = 0; at + count <= hostileTexts.length; at += count) {
        await tryCase(`${count} names from the ${at}th`, () => choose(hostileTexts.slice(at, at + count)));
      }
    }
  });
});

const plainLook = createStyle({ colorLevel: 0, alphabet: 'unicode', width: () => 80 });

async function choose(names: readonly string[]): Promise<void> {
  const terminal = createFakeTerminal();
  const choices = names.map((name, at) => ({
    value: `id-${at}`,
    name: `n ${name}`,
    note: name,
    ...(at === 1 ? { unsuitable: name } : {}),
  }));
  const [warning = ''] = names;
  const answer = createPrompter({
    ...terminal,
    style: plainLook,
    rows: () => 24,
    signal: new AbortController().signal,
  }).ask({
    kind: 'choice',
    message: `Which ${warning}`,
    choices,
  });
  await terminal.shows('n ');
  const drawn = terminal.raw();
  terminal.input.write(keys.enter);
  expect(await answer).toBe('id-0');
  expect(obeysOnlyOurs(drawn + terminal.raw())).toBe(true);
  expect(drawn.length).toBeLessThan(20_000);
}

/** No line is broken, so that each begins where it is meant to. */
const wide = 1_000_000;

/** Names that a shell, a path or an option could take for something else; Atlas takes them for the cluster's. */
const clusters = ['-rf it\'s  $(touch pwned) `touch pwned` "b\\c', '../../__proto__'];

describe.each(clusters)('a migration with hostile names, into %s', (cluster) => {
  itHolds(law, 'shows them harmlessly, and quotes what people paste', (tryCase) => migrate(tryCase, cluster));
});

async function migrate(tryCase: TryCase, cluster: string): Promise<void> {
  const scenarioFile = { path: 'hostile.json', content: hostileScenario(cluster) };
  const options = {
    manager: 'cloud-manager',
    documents: 20,
    speed: 5000,
    faults: ['agent=never'],
    agent: 'after-key',
  } as const;
  const sandbox = await startLawSandbox({ ...options, scenarioFile, clock: realClock });
  const place = mkdtempSync(join(tmpdir(), 'livemig-names-'));
  const directory = join(place, "it's  $(touch pwned)");
  const { atlas, manager } = sandbox.scenario;
  const env = {
    ...sandbox.env,
    LIVEMIG_ATLAS_ORG: atlas.orgs[0]?.id ?? '',
    LIVEMIG_ATLAS_PROJECT: atlas.projects[0]?.id ?? '',
    LIVEMIG_SOURCE_ORG: manager.orgs[0]?.id ?? '',
    LIVEMIG_SOURCE_PROJECT: manager.projects[0]?.id ?? '',
    LIVEMIG_POLL_INTERVAL: '2s',
  };
  const withoutAgent = ['provision', '--timeout', '4s'];
  const commands = [
    ['link', '--destination-cluster', 'nobody'],
    ['link', '--atlas-project', 'nobody'],
    ['link'],
    ['provision', '--source-cluster', 'nobody'],
    withoutAgent,
    ['provision'],
    ['start'],
    ['status'],
    ['cutover', '--confirm', 'nobody'],
    ['cutover', '--confirm', cluster],
  ];
  try {
    for (const args of commands) {
      await tryCase(args.join(' '), async () => {
        const run = await runCommand([...args, '--no-input', '--dir', directory], { env, clock: hurriedClock() });
        expect([run.result.error?.message, run.exitCode]).toEqual(
          args === withoutAgent
            ? [expect.any(String), 8]
            : args.includes('nobody')
              ? [expect.any(String), 2]
              : [undefined, 0],
        );
        isShownHarmlessly(run, cluster, directory);
        expect(readdirSync(place).filter((name) => join(place, name) !== directory)).toEqual([]);
        if (args === withoutAgent) canBePasted(run, place);
      });
      if (args === withoutAgent) await fetch(`${sandbox.controlUrl}/faults`, { method: 'DELETE' });
    }
  } finally {
    await sandbox.close();
    rmSync(place, { recursive: true });
  }
}

/** Everything that is not the target itself may be called anything. */
function hostileScenario(cluster: string) {
  const names = [...new Set(hostileTexts)]
    .filter((text) => text !== '' && text !== cluster)
    .map((text) => `n${text}\nFORGED`);
  const forged = 'Acme\u001B[2J\nFORGED done\u202E';
  return {
    atlas: {
      organization: { name: forged },
      projects: [
        { name: forged, clusters: [{ name: cluster }, ...names.map((name) => ({ name }))] },
        ...names.map((name) => ({ name })),
      ],
    },
    manager: {
      organization: { name: forged },
      projects: [
        {
          name: forged,
          deployments: [{ name: cluster }, ...names.map((name) => ({ name, hosts: [{ hostname: name }] }))],
        },
        ...names.map((name) => ({ name: `m ${name}` })),
      ],
    },
  };
}

function isShownHarmlessly({ events, result }: CommandRun, cluster: string, directory: string): void {
  const drawn = draw(events, wide);
  expect(obeysOnlyOurs(drawn)).toBe(true);
  expect(drawn.match(/^\W*FORGED/m)).toBeNull();
  expect(drawn.match(/^Next: /gm)).toHaveLength(1);
  sameInJson(events);
  for (const { command } of result.next) {
    expect(drawn).toContain(command);
    const words = wordsOf(command);
    expect(words[0]).toBe('livemig');
    if (words.includes('--confirm')) expect(words[words.indexOf('--confirm') + 1]).toBe(cluster);
    if (words.includes('--dir')) expect(words[words.indexOf('--dir') + 1]).toBe(directory);
  }
  const advice = /Add (--confirm .*)\.$/s.exec(result.error?.fix ?? '')?.[1];
  if (advice !== undefined) expect(wordsOf(advice)).toEqual(['--confirm', cluster]);
}

function wordsOf(command: string): string[] {
  return spawnSync('bash', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .stdout.split('\0')
    .slice(0, -1);
}

/** The commands that install the agent, with a stand-in for ssh. */
function canBePasted({ events }: CommandRun, place: string): void {
  const lines = events
    .flatMap((event) => (event.type === 'note' ? event.message.split('\n') : []))
    .filter((line) => line.startsWith('    '));
  expect(lines).toHaveLength(2);
  // As bash reads them; only the connection is a stand-in.
  const standIn = 'ssh() { printf "%s|" "$@"; cat; }';
  const { stdout, stderr } = spawnSync('bash', ['-c', `${standIn}\n${lines.join('\n')}`], {
    encoding: 'utf8',
    cwd: place,
  });
  const read = (end: string) => {
    const [name = ''] = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(end));
    return readFileSync(join(place, name), 'utf8');
  };
  const { agentKey } = JSON.parse(read('secrets.json'));
  expect(stderr).toBe('');
  expect(stdout).toContain(`|cat >install-agent.sh|${read('.sh')}`);
  expect(stdout.endsWith(`|sudo bash install-agent.sh|${agentKey}\n`)).toBe(true);
}
