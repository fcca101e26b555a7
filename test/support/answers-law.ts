import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import type { RequestEntry } from '../../src/sandbox/http/request-log.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { hurriedClock } from './hurried-clock.ts';
import { itHolds, itNotices, type TryCase } from './law.ts';
import { lawRuns } from './law-effort.ts';
import { noAnswers } from './odd-answers.ts';
import { startRawFront } from './raw-front.ts';
import type { RawAnswer } from './raw-server.ts';
import { type CommandRun, type PortsOptions, realClock, runCommand } from './test-ports.ts';

/**
 * The law: whatever a service answers to a request, livemig ends with a known exit code and with advice, repeats no
 * write, takes its credentials nowhere else, and leaves a state from which the same command goes on.
 *
 * Each request of each command meets each answer. As a command that was refused can be run again, one sandbox serves
 * for many cases, until a command gets through in spite of its case.
 */
const commands = [['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']] as const;

type CommandName = (typeof commands)[number][0];
export const commandNames = commands.map(([name]) => name);

type Manager = 'cloud-manager' | 'ops-manager';

interface Answer {
  /** As a fault of the sandbox; `ELSEWHERE` is another server, which must not be asked anything. With `raw` only a name. */
  readonly action: string;
  /** What comes in place of HTTP, without the sandbox being asked. */
  readonly raw?: RawAnswer;
  /** The exit codes that may follow, besides 0 where livemig needs no answer, and 8 where it goes on waiting. */
  readonly exits: readonly number[];
  /** How long a request may take, in ms; otherwise longer than any takes. */
  readonly timeoutMs?: number;
}

/** How an exchange may end without an answer; `test/unit/api/odd-answers.test.ts` tries more of them, without a command. */
const raw = [
  '101 to a websocket',
  '103, then closed',
  'another protocol',
  'a chunk larger than there is',
  'gzip that is none',
  'status 999',
];

/** 5 asks a person: the outcome of a write is unknown, or what was done is not there any more. */
const answers: readonly Answer[] = [
  { action: 'drop-before', exits: [1, 5] },
  { action: 'drop-after', exits: [1, 5] },
  { action: 'half', exits: [1, 5] },
  { action: 'empty', exits: [1, 5] },
  { action: 'broken-json', exits: [1, 5] },
  { action: 'wrong-shape', exits: [1, 2, 3, 5] },
  { action: 'unknown-status', exits: [1, 3, 5] },
  // 2: Atlas does not know the source's TLS, as before the organizations are connected, so it has to be given.
  { action: '400', exits: [1, 2] },
  { action: '401', exits: [4] },
  { action: '403', exits: [4] },
  { action: '404', exits: [1, 2, 3, 5] },
  { action: '409', exits: [1, 2, 5] },
  { action: '410', exits: [1, 2, 5] },
  { action: '429', exits: [1] },
  { action: '429:1', exits: [1] },
  { action: '500', exits: [1, 5] },
  { action: 'html:502', exits: [1, 5] },
  { action: 'html', exits: [1, 5] },
  { action: '503:1', exits: [1, 5] },
  { action: 'redirect:ELSEWHERE', exits: [1, 5] },
  ...noAnswers.flatMap(({ name, answer }) =>
    raw.includes(name) ? [{ action: name, raw: answer, exits: [1, 5] }] : [],
  ),
  // Carried out, and answered when nobody listens any more.
  { action: 'late', exits: [1, 5], timeoutMs: 400 },
];

/** Well over what such a case gives a request. */
const lateMs = 900;

/** Tries of one read, times the looks at what is waited for, in the time that a run is given. */
const mostReads = 120;

interface Case {
  readonly method: string;
  /** With places for the ids, which are new in each sandbox. */
  readonly template: string;
  readonly answer: Answer;
}

const law = 'answers';

/** How many journeys go side by side: much of a case is waiting, above all for what takes too long. */
const sideBySide = 3;

/** Of `each` answers a request meets one, another one than the request before, so that all of them have their turn. */
export function answersLaw(manager: Manager, names: readonly CommandName[], each = 1): void {
  describe(`any answer to any request, with ${manager}`, () => {
    itHolds(law, 'ends in order, does nothing twice, and can be gone on from', async (tryCase) => {
      const elsewhere = await startElsewhere();
      try {
        const all = await allCases(manager, names);
        const share = (of: number, part: number) => all.map((cases) => cases.filter((_, at) => at % of === part));
        const parts = Array.from({ length: sideBySide }, (_, part) => share(sideBySide * each, part * each));
        await Promise.all(parts.map((cases) => tryAll(manager, cases, elsewhere, tryCase)));
        expect(elsewhere.asked()).toBe(0);
      } finally {
        elsewhere.close();
      }
    });
  });
}

