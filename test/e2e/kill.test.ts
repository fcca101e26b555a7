import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Livemig, livemig, startLivemig } from '../support/livemig-process.ts';

let sandbox: Livemig;
let env: Record<string, string>;
let controlUrl: string;
let place: string;

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'livemig-kill-'));
  sandbox = startLivemig(['sandbox', '--documents', '500'], {}, place);
  const ready = await sandbox.until(({ type }) => type === 'ready');
  if (ready.type !== 'ready') throw new Error('the sandbox is not ready');
  ({ env, controlUrl } = ready);
});
afterEach(async () => {
  sandbox.child.kill('SIGTERM');
  await sandbox.ended;
  rmSync(place, { recursive: true });
});

/** The step during which each command is killed with SIGKILL, which nothing can catch. */
const killedAt: Readonly<Record<string, string>> = {
  link: 'link.create-token',
  provision: 'provision.connect-organization',
  start: 'start.synchronize',
  cutover: 'start.cut-over',
};

it('goes on after kill -9 in the middle of each command', async () => {
  for (const args of [['link'], ['provision'], ['start'], ['cutover', '--confirm', 'Billing0']]) {
    const [command = ''] = args;
    const victim = startLivemig([...args, '--no-input'], env, place);
    await victim.until((event) => event.type === 'step' && event.step === killedAt[command]);
    victim.child.kill('SIGKILL');
    expect((await victim.ended).signal).toBe('SIGKILL');
    expect((await livemig([...args, '--no-input'], env, place)).result.error).toBeNull();
  }
  const log = JSON.stringify(await (await fetch(`${controlUrl}/requests`)).json());
  expect(log.match(/"method":"POST","path":"[^"]*\/liveMigrations"/g)).toHaveLength(1);
  expect((await livemig(['status', '--no-input'], env, place)).result.status).toBe('done');
});
