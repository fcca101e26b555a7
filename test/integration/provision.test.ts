import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startJourney, withoutLooking } from '../support/journey.ts';
import { sandboxClient, send } from '../support/sandbox-client.ts';
import type { CommandRun } from '../support/test-ports.ts';

type Different = Parameters<typeof startJourney>[2];

/** A linked migration, in a sandbox whose clients a test can look through and change. */
async function linked(different: Different = {}) {
  const journey = withoutLooking(await startJourney('cloud-manager', undefined, different));
  onTestFinished(journey.close);
  const { sandbox, run } = journey;
  const env: Readonly<Record<string, string>> = sandbox.env;
  expect((await run(['link'])).result.error).toBeNull();
  const client = (side: 'ATLAS' | 'MANAGER') =>
    sandboxClient(env[`LIVEMIG_${side}_URL`] ?? '', {
      publicKey: env[`LIVEMIG_${side}_PUBLIC_KEY`] ?? '',
      privateKey: env[`LIVEMIG_${side}_PRIVATE_KEY`] ?? '',
    });
  const { scenario } = sandbox;
  const idOf = (all: readonly { id: string; name: string }[], name: string) =>
    all.find((one) => one.name === name)?.id ?? 'absent';
  return {
    ...journey,
    env,
    atlas: client('ATLAS'),
    manager: client('MANAGER'),
    fault: (spec: string) => send(sandbox.controlUrl, 'POST', '/faults', { body: { faults: [spec] } }, undefined),
    writes: (end: RegExp) =>
      sandbox.requests().filter(({ method, path, status }) => status !== 401 && end.test(`${method} ${path}`)).length,
    accessList: `/api/atlas/v2/groups/${idOf(scenario.atlas.projects, 'billing')}/accessList`,
    keys: `/api/public/v1.0/groups/${idOf(scenario.manager.projects, 'billing-prod')}/agentapikeys`,
  };
}

/** The manager's client, with its list of agents as a test wants it. */
function withAgents(change: (agents: { hostname: string; lastConf?: string }[]) => object[]) {
  return <Api extends object>(api: Api): Api =>
    new Proxy(api, {
      get(target, key) {
        const real: unknown = Reflect.get(target, key);
        if (key !== 'agents' || typeof real !== 'function') return real;
        return async (...args: unknown[]) => {
          const list = await Reflect.apply(real, target, args);
          return { ...list, agents: change(list.agents) };
        };
      },
    });
}

const isHost = ({ hostname }: { hostname: string }) => hostname.startsWith('mig01');
const tenMinutesAgo = () => new Date(Date.now() - 610_000).toISOString();

function details({ events }: CommandRun): string {
  return events.flatMap((event) => (event.type === 'step' ? (event.detail ?? []) : [])).join('\n');
}

function told({ events }: CommandRun): string[] {
  return events.flatMap((event) => (event.type === 'note' ? event.message : []));
}

function plan({ events }: CommandRun): string[] {
  return events.flatMap((event) =>
    event.type === 'plan' ? event.changes.map((one) => `${one.effect} ${one.what}`) : [],
  );
}

const briefly = ['provision', '--timeout', '1s'];

it('an agent that came and fell silent keeps its key, and gets no other', async () => {
  const { run, writes } = await linked();
  expect((await run(['provision'])).result.error).toBeNull();
  const aged = withAgents((agents) => agents.map((one) => (isHost(one) ? { ...one, lastConf: tenMinutesAgo() } : one)));
  const silent = await run(briefly, { mutateApi: aged });
  expect(silent.result).toMatchObject({ exitCode: 8, error: { code: 'STILL_IN_PROGRESS' } });
  expect(details(silent)).toContain('mig01.corp.example was last heard from 10 min ago');
  expect([writes(/^POST .*agentapikeys$/), writes(/^DELETE /)]).toEqual([1, 0]);
});

it('of a host that is listed twice the newest record counts', async () => {
  const { run, writes } = await linked({ agent: 'running' });
  const twice = withAgents((agents) => [
    ...agents.filter(isHost).map((one) => ({ ...one, lastConf: '2025-01-01T00:00:00Z' })),
    ...agents,
  ]);
  const ran = await run(['provision', '--agent', 'script'], { mutateApi: twice });
  expect(ran.result.error).toBeNull();
  expect(writes(/agentapikeys/)).toBe(0);
});

it('a key whose answer was lost is deleted, and the plan says so before', async () => {
  const { run, fault, manager, keys, writes } = await linked({ faults: ['agent=never'] });
  await manager('POST', keys, { body: { desc: 'of somebody else' } });
  await fault('POST */agentapikeys#1=drop-after');
  expect((await run(briefly)).result.exitCode).toBe(1);
  const [other, lost] = listOf((await manager('GET', keys)).body);
  const again = await run(briefly);
  expect(again.result.exitCode).toBe(8);
  const named = `delete the agent API key ${lost?._id} in the project billing-prod that livemig made at `;
  expect(plan(again)).toContainEqual(expect.stringMatching(new RegExp(`^${named}.* and never used$`)));
  const left = listOf((await manager('GET', keys)).body);
  expect(left.map(({ desc }) => desc)).toEqual(['of somebody else', lost?.desc]);
  expect([left[0]?._id === other?._id, left[1]?._id === lost?._id, writes(/^DELETE /)]).toEqual([true, false, 1]);
});

