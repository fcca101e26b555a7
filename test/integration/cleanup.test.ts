import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Prompter } from '../../src/core/ports.ts';
import { resultOf } from '../../src/core/results/index.ts';
import { findMigrations } from '../../src/files/find-migrations.ts';
import { mainPair } from '../../src/sandbox/scenario/main-pair.ts';
import { setFaults } from '../support/faults.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { type Journey, startJourney, startUnseenJourney, stepsIn, withoutLooking } from '../support/journey.ts';
import { sandboxClient } from '../support/sandbox-client.ts';
import { keyNamed } from '../support/start-test-sandbox.ts';
import { runCommand } from '../support/test-ports.ts';

/** Another one for the migration host's entry. */
async function comment({ sandbox }: Journey, text: string): Promise<void> {
  const { atlasUrl, scenario } = sandbox;
  const send = sandboxClient(atlasUrl, keyNamed(scenario.atlas.identities, 'livemig'));
  const path = `/api/atlas/v2/groups/${mainPair(scenario).atlasProject.id}/accessList`;
  expect((await send('POST', path, { body: [{ ipAddress: '203.0.113.25', comment: text }] })).status).toBe(201);
}

/** A journey through these commands, however they end. */
async function through(faults: readonly string[], ...commands: readonly (readonly string[])[]): Promise<Journey> {
  return goOn(await startUnseenJourney('cloud-manager', undefined, { faults }), commands);
}

/** The same with deployments, of which what is left behind is a part. */
async function throughSeen(faults: readonly string[], ...commands: readonly (readonly string[])[]): Promise<Journey> {
  return goOn(await startJourney('cloud-manager', undefined, { faults }), commands);
}

async function goOn(journey: Journey, commands: readonly (readonly string[])[]): Promise<Journey> {
  onTestFinished(journey.close);
  for (const command of commands) await withoutLooking(journey).run(command);
  return journey;
}

const stages = [['link'], ['provision'], ['start']] as const;
const failed = ['migration=fails-initializing'];
const cleanup = ['cleanup', '--confirm', 'Billing0', '--way-back-not-needed'];
const everything = [...cleanup, '--include', 'agent-key', '--include', 'link'];
const nothing = { accessList: [], agentKeys: [], links: [], linkTokens: [] };

async function madeIn({ sandbox }: Journey): Promise<unknown> {
  const state = z.object({ made: z.unknown() });
  return state.parse(await (await fetch(`${sandbox.controlUrl}/state`)).json()).made;
}

const removalsOf = ({ sandbox }: Journey) =>
  sandbox
    .requests()
    .filter(({ method }) => method === 'DELETE')
    .map(
      ({ path, status }) =>
        `${path.replace(/.*\/(accessList|agentapikeys|linkTokens|migrationLink).*/, '$1')} ${status}`,
    );

describe('after each end of a migration', () => {
  it.each<[string, string, readonly string[], readonly (readonly string[])[], readonly string[]]>([
    ['FAILED', 'failed', failed, stages, []],
    ['EXPIRED', 'expired', ['migration=expires'], stages, []],
    [
      // The API knows no status for it: Atlas has forgotten it, or calls it FAILED.
      'cancelled in the console',
      'gone',
      failed,
      [['link'], ['provision'], ['start', '--detach']],
      ['GET */liveMigrations/*=404:LIVE_MIGRATION_NOT_FOUND'],
    ],
    ['never created', 'never-created', [], [['link'], ['provision']], []],
  ])(
    '%s: nothing of it is left but what was declined, and a second run has nothing to do',
    async (_, ended, faults, commands, later) => {
      const journey = await through(faults, ...commands);
      if (later.length > 0) await setFaults(journey, later);
      const some = await journey.run([...cleanup, '--skip', 'access-list']);
      expect(some.result).toMatchObject({ error: null, data: { ended, changed: false, removed: [] } });
      expect(removalsOf(journey)).toEqual([]);

      const all = await journey.run(everything);
      expect(all.result).toMatchObject({ error: null, exitCode: 0, data: { ended, changed: true } });
      expect(await madeIn(journey)).toEqual(nothing);

      const again = await journey.run(everything);
      expect(again.result).toMatchObject({ error: null, data: { changed: false, removed: [] } });
      expect(resultOf('cleanup')?.lines(again.result.data)[0]).toBe('nothing left to remove');
      expect(removalsOf(journey)).toEqual([
        'accessList 204',
        'agentapikeys 204',
        'linkTokens 204',
        'migrationLink 404',
      ]);
    },
  );
});