async function tryAll(manager: Manager, cases: Case[][], elsewhere: Elsewhere, tryCase: TryCase): Promise<void> {
  let left = cases;
  while (left.some((some) => some.length > 0)) {
    left = await tryJourney(await startJourney(manager), left, elsewhere, tryCase);
  }
}

export function answersNotice(what: string, manager: Manager, mutateApi: NonNullable<PortsOptions['mutateApi']>): void {
  itNotices(law, what, async (tryCase) => {
    const elsewhere = await startElsewhere();
    const isWriteThatFails = ({ method, answer }: Case) => method === 'POST' && answer.action === '500';
    const cases = (await allCases(manager, commandNames)).map((all) => all.filter(isWriteThatFails));
    try {
      await tryJourney(await startJourney(manager, mutateApi), cases, elsewhere, tryCase);
    } finally {
      elsewhere.close();
    }
  });
}

/** Per command, each request of an undisturbed migration with each answer; none for the other commands. */
async function allCases(manager: Manager, names: readonly CommandName[]): Promise<Case[][]> {
  const journey = await startJourney(manager);
  try {
    const found: Case[][] = [];
    for (const command of commands) {
      const before = journey.sandbox.requests().length;
      await journey.complete(command);
      const requests = journey.sandbox.requests().slice(before);
      const unique = new Map(requests.map((one) => [`${one.method} ${journey.template(one.path)}`, one]));
      const meant = names.includes(command[0]) ? [...unique.values()] : [];
      found.push(
        meant.flatMap(({ method, path }) =>
          answers.map((answer) => ({ method, template: journey.template(path), answer })),
        ),
      );
    }
    return found;
  } finally {
    await journey.close();
  }
}

/** Returns the cases that have not had their turn yet. */
async function tryJourney(
  journey: Journey,
  cases: Case[][],
  elsewhere: Elsewhere,
  tryCase: TryCase,
): Promise<Case[][]> {
  const left: Case[][] = [];
  try {
    const last = cases.findLastIndex((some) => some.length > 0);
    for (const [index, command] of commands.slice(0, last + 1).entries()) {
      const waiting = cases[index] ?? [];
      const untried: Case[] = [];
      let isThrough = false;
      for (const one of waiting) {
        if (isThrough) untried.push(one);
        else {
          const met = await journey.meet(command, one, elsewhere);
          if (met.requests.length === 0) untried.push(one);
          else await tryCase(nameOf(command, one), () => endsInOrder(met, one));
          isThrough = met.run.exitCode === 0;
        }
      }
      // A case whose request is not sent any more, whatever comes before it, would never have its turn.
      if (waiting.length > 0 && untried.length === waiting.length) {
        await tryCase(`${command[0]}: the requests are always the same`, () => {
          throw new Error(untried.map(wordsOf).join('; '));
        });
        left.push([]);
      } else left.push(untried);
      await tryCase(`${command[0]} goes on after it`, () => journey.complete(command));
    }
    await tryCase('nothing twice', () => nothingTwice(journey.sandbox));
    return left;
  } finally {
    await journey.close();
  }
}

function nameOf(command: readonly string[], one: Case): string {
  return `${command[0]}: ${wordsOf(one)}`;
}

function wordsOf({ method, template, answer }: Case): string {
  return `${method} ${template} = ${answer.action}`;
}

interface Met {
  readonly run: CommandRun;
  /** Those that met the answer. */
  readonly requests: readonly Pick<RequestEntry, 'status'>[];
}

function endsInOrder({ run: { exitCode, result }, requests }: Met, { method, answer }: Case): void {
  expect([result.error?.code, [0, 8, ...answer.exits].includes(exitCode) ? 'allowed' : exitCode]).toEqual([
    result.error?.code,
    'allowed',
  ]);
  if (result.error !== null) expect([result.error.message, result.error.fix].join()).toMatch(/\w{3}.*,.*\w{3}/s);
  if (method === 'GET') expect(requests.length).toBeLessThanOrEqual(mostReads);
  // One that was answered 401 has only asked for a nonce, and what was answered 429 may be sent again.
  else expect(requests.filter(({ status }) => status !== 401 && status !== 429).length).toBeLessThanOrEqual(1);
}

function nothingTwice(sandbox: Sandbox): void {
  expect(sandbox.migrations().length).toBeLessThanOrEqual(1);
  const carriedOut = (end: string) =>
    sandbox.requests().filter(({ method, path, status }) => method === 'POST' && path.endsWith(end) && status === 201);
  for (const end of ['/migrationLink', '/accessList', '/liveMigrations']) {
    expect([end, carriedOut(end).length <= 1]).toEqual([end, true]);
  }
}

type Journey = Awaited<ReturnType<typeof startJourney>>;

/** The deployments, of whose answers others are a law, are looked into only where more than usual is tried. */
const unseen = lawRuns > 1 ? {} : { LIVEMIG_SOURCE_URI: '', LIVEMIG_DESTINATION_URI: '' };