it('a key that was handed out stays, however often the agent is waited for', async () => {
  const { run, writes, directory } = await linked({ faults: ['agent=never'] });
  for (const _ of [1, 2]) expect((await run(briefly)).result.exitCode).toBe(8);
  rmSync(join(directory, 'secrets.json'));
  expect((await run([...briefly, '--link-token-stdin'], { stdin: 'abc' })).result.exitCode).toBe(8);
  expect([writes(/^POST .*agentapikeys$/), writes(/^DELETE /)]).toEqual([2, 0]);
});

function listOf(body: unknown): { _id: string; desc: string }[] {
  return Array.isArray(body) ? body : [];
}

it('a key that was lost stays where the host has an agent, whose key it may be', async () => {
  const { run, fault, writes } = await linked();
  await fault('POST */agentapikeys#1=drop-after');
  expect((await run(briefly)).result.exitCode).toBe(1);
  const aged = withAgents((agents) => [
    ...agents.filter((one) => !isHost(one)),
    { hostname: 'MIG01', lastConf: tenMinutesAgo() },
  ]);
  const { result, ...ran } = await run(briefly, { mutateApi: aged });
  expect(result.exitCode).toBe(8);
  expect(plan({ result, ...ran }).join()).not.toContain('delete');
  expect(writes(/^DELETE /)).toBe(0);
});

it('the commands are told again to whoever comes back to wait, and only then', async () => {
  const { run } = await linked({ faults: ['agent=never'] });
  const commands = expect.stringMatching(/^Now install the agent on mig01\.corp\.example\..*\n.*ssh /);
  for (const wait of [await run(briefly), await run(briefly)]) {
    expect(wait.result.exitCode).toBe(8);
    expect(told(wait).filter((message) => message.startsWith('Now install'))).toEqual([commands]);
  }
  expect(told(await run(['status'])).join()).not.toContain('Now install');
  expect(told(await run(['provision', '--dry-run'])).join()).not.toContain('Now install');
});

it('while it waits it names the agent that could be meant, and takes that one when it is told', async () => {
  const { run } = await linked();
  // Long enough for the agent to come.
  const waits = await run(['provision', '--timeout', '30s', '--migration-host', 'mig1.corp.example']);
  expect(waits.result.exitCode).toBe(8);
  expect(details(waits)).toMatch(/mig01\.corp\.example reported .* ago: is that the one\? --migration-host mig01/);
  expect((await run(['provision', '--migration-host', 'mig01.corp.example'])).result.error).toBeNull();
});

it('a host by another way to write it is taken through all stages under the name that Atlas lists', async () => {
  const { run } = await linked();
  expect((await run(['provision', '--migration-host', 'MIG01.'])).result).toMatchObject({ error: { code: 'INPUTS' } });
  expect((await run(['provision', '--migration-host', 'MIG01'])).result.error).toBeNull();
  // The environment names it in full.
  expect((await run(['start', '--dry-run'])).result.error).toBeNull();
  expect((await run(['start', '--migration-host', 'MIG01'])).result.error).toBeNull();
});

it('a temporary entry is made permanent, as the plan says', async () => {
  const { run, atlas, accessList, env } = await linked();
  const deleteAfterDate = new Date(Date.now() + 3_600_000).toISOString();
  await atlas('POST', accessList, { body: [{ ipAddress: env.LIVEMIG_MIGRATION_HOST_IP, deleteAfterDate }] });
  const ran = await run(['provision']);
  expect(ran.result.error).toBeNull();
  expect(plan(ran)).toContainEqual(
    expect.stringMatching(
      `^change the entry 203.0.113.25 .*: it becomes permanent, and would end on ${deleteAfterDate}`,
    ),
  );
  expect((await atlas('GET', accessList)).text).not.toContain('deleteAfterDate');
});

it('an entry that stays temporary although it was added is not added again and again', async () => {
  const { run, writes } = await linked();
  const ending = <Api extends object>(api: Api): Api =>
    new Proxy(api, {
      get: (target, key) =>
        key === 'accessList'
          ? async () => [{ ipAddress: '203.0.113.25', deleteAfterDate: new Date(Date.now() + 60_000).toISOString() }]
          : key === 'accessListStatus'
            ? async () => ({ status: 'ACTIVE' })
            : Reflect.get(target, key),
    });
  const ran = await run(['provision'], { mutateApi: ending });
  expect(ran.result).toMatchObject({ exitCode: 8, error: { message: expect.stringContaining('ends on') } });
  expect(writes(/^POST .*accessList$/)).toBe(1);
});

it('an entry that is not listed yet is not added again at once', async () => {
  const { run, writes } = await linked();
  const empty = <Api extends object>(api: Api): Api =>
    new Proxy(api, { get: (target, key) => (key === 'accessList' ? async () => [] : Reflect.get(target, key)) });
  expect((await run(['provision', '--timeout', '110s'], { mutateApi: empty })).result.exitCode).toBe(8);
  expect(writes(/^POST .*accessList$/)).toBe(1);
});

it('a connection to another Atlas organization is not replaced', async () => {
  const { run, writes } = await linked();
  const connected = <Api extends object>(api: Api): Api =>
    new Proxy(api, {
      get: (target, key) => (key === 'linkStatus' ? async () => ({ status: 'SYNCED' }) : Reflect.get(target, key)),
    });
  const ran = await run(['provision'], { mutateApi: connected });
  expect(ran.result).toMatchObject({ exitCode: 8 });
  expect(details(ran)).toContain('livemig does not replace that connection');
  expect(writes(/^POST .*migrationLink$/)).toBe(0);
});