it('on a terminal is confirmed by typing the name of the cluster, and looked at once more then', async () => {
  const journey = await through(failed, ...stages);
  const asked: string[] = [];
  const answering = (answer: string, meanwhile: () => Promise<unknown>): Prompter => {
    const ask = async ({ message }: { readonly message: string }) => {
      asked.push(message);
      await meanwhile();
      return answer;
    };
    return { ask, askOrBack: ask };
  };
  const typed = (answer: string, meanwhile = async () => {}) =>
    runCommand([...cleanup, '--dir', journey.directory], { env: journey.env, prompter: answering(answer, meanwhile) });
  const left = await typed('');
  expect(left.result.error).toMatchObject({ code: 'NOT_APPROVED', message: 'Nothing was removed.', left: true });
  expect(asked).toEqual([
    expect.stringMatching(/^This will be removed: the entry 203\.0\.113\.25 .*Type Billing0 to go on/s),
  ]);
  expect(removalsOf(journey)).toEqual([]);
  const overtaken = await typed('Billing0', () => comment(journey, 'the office'));
  expect([overtaken.exitCode, overtaken.result.error?.code]).toEqual([5, 'CLEANUP_OVERTAKEN']);
  expect(overtaken.result.error?.message).toContain('somebody has taken it over');
  expect(removalsOf(journey)).toEqual([]);
  await comment(journey, 'livemig: migration host mig01.corp.example');
  expect((await typed('Billing0')).result).toMatchObject({ error: null, data: { changed: true } });
  expect(removalsOf(journey)).toEqual(['accessList 204']);
});

