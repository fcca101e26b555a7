import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CheckData } from '../../../src/core/results/check-result.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { realClock, runCommand } from '../../support/test-ports.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  const setting = { manager: 'cloud-manager', documents: 5, speed: 1000, faults: [], agent: 'after-key' } as const;
  sandbox = await startSandbox({ ...setting, clock: realClock });
});
afterAll(() => sandbox.close());

async function found(id: string, env: Readonly<Record<string, string>> = {}) {
  const dir = await temporaryDirectory();
  const { result } = await runCommand(['check', '--json', '--dir', dir], { env: { ...sandbox.env, ...env } });
  const data: Partial<CheckData> = result.data;
  return data.passed?.includes(id) ? 'passed' : data.findings?.find((one) => one.id === id);
}

it.each(['O06', 'O07', 'O11'])('a source that is prepared passes %s', async (id) => {
  expect(await found(id)).toBe('passed');
});

it('a migration user with one mechanism blocks', async () => {
  const client = await new MongoClient(sandbox.sourceUri).connect();
  const made = { createUser: 'half', pwd: 'a password', roles: ['backup'], mechanisms: ['SCRAM-SHA-256'] };
  await client.db('admin').command(made);
  await client.close();
  expect(await found('O06', { LIVEMIG_SOURCE_USERNAME: 'half' })).toMatchObject({
    result: 'block',
    message: 'half cannot log in with SCRAM-SHA-1: it has SCRAM-SHA-256.',
  });
});

it('a migration user that is not there blocks', async () => {
  expect(await found('O06', { LIVEMIG_SOURCE_USERNAME: 'nobody' })).toMatchObject({ result: 'block' });
});

it('users that Atlas does not have are told by name', async () => {
  const client = await new MongoClient(sandbox.sourceUri).connect();
  await client.db('shop').command({ createUser: 'bi', pwd: 'a password', roles: ['read'] });
  await client.close();
  expect(await found('O11')).toMatchObject({
    result: 'warn',
    items: expect.arrayContaining(['bi@shop']),
    fix: expect.stringContaining('livemig plan-users'),
  });
});
