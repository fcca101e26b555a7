import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hurriedClock } from '../support/hurried-clock.ts';
import { startForMigration } from '../support/sandbox-flow.ts';
import { runCommand } from '../support/test-ports.ts';

async function link(faults: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const started = await startForMigration({ faults });
  const directory = mkdtempSync(join(tmpdir(), 'livemig-flex-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const argv = ['link', '--dry-run', '--no-input', '--dir', join(directory, 'state')];
  const run = await runCommand(argv, { env: { ...started.env, ...env }, clock: hurriedClock() });
  return { ...run, sandbox: started.sandbox };
}

describe('a list of Flex clusters that Atlas refuses', () => {
  it.each(['403', '406', '404', '400', '410:VERSION_GONE'])(
    'with %s is not missed for a dedicated cluster',
    async (answer) => {
      const { result, exitCode, sandbox } = await link([`GET */flexClusters=${answer}`]);
      expect([exitCode, result.error]).toEqual([0, null]);
      expect(sandbox.requests().some(({ path }) => path.endsWith('/flexClusters'))).toBe(true);
    },
  );

  it.each([
    ['401', 4],
    ['429', 1],
    ['500', 1],
  ])('ends the command with %s, which would meet the next request as well', async (answer, code) => {
    expect((await link([`GET */flexClusters=${answer}`])).exitCode).toBe(code);
  });

  it('is told of where the cluster is not found among the dedicated ones', async () => {
    const { result } = await link(['GET */flexClusters=406'], { LIVEMIG_DESTINATION_CLUSTER: 'BillingFlex' });
    expect(`${result.error?.message} ${result.error?.fix}`).toContain(
      'Flex clusters could not be looked at: Atlas answered 406',
    );
  });

  it('is told of where the cluster has gone meanwhile', async () => {
    const { events } = await link(['GET */flexClusters=406', 'GET */clusters/Billing0=404:CLUSTER_NOT_FOUND']);
    const [gone] = events.filter((event) => event.type === 'finding' && event.id === 'LM06');
    const message = expect.stringMatching(/CLUSTER_NOT_FOUND.*Flex clusters could not be looked at/s);
    expect(gone).toMatchObject({ result: 'block', message });
  });

  it('does not hide that a cluster is a Flex one, where Atlas says so of itself', async () => {
    const { events } = await link([
      'GET */flexClusters=406',
      'GET */clusters/Billing0=400:CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API',
    ]);
    expect(JSON.stringify(events)).toContain('Billing0 is a Flex cluster');
  });
});