describe('what is removed', () => {
  it('is by itself nothing that another migration shares, whose provision stays as it is', async () => {
    const journey = await through(failed, ...stages);
    const other = (command: string) =>
      runCommand([command, '--no-input', '--dir', join(journey.place, 'other')], {
        env: { ...journey.env, LIVEMIG_POLL_INTERVAL: '2s' },
        clock: hurriedClock(),
      });
    for (const stage of ['link', 'provision']) expect((await other(stage)).result.error).toBeNull();
    const before = await madeIn(journey);
    const nearby = {
      findMigrations: (directory: string) =>
        findMigrations(directory, { home: journey.place, uid: process.getuid?.() }),
    };
    const { result } = await journey.run(cleanup, nearby);
    expect(result).toMatchObject({ error: null, data: { changed: false, removed: [] } });
    expect(JSON.stringify(result.data.items)).toMatch(
      /another migration uses the same host or its address, and is not COMPLETE: .*other/,
    );
    expect(await madeIn(journey)).toEqual(before);
    expect((await other('provision')).result).toMatchObject({ error: null, data: { changed: false } });

    // Nor, though it was named, the link that the other one's migration uses.
    await setFaults(journey, []);
    expect((await other('start')).result).toMatchObject({ error: null, status: 'ready-for-cutover' });
    const named = await journey.run([...cleanup, '--include', 'link'], nearby);
    expect([named.exitCode, named.result.error?.code]).toEqual([1, 'API_REFUSED']);
    expect(named.result.error?.message).toMatch(/live migrations are active in the projects .* Nothing was removed\.$/);
    expect(await madeIn(journey)).toEqual(before);
  });

  it('is by each answer what that says: refused, not known, gone already', async () => {
    const journey = await through(failed, ...stages);
    const answered = async (answer: string) => {
      await setFaults(journey, [`DELETE */migrationLink=${answer}`]);
      const { exitCode, result } = await journey.run([...cleanup, '--include', 'link', '--skip', 'access-list']);
      const told = /(Nothing was removed|Removed: the link of the Atlas|Asked for, and not seen to be gone yet)/;
      return [exitCode, result.error?.code, told.exec(result.error?.message ?? '')?.[0] ?? result.data.removed];
    };
    expect(await answered('403')).toEqual([4, 'API_ADDRESS_REFUSED', 'Removed: the link of the Atlas']);
    expect(await answered('409')).toEqual([1, 'API_REFUSED', 'Nothing was removed']);
    expect(await answered('500')).toEqual([1, 'API_SERVER_ERROR', 'Asked for, and not seen to be gone yet']);
    expect(await answered('404:UNEXPECTED_ERROR')).toEqual([
      0,
      undefined,
      [expect.objectContaining({ wasGone: true })],
    ]);
    expect(await madeIn(journey)).toMatchObject({ links: [], linkTokens: [] });
    expect(removalsOf(journey)).toEqual([
      ...['linkTokens 204', 'migrationLink 403', 'migrationLink 409', 'migrationLink 500', 'migrationLink 404'],
    ]);
  });

  it('is sent once, and what was removed while nobody heard the answer is found to be gone', async () => {
    const journey = await through(failed, ...stages);
    await setFaults(journey, ['DELETE */accessList/*#1=drop-after']);
    const lost = await journey.run(everything);
    expect(lost.result.error?.code).toBe('API_CONNECTION_LOST');
    expect(lost.result.next[0]?.command).toMatch(
      /^livemig cleanup --confirm Billing0 --include agent-key --include link /,
    );
    expect(removalsOf(journey)).toHaveLength(1);
    const { result } = await journey.run(everything);
    const [key, ...links] = z.array(z.object({ wasGone: z.boolean() })).parse(result.data.removed);
    expect([result.error, key, links.length]).toEqual([null, { wasGone: false }, 2]);
    expect(removalsOf(journey).slice(1)).toEqual(['agentapikeys 204', 'linkTokens 204', 'migrationLink 404']);
    expect(stepsIn(journey.directory)).toMatchObject({ 'cleanup.remove-access-list-203.0.113.25': 'done' });
    expect(await madeIn(journey)).toEqual(nothing);
  });
});

it('is sent once where it was accepted and is still listed, and waited for, by the next run as well', async () => {
  let isListed = true;
  const journey = await startUnseenJourney('cloud-manager', undefined, {
    faults: failed,
    onRequest: async ({ method, path, status }, phase) => {
      const isRemoval = method === 'DELETE' && path.includes('/accessList/') && status === 204 && phase === 'after';
      if (isRemoval && isListed) await comment(journey, 'livemig: migration host mig01.corp.example');
      return undefined;
    },
  });
  onTestFinished(journey.close);
  const { run, env } = journey;
  for (const command of stages) await run(command);
  const seldom = { env: { ...env, LIVEMIG_POLL_INTERVAL: '60s' } };
  const { exitCode, result } = await run(cleanup, seldom);
  expect([exitCode, result.status, result.error?.code]).toEqual([8, 'in-progress', 'STILL_IN_PROGRESS']);
  expect(result.error?.message).toMatch(
    /its removal was accepted at .* UTC, and it is still listed\. Asked for, and not seen to be gone yet: the entry /,
  );
  expect(result.next[0]?.command).toMatch(/^livemig cleanup --confirm Billing0 /);
  expect(removalsOf(journey)).toEqual(['accessList 204']);
  isListed = false;
  const gone = sandboxClient(journey.sandbox.atlasUrl, keyNamed(journey.sandbox.scenario.atlas.identities, 'livemig'));
  const entry = `/api/atlas/v2/groups/${mainPair(journey.sandbox.scenario).atlasProject.id}/accessList/203.0.113.25`;
  const clock = hurriedClock();
  const sleep = async (ms: number, signal?: AbortSignal) => {
    await gone('DELETE', entry);
    await clock.sleep(ms, signal);
  };
  const next = await run(cleanup, { ...seldom, clock: { ...clock, sleep } });
  expect(next.result).toMatchObject({ error: null, data: { changed: true, removed: [{ wasGone: false }] } });
  // The other one is this test's, for the service that is slow.
  expect(removalsOf(journey).filter((sent) => sent === 'accessList 204')).toHaveLength(2);
});