/** A migration from its beginning, in a sandbox of its own. */
async function startJourney(manager: Manager, mutateApi?: PortsOptions['mutateApi']) {
  let meant: { readonly one: Case; readonly action: string } | undefined;
  let isPlanted = false;
  const sandbox = await startSandbox({
    manager,
    documents: 40,
    speed: 5000,
    faults: [],
    agent: 'after-key',
    clock: realClock,
    // Only here the ids are known that came into being on the way.
    async onRequest({ method, path }, phase) {
      if (method !== meant?.one.method || template(path) !== meant.one.template) return undefined;
      if (meant.action === 'late') {
        if (phase === 'after') await pause(lateMs);
      } else if (!isPlanted) {
        isPlanted = true;
        await faults('POST', [`${method} ${path}=${meant.action}`]);
      }
      return undefined;
    },
  });
  // What the applications write meanwhile matters to no answer, and costs a quarter of the time.
  await sandbox.stopTraffic();
  const place = mkdtempSync(join(tmpdir(), 'livemig-answers-'));
  const clock = hurriedClock();
  const ids = [...new Set(JSON.stringify(sandbox.scenario).match(/\b[0-9a-f]{24}\b/g))];
  const agreement = manager === 'ops-manager' ? ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'] : [];
  const run = (command: readonly string[], timeoutMs = 20_000, urls: Readonly<Record<string, string>> = {}) =>
    runCommand(
      [
        ...command,
        ...(command[0] === 'link' ? agreement : []),
        ...['--no-input', '--timeout', '1m', '--dir', join(place, 'state')],
      ],
      {
        env: { ...sandbox.env, ...unseen, LIVEMIG_POLL_INTERVAL: '2s', ...urls },
        clock,
        timeoutMs,
        ...(mutateApi === undefined ? {} : { mutateApi }),
      },
    );
  const template = (path: string) =>
    path.replace(/[0-9a-f]{24}/g, (id) => (ids.includes(id) ? `{${ids.indexOf(id)}}` : '*'));
  const faults = async (method: 'POST' | 'DELETE', specs: readonly string[] = []) => {
    const { ok } = await fetch(`${sandbox.controlUrl}/faults`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: JSON.stringify({ faults: specs }) } : {}),
    });
    if (!ok) throw new Error(`not a fault: ${specs}`);
  };
  const meetRaw = async (
    command: readonly string[],
    { method, template: meant }: Case,
    raw: RawAnswer,
  ): Promise<Met> => {
    const isMeant = (asked: string, path: string) => asked === method && template(path) === meant;
    const atlas = await startRawFront(sandbox.atlasUrl, isMeant, raw);
    const manager = await startRawFront(sandbox.managerUrl, isMeant, raw);
    const urls = { LIVEMIG_ATLAS_URL: atlas.url, LIVEMIG_MANAGER_URL: manager.url };
    try {
      // Some of it is never complete, and then the time of the request is waited for.
      const ran = await run(command, 1_000, urls);
      return { run: ran, requests: Array.from({ length: atlas.met() + manager.met() }, () => ({ status: 0 })) };
    } finally {
      atlas.close();
      manager.close();
    }
  };
  return {
    sandbox,
    template,
    async meet(command: readonly string[], one: Case, elsewhere: Elsewhere): Promise<Met> {
      if (one.answer.raw !== undefined) return meetRaw(command, one, one.answer.raw);
      meant = { one, action: one.answer.action.replace('ELSEWHERE', elsewhere.url) };
      isPlanted = false;
      const before = sandbox.requests().length;
      const ran = await run(command, one.answer.timeoutMs);
      meant = undefined;
      await faults('DELETE');
      const requests = sandbox
        .requests()
        .slice(before)
        .filter((request) => request.method === one.method && template(request.path) === one.template);
      return { run: ran, requests };
    },
    /** Runs the command until it is through, and answers what only a person can. */
    async complete(command: readonly string[]): Promise<void> {
      for (let tries = 0; tries < 40; tries += 1) {
        const { result } = await run(command);
        if (result.error === null) return;
        if (result.error.code === 'CREATE_OUTCOME_UNKNOWN') {
          const [id] = sandbox.migrations().map((migration) => migration.id);
          await run(id === undefined ? ['start', '--create-again'] : ['start', '--adopt-migration', id]);
        } else expect([result.error.code, result.error.message]).toEqual(['STILL_IN_PROGRESS', expect.anything()]);
      }
      throw new Error('it does not come to its end');
    },
    async close() {
      await sandbox.close();
      rmSync(place, { recursive: true });
    },
  };
}

interface Elsewhere {
  readonly url: string;
  asked(): number;
  close(): void;
}

async function startElsewhere(): Promise<Elsewhere> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/`, asked: () => asked, close: () => void server.close() };
}
