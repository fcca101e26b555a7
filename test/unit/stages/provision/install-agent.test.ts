import { describe, expect, it } from 'vitest';
import { done, submitted } from '../../../../src/core/journal.ts';
import { Secret } from '../../../../src/core/secret.ts';
import { installAgent } from '../../../../src/stages/provision/install-agent.ts';
import type { Values } from '../../../../src/stages/values.ts';
import type { World } from '../../../../src/stages/world.ts';
import { caught } from '../../../support/caught.ts';
import { ago, answers, fakeWorld, now, run, untouched, type WorldParts } from '../../../support/fake-world.ts';

const host = 'mig01.corp.example';
const [alive, silent] = [ago(12_000), ago(600_000)];
const receipt = { how: 'script' as const, script: '.livemig/install-agent.sh', host };

function manager(lastConf?: string): Partial<World['manager']> {
  return {
    agents: async () => ({ agents: lastConf === undefined ? [] : [{ hostname: host, lastConf }], answeredAt: now }),
    hosts: async () => [],
  };
}

describe('whether the agent is there', () => {
  it.each<[string, WorldParts, object | undefined, object]>([
    ['no agent: to do', { manager: manager() }, undefined, { state: 'todo' }],
    [
      'it reported just now: done',
      { manager: manager(alive) },
      undefined,
      { state: 'done', detail: `${host} reported in the last 5 min` },
    ],
    ['it is silent, and nothing was installed: to do', { manager: manager(silent) }, undefined, { state: 'todo' }],
    [
      'it was installed for this host: waiting, with the script',
      { manager: manager() },
      receipt,
      { state: 'waiting', detail: expect.stringContaining('.livemig/install-agent.sh has to be run there as root') },
    ],
    [
      'a receipt of before, which does not tell the host: waiting',
      { manager: manager() },
      { how: 'script', script: './x.sh' },
      { state: 'waiting' },
    ],
    [
      'a receipt with the host’s short name: waiting',
      { manager: manager() },
      { ...receipt, host: 'mig01' },
      { state: 'waiting' },
    ],
    [
      'it was installed for another host: to do',
      { manager: manager() },
      { ...receipt, host: 'mig02.corp.example' },
      { state: 'todo' },
    ],
    [
      'it is to be there already: waiting, and nothing has to be run',
      { manager: manager(), values: { ...answers, agent: 'existing' } },
      undefined,
      { state: 'waiting', detail: expect.stringContaining('which the manager does not list') },
    ],
    [
      'it came before, and is silent now: waiting',
      { manager: manager(silent), journal: done(untouched, installAgent.id, { ...receipt, host: 'mig00' }, now) },
      undefined,
      { state: 'waiting', detail: expect.stringContaining('was last heard from 10 min ago') },
    ],
    [
      'it was only begun before, and is silent now: to do',
      { manager: manager(silent), journal: submitted(untouched, installAgent.id, { ...receipt, host: 'mig00' }, now) },
      undefined,
      { state: 'todo' },
    ],
    [
      'it came before, and is not listed any more: to do',
      { manager: manager(), journal: done(untouched, installAgent.id, { ...receipt, host: 'mig00' }, now) },
      undefined,
      { state: 'todo' },
    ],
  ])('%s', async (_, parts, before, seen) => {
    const { world, did } = await fakeWorld(parts);
    const known = before === undefined ? undefined : installAgent.receipt.parse(before);
    expect(await installAgent.observe(world, known)).toMatchObject(seen);
    expect(did[0]).toEqual(['agents', 'source-project', 'AUTOMATION']);
  });

  it('does not take a deployment’s server for an agent that could be meant', async () => {
    const agents = async () => ({ agents: [{ hostname: 'db1.corp.example', lastConf: alive }], answeredAt: now });
    const hosts = async () => [{ hostname: 'db1.corp.example' }];
    const { world } = await fakeWorld({ manager: { agents, hosts } });
    expect(await installAgent.observe(world, receipt)).toMatchObject({
      detail: expect.stringContaining("no agent is there but those of the deployments' servers"),
    });
  });
});