it('is not called done where something of it could not be looked at, and the link is left as a whole', async () => {
  const journey = await through(failed, ...stages);
  await setFaults(journey, ['GET */accessList=403', 'GET */availableProjects=403']);
  const { exitCode, result } = await journey.run(everything);
  expect([exitCode, result.status, result.error?.code]).toEqual([5, 'failed', 'CLEANUP_INCOMPLETE']);
  expect(result.error?.message).toMatch(
    /not removed: the entry .*; the link of the Atlas .*; the link of .* to Atlas\.$/,
  );
  expect(result.error?.fix).toContain('--skip access-list --skip link');
  expect(result).toMatchObject({ data: { changed: true, removed: [{ wasGone: false }] } });
  expect(result.next[0]?.command).toMatch(/^livemig cleanup .*--include agent-key --include link/);
  expect(removalsOf(journey)).toEqual(['agentapikeys 204']);
  const skipped = await journey.run([...cleanup, '--skip', 'access-list']);
  expect(skipped.result).toMatchObject({ error: null, exitCode: 0, data: { removed: [] } });
  expect(resultOf('cleanup')?.lines(skipped.result.data)[0]).toBe('nothing left to remove of what could be looked at');
  await setFaults(journey, []);
  expect((await journey.run(everything)).result).toMatchObject({ error: null, data: { changed: true } });
  expect(await madeIn(journey)).toEqual(nothing);
});

const refused = async (command: readonly string[], { run }: Journey) => {
  const { exitCode, result } = await run(command);
  return [exitCode, result.error?.code];
};

