import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { livemig, startLivemig } from '../support/livemig-process.ts';

const place = mkdtempSync(join(tmpdir(), 'livemig-end-'));
const sockets = new Set<Socket>();
const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})));
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const url = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  env = {
    LIVEMIG_ATLAS_URL: `http://${url}`,
    LIVEMIG_MANAGER: 'cloud-manager',
    LIVEMIG_ATLAS_PUBLIC_KEY: 'abcdefgh',
    LIVEMIG_ATLAS_PRIVATE_KEY: '0f8fad5b-d9cb-469f-a165-70867728950e',
    LIVEMIG_ATLAS_ORG: '5f1b9f4e8d1c3a0007a1b2c3',
    LIVEMIG_ATLAS_PROJECT: '5f1b9f4e8d1c3a0007a1b2c4',
    LIVEMIG_DESTINATION_CLUSTER: 'Billing0',
    LIVEMIG_SOURCE_URI: `mongodb://${url}/?directConnection=true`,
  };
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  rmSync(place, { recursive: true });
});

describe('the process', () => {
  it('ends with exit code 8 and a result when its time is up, though nobody answers', async () => {
    const { exitCode, result } = await livemig(['link', '--timeout', '500ms'], env, place);
    expect([exitCode, result.exitCode, result.error?.code]).toEqual([8, 8, 'STILL_IN_PROGRESS']);
  }, 10_000);

  it('ends with what the sandbox refuses, in words that a terminal does not obey', async () => {
    const { exitCode, result } = await livemig(['sandbox', '--fault', 'agent=la\u202ete'], {}, place);
    expect([exitCode, result.exitCode]).toEqual([2, 2]);
    expect(result.error).toMatchObject({ code: 'FAULT_SPEC', message: '"agent=la\ufffdte" is not a fault.' });
  }, 10_000);

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'ends by one %s, though nobody answers',
    async (name, code) => {
      const asked = new Promise((resolve) => silent.once('connection', resolve));
      const running = startLivemig(['link'], env, place);
      await asked;
      running.child.kill(name);
      expect((await running.ended).exitCode).toBe(code);
      expect(running.events.at(-1)).toMatchObject({ type: 'result', exitCode: code });
    },
    10_000,
  );

  it('ends by one SIGTERM, though a pipe that it reads is never written to', async () => {
    const pipe = join(place, 'ca.pem');
    execFileSync('mkfifo', [pipe]);
    const running = startLivemig(['sandbox', '--scenario', pipe], env, place);
    // Fulfilled when livemig has opened it.
    await using _writer = await open(pipe, 'w');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ signal: 'SIGTERM' });
    expect(running.events.at(-1)).toMatchObject({ type: 'result', exitCode: 143 });
  }, 10_000);

  it('ends where there is no room for what a rehearsal keeps', async () => {
    const { exitCode, result } = await livemig(['rehearse'], { TMPDIR: join(place, 'absent') }, place);
    expect([exitCode, result.error?.code]).toEqual([2, 'NO_TEMPORARY_DIRECTORY']);
  }, 10_000);
});
