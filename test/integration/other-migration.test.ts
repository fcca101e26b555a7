import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { livemig } from '../support/livemig-process.ts';

it('a cutover in the wrong folder names the right one as it can be typed there', async () => {
  const place = mkdtempSync(join(tmpdir(), 'livemig-folders-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const [here, other] = [join(place, 'orders'), join(place, 'billing-move', '.livemig')];
  mkdirSync(here);
  mkdirSync(other, { recursive: true });
  const steps = { 'start.create-migration': { state: 'started' } };
  writeFileSync(join(other, 'state.json'), JSON.stringify({ schemaVersion: 1, inputs: {}, steps }));
  const { exitCode, result } = await livemig(['cutover'], { HOME: place }, here);
  expect([exitCode, result.error]).toMatchObject([
    3,
    {
      code: 'NO_MIGRATION',
      message: `There is no migration to cut over: ${join(here, '.livemig')} holds no journal.`,
      fix: 'There is one in ../billing-move/.livemig: `livemig cutover --dir ../billing-move/.livemig`.',
    },
  ]);
  expect(readdirSync(here)).toEqual([]);
});