it('is refused while the migration runs, while there is a way back, and without a word for it; then it ends what was done', async () => {
  const journey = await throughSeen([], ...stages);
  const blind = withoutLooking(journey);
  expect(await refused(everything, blind)).toEqual([3, 'CLEANUP_TOO_EARLY']);
  await setFaults(journey, ['GET */liveMigrations/*=unknown-status']);
  const unknown = (await blind.run(everything)).result.error;
  expect([unknown?.code, unknown?.message]).toEqual([
    'CLEANUP_TOO_EARLY',
    expect.stringMatching(/^Whether the migration to Billing0 has ended is not known: Atlas reports .*livemig neither/),
  ]);
  await setFaults(journey, []);
  expect((await blind.run(['cutover', '--confirm', 'Billing0'])).result.error).toBeNull();
  expect(await refused(['cleanup', '--confirm', 'Billing0'], journey)).toEqual([3, 'WAY_BACK_OPEN']);
  const dry = await journey.run(['cleanup', '--dry-run']);
  expect(dry.result).toMatchObject({
    ...{ status: 'blocked', exitCode: 3, next: [] },
    data: { ended: 'complete', rollbackWindow: { state: 'open' } },
  });
  // Where nobody can look whether there is one, the plan says so.
  const unseen = await blind.run(['cleanup', '--dry-run']);
  expect(unseen.result.data).toMatchObject({ changed: false, rollbackWindow: { state: 'not-looked-at' } });
  expect(resultOf('cleanup')?.lines(unseen.result.data).at(-1)).toMatch(/^way back: not looked at/);
  expect(unseen.result.next[0]?.command).toMatch(/^livemig cleanup --confirm Billing0 /);
  expect(await refused(['cleanup'], blind)).toEqual([2, 'CONFIRM_MISSING']);
  expect(await refused(['cleanup', '--confirm', 'Other0'], blind)).toEqual([2, 'CONFIRM_DIFFERS']);
  expect(await refused(['cleanup', '--include', 'write-block'], blind)).toEqual([2, 'CHOICE']);
  expect(await refused(['cleanup', '--include', 'link', '--skip', 'link'], blind)).toEqual([2, 'CONTRADICTION']);
  expect(removalsOf(journey)).toEqual([]);

  const before = await blind.run(['status']);
  expect(before.result.data.handOver).toEqual({
    address: { known: true, value: expect.stringMatching(/^mongodb\+srv:\/\/billing0\.[^@]+$/) },
    stillOnSource: { known: false, reason: 'LIVEMIG_SOURCE_URI is not set' },
  });
  expect(before.result.next.map(({ command }) => command)).toEqual([
    expect.stringMatching(/^livemig cleanup --dry-run /),
  ]);
  expect((await journey.run(everything)).result).toMatchObject({ error: null, data: { changed: true } });
  expect(await madeIn(journey)).toEqual(nothing);
  const { result } = await blind.run(['status']);
  expect(result).toMatchObject({ status: 'done', error: null, next: [] });
  expect(JSON.stringify(result.data.stages)).toMatch(/since then `livemig cleanup [^`]*` has removed the link/);
  expect(result.data.stages).toMatchObject({ link: { state: 'done' }, provision: { state: 'done' } });
  // Another migration into this destination is not made from here.
  const writes = () => journey.sandbox.requests().filter(({ method }) => method !== 'GET').length;
  const sent = writes();
  for (const command of [['link'], ['provision']])
    expect(await refused(command, blind)).toEqual([5, 'CUTOVER_WAS_REQUESTED']);
  expect(writes()).toBe(sent);
});

it('can be followed by another try in the same directory, which makes again what was removed', async () => {
  const journey = await throughSeen(failed, ...stages);
  expect((await journey.run(everything)).result.error).toBeNull();
  const next = (await journey.run(['status'])).result.next.map(({ command }) => command);
  expect(next).toEqual([expect.stringMatching(/^livemig link /)]);
  const blind = withoutLooking(journey);
  const planned = await blind.run(['link', '--dry-run']);
  expect(planned.events).toContainEqual(expect.objectContaining({ step: 'link.create-token', state: 'would-run' }));
  await setFaults(journey, []);
  for (const command of [['link'], ['provision']])
    expect((await blind.run(command)).result).toMatchObject({ error: null, data: { changed: true } });
  expect((await blind.run(['start', '--create-again'])).result).toMatchObject({
    error: null,
    status: 'ready-for-cutover',
  });
  expect(Object.keys(stepsIn(journey.directory)).filter((id) => id.startsWith('cleanup.'))).toEqual([]);
});

it('leads back to the first stage that it has undone, where no migration was ever created', async () => {
  const journey = await through([], ['link'], ['provision']);
  expect((await journey.run(cleanup)).result.error).toBeNull();
  const next = async () => (await journey.run(['status'])).result.next.map(({ command }) => command);
  expect(await next()).toEqual([expect.stringMatching(/^livemig provision /)]);
  expect((await journey.run(everything)).result.error).toBeNull();
  expect(await next()).toEqual([expect.stringMatching(/^livemig link /)]);
  const asked: string[] = [];
  const ask: Prompter['ask'] = async ({ message }) => {
    asked.push(message);
    return 'no';
  };
  await runCommand(['--dir', journey.directory], { env: journey.env, prompter: { ask, askOrBack: ask } });
  expect(asked).toEqual([expect.stringMatching(/^Stage 1 of 3: /)]);
});

it('is refused where there was no migration', async () => {
  const journey = await through([]);
  const { exitCode, result } = await journey.run(cleanup);
  expect([exitCode, result.error?.code]).toEqual([3, 'NO_MIGRATION']);
  expect(result.error?.message).toContain('no migration to clean up after');
});
