import { describe, expect, it } from 'vitest';
import { done, started, submitted } from '../../../../src/core/journal.ts';
import { Secret } from '../../../../src/core/secret.ts';
import { createAgentKey } from '../../../../src/stages/provision/create-agent-key.ts';
import { installAgent } from '../../../../src/stages/provision/install-agent.ts';
import { ago, answers, fakeWorld, now, run, untouched, type WorldParts } from '../../../support/fake-world.ts';

const host = 'mig01.corp.example';
const [alive, silent] = [ago(12_000), ago(3_600_000)];
const description = `livemig ${host} ${untouched.createdAt}`;
const receipt = { how: 'script' as const, script: './install.sh', host };
const handedOut = submitted(untouched, installAgent.id, receipt, now);
const installed = done(untouched, installAgent.id, receipt, now);

function reporting(lastConf?: string, name = host) {
  const agents = lastConf === undefined ? [] : [{ hostname: name, lastConf }];
  return async () => ({ agents, answeredAt: now });
}

const keyOf = (id: string, desc: string | null, createdTime?: number) => ({ id, desc, createdBy: 'dba', createdTime });

describe('whether an agent key has to be made', () => {
  it.each<[string, WorldParts, object]>([
    ['no agent and no key: to do', { manager: { agents: reporting() } }, { state: 'todo' }],
    [
      'the agent runs: none is needed',
      { manager: { agents: reporting(alive) } },
      { state: 'done', detail: 'the agent is already running' },
    ],
    [
      'an agent of another host is none',
      { manager: { agents: reporting(alive, 'mig02.corp.example') } },
      { state: 'todo' },
    ],
    [
      'a key is kept: done',
      { manager: { agents: reporting() }, secrets: { agentKey: 'planted-key' } },
      { state: 'done', detail: 'a key is kept for the installation' },
    ],
    [
      'a link-token is kept, and no key: to do',
      { manager: { agents: reporting() }, secrets: { linkToken: 'planted-token' } },
      { state: 'todo' },
    ],
    [
      'it came with a key before, and is silent now: done',
      { manager: { agents: reporting(silent) }, journal: installed },
      { state: 'done', detail: 'the agent was installed with a key' },
    ],
    [
      'it is silent, and was not installed by this migration: to do',
      { manager: { agents: reporting(silent) } },
      { state: 'todo' },
    ],
    [
      'it is silent, and its installation was not seen to end: to do',
      { manager: { agents: reporting(silent) }, journal: handedOut },
      { state: 'todo' },
    ],
    [
      'it came before, and is not listed any more: to do',
      { manager: { agents: reporting() }, journal: installed },
      { state: 'todo' },
    ],
  ])('%s', async (_, parts, seen) => {
    const { world, did } = await fakeWorld(parts);
    expect(await createAgentKey.observe(world, undefined)).toEqual(seen);
    expect(did).toEqual([['agents', 'source-project', 'AUTOMATION']]);
  });

  it.each([
    ['script', true],
    ['ssh', true],
    ['existing', false],
  ] as const)('--agent %s: %s', async (agent, applies) => {
    const { world } = await fakeWorld({ values: { ...answers, agent } });
    expect(createAgentKey.applies?.(world)).toBe(applies);
  });
});

/** Like that of the key whose answer was lost, and not the same. */
const others = [
  'monitoring',
  `livemig mig02 ${untouched.createdAt}`,
  description.replace(/ [^ ]*$/, ''),
  `${description} of somebody`,
  description.toUpperCase(),
  '',
  null,
];

/** A manager with the keys of others, and one whose answer was lost. */
const manager = {
  agents: reporting(),
  agentKeys: async () => [
    ...others.map((desc, at) => keyOf(`other-${at}`, desc)),
    keyOf('lost', description, Date.parse('2026-01-18T13:00:00.000Z')),
  ],
  deleteAgentKey: async () => true,
  createAgentKey: async () => ({ id: 'new-id', key: new Secret('planted-key') }),
};
const made = ['createAgentKey', 'source-project', description];
const deleted = ['deleteAgentKey', 'source-project', 'lost'];

describe('making an agent key', () => {
  it('tells its id only, and keeps it for the installation', async () => {
    const { world } = await fakeWorld({ manager });
    expect(await run(createAgentKey, world)).toEqual({ keyId: 'new-id' });
    expect((await world.secrets.get('agentKey'))?.reveal()).toBe('planted-key');
  });

  it('first deletes the one whose answer was lost, and nobody else’s', async () => {
    const { world, did } = await fakeWorld({ manager });
    await run(createAgentKey, world);
    expect(did.slice(-2)).toEqual([deleted, made]);
    expect(did.filter(([name]) => name === 'deleteAgentKey')).toEqual([deleted]);
  });

  it.each<[string, WorldParts]>([
    ['one is kept', { manager, secrets: { agentKey: 'planted-key' } }],
    ['the installation has begun', { manager, journal: started(untouched, installAgent.id, now) }],
    ['the script was handed out', { manager, journal: handedOut }],
    ['the host has an agent', { manager: { ...manager, agents: reporting(silent) } }],
    ['its agent never reported', { manager: { ...manager, agents: reporting('never') } }],
  ])('deletes none where it may be in use: %s', async (_, parts) => {
    const { world, did } = await fakeWorld(parts);
    await run(createAgentKey, world);
    expect(did.filter(([name]) => /Key/.test(name))).toEqual([made]);
    expect(await createAgentKey.changes?.(world)).toEqual([{ effect: 'create', what: expect.any(String) }]);
  });

  it('names in the plan what it makes and what it deletes, with the time of that', async () => {
    const { world } = await fakeWorld({ manager, names: { 'source-project': 'Billing' } });
    const changes = (await createAgentKey.changes?.(world)) ?? [];
    expect(changes.at(-1)).toEqual({ effect: 'create', what: 'an agent API key in the project Billing' });
    expect(changes).toHaveLength(2);
    expect(changes[0]?.what).toContain(' at 2026-01-18T13:00:00.000Z');
  });

  it.each([undefined, null, 9e15])('tells no time of a key that was made at %s', async (createdTime) => {
    const lost = { ...keyOf('lost', description), createdTime };
    const { world } = await fakeWorld({ manager: { ...manager, agentKeys: async () => [lost] } });
    expect((await createAgentKey.changes?.(world))?.[0]?.what).not.toMatch(/ at \d| at Invalid/);
  });

  it('may be done again, because a key that nobody has opens nothing', () => {
    expect(createAgentKey.repeatable).toBe(true);
  });
});
