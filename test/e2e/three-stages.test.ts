import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lawRuns } from '../support/law-effort.ts';
import { type Livemig, livemig, startLivemig } from '../support/livemig-process.ts';

const withCloudManager = { manager: 'cloud-manager', linkFlags: [] };
const withOpsManager = {
  manager: 'ops-manager',
  linkFlags: ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'],
};

/**
 * The main job, as a user does it: the built program, one process per command, against a sandbox in another process. By day
 * with one manager: the law of signals takes the built program through all stages with the other as well.
 */
describe.each(lawRuns > 1 ? [withCloudManager, withOpsManager] : [withCloudManager])(
  'the three stages with $manager',
  ({ manager, linkFlags }) => {
    let sandbox: Livemig;
    let env: Record<string, string>;
    let controlUrl: string;
    let place: string;

    beforeAll(async () => {
      place = mkdtempSync(join(tmpdir(), 'livemig-e2e-'));
      sandbox = startLivemig(['sandbox', '--manager', manager, '--documents', '200', '--speed', '600'], {}, place);
      const ready = await sandbox.until(({ type }) => type === 'ready');
      if (ready.type !== 'ready') throw new Error('the sandbox is not ready');
      ({ env, controlUrl } = ready);
    });
    afterAll(async () => {
      sandbox.child.kill('SIGTERM');
      await sandbox.ended;
      rmSync(place, { recursive: true });
    });

    const run = (...args: string[]) => livemig([...args, '--no-input'], env, place);
    const status = async () => (await run('status')).result;
    const posts = async (path: RegExp): Promise<number> => {
      const log: unknown = await (await fetch(`${controlUrl}/requests`)).json();
      return JSON.stringify(log).match(new RegExp(`"method":"POST","path":"${path.source}"`, 'g'))?.length ?? 0;
    };

    it('begins with nothing', async () => {
      expect(await status()).toMatchObject({ status: 'not-started', exitCode: 0, next: [{ command: 'livemig link' }] });
    });

    it.each([
      { command: 'link', args: linkFlags, ends: 'done', after: 'in-progress', next: 'livemig provision', again: [] },
      { command: 'provision', args: [], ends: 'done', after: 'in-progress', next: 'livemig start', again: [] },
      {
        command: 'start',
        args: [],
        ends: 'ready-for-cutover',
        after: 'ready-for-cutover',
        next: 'livemig cutover --confirm Billing0',
        again: [],
      },
      {
        command: 'cutover',
        args: ['--confirm', 'Billing0'],
        ends: 'done',
        after: 'done',
        next: 'livemig status',
        // Whether the data has arrived is looked at whenever somebody asks.
        again: ['start.verify'],
      },
    ])(
      '$command works, a second time does nothing but look again and says so, and status tells the truth',
      async (row) => {
        // As a person stops the applications first.
        if (row.command === 'cutover') await fetch(`${controlUrl}/traffic/stop`, { method: 'POST' });
        const first = await run(row.command, ...row.args);
        expect(first.result).toMatchObject({
          status: row.ends,
          error: null,
          data: { changed: true },
          next: [{ command: row.next }],
        });
        expect(first.exitCode).toBe(0);

        const before = readFileSync(join(place, '.livemig/state.json'), 'utf8');
        const second = await run(row.command, ...row.args);
        expect(second.result).toMatchObject({
          status: row.ends,
          error: null,
          data: { changed: false, acted: row.again },
        });
        expect(readFileSync(join(place, '.livemig/state.json'), 'utf8') === before).toBe(row.again.length === 0);
        if (row.command === 'cutover')
          expect(second.result.data.comparison).toMatchObject({ identical: true, differences: [] });

        expect(await status()).toMatchObject({ status: row.after, exitCode: 0 });
      },
    );

    it('sent each thing once', async () => {
      expect(await posts(/[^"]*liveMigrations/)).toBe(1);
      expect(await posts(/[^"]*linkTokens/)).toBe(1);
      expect(await posts(/[^"]*migrationLink/)).toBe(1);
      expect(await posts(/[^"]*agentapikeys/)).toBe(1);
    });

    it('refuses other targets than those of the journal', async () => {
      const { result, exitCode } = await run('start', '--migration-host', 'other.example');
      expect([exitCode, result.error?.code]).toEqual([2, 'OTHER_TARGET']);
    });

    it('keeps no secret when it has ended', () => {
      const files = readdirSync(join(place, '.livemig'), { recursive: true, encoding: 'utf8' });
      expect(files).not.toContain('secrets.json');
      const secrets = Object.entries(env).filter(([name]) => /PRIVATE_KEY|PASSWORD|SECRET/.test(name));
      expect(secrets.length).toBeGreaterThan(2);
      for (const file of files) {
        const text = readFileSync(join(place, '.livemig', file), 'utf8');
        for (const [, secret] of secrets) expect(text).not.toContain(secret);
      }
      if (process.platform !== 'win32') expect(statSync(join(place, '.livemig')).mode & 0o777).toBe(0o700);
    });
  },
);
