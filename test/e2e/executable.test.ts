import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Binary } from 'mongodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { ResultEvent } from '../../src/core/events.ts';
import { twoDeployments } from '../support/two-deployments.ts';

const program = process.env.LIVEMIG_TEST_EXECUTABLE;

describe.skipIf(program === undefined)(
  'the single executable (skipped, because LIVEMIG_TEST_EXECUTABLE does not name what npm run executable made)',
  () => {
    const servers = twoDeployments();

    /** In an empty directory, with nothing of Node.js and npm in its environment. */
    const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      const place = mkdtempSync(join(tmpdir(), 'livemig-executable-'));
      onTestFinished(() => rmSync(place, { recursive: true }));
      return promisify(execFile)(program ?? '', args, { cwd: place, env: { HOME: place, ...env } });
    };

    it('says its version, and helps, without a warning of Node.js', async () => {
      expect(await run(['--version'])).toMatchObject({
        stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
        stderr: '',
      });
      expect(await run(['--help'])).toMatchObject({ stdout: expect.stringContaining('Usage: livemig'), stderr: '' });
    });

    it('starts itself for a whole migration', async () => {
      const { stdout } = await run(['rehearse', '--documents', '300', '--json']);
      expect(resultIn(stdout)).toMatchObject({ status: 'done', exitCode: 0 });
    });

    it('compares by threads where there is enough to compare', async () => {
      const { source, destination } = servers;
      const large = { data: new Binary(Buffer.alloc(15_000_000)) };
      // 300 MB on both sides together, and two parts, which are worth two threads.
      for (const { client } of [source, destination])
        for (let at = 0; at < 10; at++)
          await client
            .db('d')
            .collection<{ _id: number }>('c')
            .insertOne({ _id: at, ...large });
      const env = { LIVEMIG_SOURCE_URI: source.uri, LIVEMIG_DESTINATION_URI: destination.uri };
      const connectionsOf = async (level: string) => {
        const created = async () => {
          const status = await source.client.db().admin().serverStatus();
          return z.number().parse(status.connections.totalCreated);
        };
        const before = await created();
        const { stdout } = await run(['verify', '--level', level, '--workers', '2', '--writes-stopped', '--json'], env);
        expect(resultIn(stdout)).toMatchObject({ status: 'done', exitCode: 0 });
        return (await created()) - before;
      };
      // Each thread has its own, and the first level needs none.
      expect(await connectionsOf('full')).toBeGreaterThanOrEqual((await connectionsOf('quick')) + 4);
    });
  },
);

function resultIn(stdout: string): ResultEvent {
  return ResultEvent.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
}
