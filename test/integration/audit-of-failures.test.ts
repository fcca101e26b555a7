import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { setFaults } from '../support/faults.ts';
import { type Journey, startJourney } from '../support/journey.ts';

async function begin() {
  const journey = await startJourney('cloud-manager');
  onTestFinished(journey.close);
  return journey;
}

function failures({ directory }: Journey): readonly string[] {
  const path = join(directory, 'events.ndjson');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.filter((line) => line.includes('"kind":"failed"'));
}

/** What is at hand goes wrong before a plan was shown. */
const troubles = ['GET *=403', 'GET *=html', 'GET */clusters*=404'];

it.each(troubles)('a run that fails before anything was agreed to leaves nothing in the audit: %s', async (fault) => {
  const journey = await begin();
  await setFaults(journey, [fault]);
  const { result } = await journey.run(['link']);
  expect(result.error?.kind).toMatch(/^(api|credentials|blocked)$/);
  expect([failures(journey), result.next]).toEqual([[], []]);
});

it('a run that fails once something was agreed to stands in the audit, and goes on once', async () => {
  const journey = await begin();
  expect((await journey.run(['link'])).result.error).toBeNull();
  await setFaults(journey, ['GET *=403']);
  const { result } = await journey.run(['provision']);
  expect([failures(journey).length, result.next.length]).toEqual([1, 1]);
  const again = await journey.run(['provision']);
  expect([failures(journey).length, again.result.next.length]).toEqual([2, 0]);
});
