import { expect, it, onTestFinished } from 'vitest';
import { mainPair } from '../../../src/sandbox/scenario/main-pair.ts';
import { startCheckScene } from '../../support/check-scene.ts';
import { setFaults } from '../../support/faults.ts';
import type { Journey } from '../../support/journey.ts';
import { sandboxClient } from '../../support/sandbox-client.ts';
import { keyNamed } from '../../support/start-test-sandbox.ts';

/** What is on the destination before a migration, and what engines have left there or on the source. */
const onlyBefore = ['T08', 'T14', 'O12', 'LM21', 'LM41'];

async function created(...faults: string[]) {
  const scene = await startCheckScene({ faults });
  onTestFinished(scene.close);
  const dir = scene.fresh();
  for (const command of [['link'], ['provision'], ['start', '--detach']])
    expect((await scene.run(command, {}, dir)).result.error).toBeNull();
  return { ...scene, dir };
}

it('what the migration itself brings is no blocker, and once it is complete there is nothing to be looked at', async () => {
  const { run, check, journey, dir } = await created('migration=hangs-copying');
  await expect.poll(() => journey.sandbox.migrations()[0]?.status).toBe('WORKING');
  const meanwhile = await check([], {}, dir);
  expect(meanwhile.result).toMatchObject({ exitCode: 0, data: { counts: { block: 0 } } });
  expect(onlyBefore.map((id) => meanwhile.findings.get(id)?.message)).toEqual(
    onlyBefore.map(() => expect.stringMatching(/^asked only before a migration/)),
  );
  expect(meanwhile.notes.join()).toMatch(/migration \w{24} of this directory is under way \(Atlas reports WORKING\)/);

  const planned = await check(['--dry-run'], {}, dir);
  expect(JSON.stringify(planned.result.data.wouldSend)).toContain(
    `/liveMigrations/${journey.sandbox.migrations()[0]?.id}"`,
  );

  await setFaults(journey, []);
  expect((await run(['start'], {}, dir)).result.error).toBeNull();
  await cutOverInTheConsole(journey);
  const seenNow = await check([], {}, dir);
  expect(seenNow.result).toMatchObject({ status: 'done', exitCode: 0, data: { completeAt: expect.any(String) } });
  expect(seenNow.findings.size).toBe(0);

  expect((await run(['cutover', '--confirm', 'Billing0'], {}, dir)).result.error).toBeNull();
  for (const flags of [[], ['--dry-run'], ['--only', 'T14']]) {
    const { result } = await check(flags, { env: {} }, dir);
    expect(result).toMatchObject({ status: 'done', exitCode: 0, data: { completeAt: expect.any(String) } });
    expect(result.next.map(({ command }) => command)).toEqual([`livemig status --dir ${dir}`]);
  }
  const explained = await check(['--explain', 'T14'], { env: {} }, dir);
  expect(explained.result).toMatchObject({ exitCode: 0, data: { rules: ['T14'] } });
});

it('what a migration that failed has left stands in the way of another', async () => {
  const { check, journey, dir } = await created('migration=fails-copying');
  await expect.poll(() => journey.sandbox.migrations()[0]?.status).toBe('FAILED');
  const { findings, notes } = await check(['--only', 'T08'], {}, dir);
  expect(findings.get('T08')).toMatchObject({ result: 'warn' });
  expect(notes.join()).toMatch(/migration \w{24} of this directory is FAILED/);
});

async function cutOverInTheConsole({ sandbox }: Journey): Promise<void> {
  const console = sandboxClient(sandbox.atlasUrl, keyNamed(sandbox.scenario.atlas.identities, 'livemig'));
  const { id: project } = mainPair(sandbox.scenario).atlasProject;
  const path = `/api/atlas/v2/groups/${project}/liveMigrations/${sandbox.migrations()[0]?.id}/cutover`;
  expect((await console('PUT', path)).status).toBe(202);
  await expect.poll(() => sandbox.migrations()[0]?.status).toBe('COMPLETE');
}
