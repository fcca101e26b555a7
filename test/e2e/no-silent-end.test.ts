import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startLivemig } from '../support/livemig-process.ts';
import { rawServer } from '../support/raw-server.ts';

/**
 * Node ends a process that waits for nothing. In the tests that run in one process something else always keeps it; here
 * nothing does, so that whatever never settles would end livemig without a word.
 */
describe('livemig ends with a result, and gives the lock back', () => {
  const open: Array<() => unknown> = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  it('where a service wants to speak another protocol', async () => {
    const server = await rawServer('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    open.push(server.close);
    const { result, exitCode, left } = await link({ LIVEMIG_ATLAS_URL: server.url });
    expect([exitCode, result]).toEqual([1, expect.objectContaining({ code: 'API_UNEXPECTED_ANSWER' })]);
    expect(left).not.toContain('lock');
  });

  it('where a proxy hangs up on every connection', async () => {
    const proxy = createServer().on('connect', (_request, client) => client.destroy());
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    open.push(() => void proxy.close());
    const address = proxy.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { result, exitCode, left } = await link({
      LIVEMIG_ATLAS_URL: 'https://atlas.example',
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
    });
    expect([exitCode, result?.message]).toEqual([1, expect.stringContaining(`The proxy 127.0.0.1:${port}`)]);
    expect(left).not.toContain('lock');
  });

  async function link(env: Readonly<Record<string, string>>) {
    const directory = mkdtempSync(join(tmpdir(), 'livemig-silent-'));
    open.push(() => rmSync(directory, { recursive: true }));
    const inputs = {
      LIVEMIG_ATLAS_PUBLIC_KEY: 'abcdefgh',
      LIVEMIG_ATLAS_PRIVATE_KEY: 'planted-private-key',
      LIVEMIG_ATLAS_ORG: '5f0000000000000000000001',
      LIVEMIG_ATLAS_PROJECT: '5f0000000000000000000002',
      LIVEMIG_DESTINATION_CLUSTER: 'Billing0',
      LIVEMIG_MANAGER: 'cloud-manager',
    };
    const livemig = startLivemig(['link', '--no-input', '--dir', 'state'], { ...inputs, ...env }, directory);
    const { exitCode } = await livemig.ended;
    const result = livemig.events.find((event) => event.type === 'result')?.error;
    return { exitCode, result, left: readdirSync(directory, { recursive: true, encoding: 'utf8' }).join() };
  }
});