describe('installing the agent', () => {
  const key = { agentKey: 'planted-key' };

  it('as a script: writes it and tells how to run it', async () => {
    const { world, did } = await fakeWorld({ secrets: key });
    const script = `.livemig/install-agent-${host}.sh`;
    expect(await run(installAgent, world)).toEqual({ how: 'script', script, host });
    expect(did).toEqual([
      ['write', `install-agent-${host}.sh`, expect.stringContaining("project='source-project'")],
      ['tell', expect.stringContaining(script)],
    ]);
  });

  it('over ssh: runs what it wrote at the target, with the key beside it', async () => {
    const { world, did } = await fakeWorld({
      values: { ...answers, agent: 'ssh', ssh: 'root@mig01' },
      secrets: key,
      remoteShell: { run: async () => {} },
    });
    expect(await run(installAgent, world)).toMatchObject({ how: 'ssh', host });
    const [write, progress, command] = did;
    expect(progress).toEqual(['tell', expect.stringContaining('root@mig01')]);
    expect(command).toEqual(['run', 'root@mig01', write?.[2], expect.any(Secret)]);
    expect(command?.[3] instanceof Secret && command[3].reveal()).toBe('planted-key');
    expect(did).toHaveLength(3);
  });

  it('does nothing without a key, and says how there will be one', async () => {
    const { world, did } = await fakeWorld({ secrets: { linkToken: 'planted-token' } });
    const { kind, code, fix } = await caught(run(installAgent, world));
    expect([kind, code, fix]).toEqual(['blocked', 'NO_AGENT_KEY', expect.stringContaining('livemig provision')]);
    expect(did).toEqual([]);
  });

  it.each<[string, Values, string]>([
    ['Ops Manager’s address', {}, "manager='https://opsmanager.example.net:8443'"],
    ['where the packages of Ops Manager are', {}, "agent_url='https://opsmanager.example.net:8443'"],
    ['that Cloud Manager’s packages know their address', { manager: 'cloud-manager' }, "agent_url=''"],
    ['that an agent of others is left alone', {}, 'take_over=no'],
    ['that an agent of others may be taken over, where it was agreed to', { takeOver: true }, 'take_over=yes'],
    ['no CA where none was named', {}, "ca=''"],
    ['the CA that was named', { managerCaFile: 'ca.pem' }, '-----BEGIN CERTIFICATE-----\nQUJD'],
  ])('the script holds %s', async (_, values, line) => {
    const files = { 'ca.pem': '-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n' };
    const { world, did } = await fakeWorld({ values: { ...answers, ...values }, secrets: key, files });
    await run(installAgent, world);
    expect(did[0]?.[2]).toContain(line);
    expect(did[0]?.[2]).not.toContain('planted-key');
  });

  it('may be done again, because the script changes nothing the second time', () => {
    expect(installAgent.repeatable).toBe(true);
  });

  it('forgets the key when it is seen as done, and nothing else', async () => {
    const { world } = await fakeWorld({ secrets: { ...key, linkToken: 'planted-token' } });
    await installAgent.finish?.(world);
    expect(await world.secrets.get('agentKey')).toBeUndefined();
    expect((await world.secrets.get('linkToken'))?.reveal()).toBe('planted-token');
  });
});

describe('whoever comes back to the wait', () => {
  it('is told again what to do, with the script written anew', async () => {
    const { world, did } = await fakeWorld({ secrets: { agentKey: 'planted-key' } });
    await installAgent.remind?.(world, receipt);
    expect(did.map(([name]) => name)).toEqual(['write', 'tell']);
    expect(did[1]?.[1]).toContain(`ssh ${host}`);
  });

  it.each<[string, WorldParts, 'script' | 'ssh']>([
    ['livemig has installed it', { secrets: { agentKey: 'planted-key' } }, 'ssh'],
    ['the key is not kept any more', {}, 'script'],
  ])('is told nothing where %s', async (_, parts, how) => {
    const { world, did } = await fakeWorld(parts);
    await installAgent.remind?.(world, { ...receipt, how });
    expect(did).toEqual([]);
  });
});

it.each<[string, Values, object[]]>([
  ['a script', {}, [{ effect: 'create', what: `a script that installs the MongoDB Agent, for you to run on ${host}` }]],
  [
    'an installation over ssh, as root',
    { agent: 'ssh', ssh: 'root@mig01' },
    [{ effect: 'run', what: `the installation of the MongoDB Agent on ${host}, as root, over ssh to root@mig01` }],
  ],
  [
    'that an agent is taken from others',
    { takeOver: true },
    [{ effect: 'create', what: expect.stringContaining('taking it from another project or manager') }],
  ],
  ['nothing where the agent is there', { agent: 'existing' }, []],
])('the plan of the installation tells of %s', async (_, values, changes) => {
  const { world } = await fakeWorld({ values: { ...answers, ...values } });
  expect(await installAgent.changes?.(world)).toEqual(changes);
});
