import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseYaml } from '../../src/core/parse-yaml.ts';
import { startQuietSandbox } from '../support/quiet-sandbox.ts';
import { realClock, runCommand } from '../support/test-ports.ts';

const text = `
atlas:
  organization: { name: Globex }
  projects: [{ name: ledger, clusters: [{ name: Ledger0, instanceSize: M60, version: 8.0.5 }] }]
manager:
  organization: { name: Globex DC }
  projects: [{ name: ledger-prod, deployments: [{ name: rs-ledger, version: 7.0.18, hosts: [{ hostname: n1.globex.example }] }] }]
migrationHost: { name: mig7.globex.example, outsideAddress: 198.51.100.77 }
`;

it('a migration between organizations of a scenario file goes through, with nothing but the environment', async () => {
  const place = mkdtempSync(join(tmpdir(), 'livemig-own-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const scenarioFile = { path: 'globex.yaml', content: parseYaml(text) };
  const options = { manager: 'cloud-manager', documents: 60, speed: 5000, faults: [], agent: 'after-key' } as const;
  const sandbox = await startQuietSandbox({ ...options, scenarioFile, clock: realClock });
  onTestFinished(() => sandbox.close());
  const env = { ...sandbox.env, LIVEMIG_POLL_INTERVAL: '5ms' };
  const run = async (...args: string[]) =>
    (await runCommand([...args, '--no-input', '--dir', join(place, 'state')], { env })).result;

  for (const command of [['link'], ['provision'], ['start', '--cutover', 'auto', '--confirm', 'Ledger0']])
    expect((await run(...command)).error).toBeNull();
  expect(await run('status')).toMatchObject({ exitCode: 0 });
  expect(sandbox.migrations()).toMatchObject([
    { status: 'COMPLETE', request: { source: { clusterName: 'rs-ledger' }, migrationHosts: ['mig7.globex.example'] } },
  ]);
});
