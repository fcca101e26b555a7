import { describe, expect, it, onTestFinished } from 'vitest';
import { serveMetrics } from '../../../src/metrics/serve-metrics.ts';
import { caught } from '../../support/caught.ts';

async function served(page: () => Promise<string> = async () => 'livemig_x 1\n', port = 0) {
  const server = await serveMetrics({ host: '127.0.0.1', port, page });
  onTestFinished(server.close);
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

describe('the metrics over HTTP', () => {
  it('are at /metrics, as they are at the moment', async () => {
    const pages = ['livemig_x 1\n', 'livemig_x 2\n'];
    const { url } = await served(async () => pages.shift() ?? '');
    const first = await fetch(`${url}/metrics`);
    expect([first.status, first.headers.get('content-type'), await first.text()]).toEqual([
      ...[200, 'text/plain; version=0.0.4; charset=utf-8', 'livemig_x 1\n'],
    ]);
    expect(await (await fetch(`${url}/metrics?x=1`)).text()).toBe('livemig_x 2\n');
  });

  it.each([
    ['elsewhere', '/', 'GET', 404],
    ['to be changed', '/metrics', 'POST', 405],
  ])('are not %s', async (_, path, method, status) => {
    const { url } = await served();
    expect((await fetch(`${url}${path}`, { method })).status).toBe(status);
  });

  it('are not there where they cannot be read, and are again afterwards', async () => {
    const pages = [() => Promise.reject(new Error('secret')), async () => 'well\n'];
    const { url } = await served(async () => pages.shift()?.() ?? '');
    const failed = await fetch(`${url}/metrics`);
    expect([failed.status, await failed.text()]).toEqual([500, 'The metrics could not be read.\n']);
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('well\n');
  });

  it('are refused on a port in use, and at an address that is not of this machine', async () => {
    const { port } = await served();
    expect(await caught(served(undefined, port))).toMatchObject({
      ...{ kind: 'usage', code: 'METRICS_NOT_SERVED' },
      message: `The metrics cannot be served on port ${port} of 127.0.0.1: something else listens there (EADDRINUSE).`,
    });
    // TEST-NET-1 (RFC 5737) is nobody's.
    const elsewhere = serveMetrics({ host: '192.0.2.1', port: 0, page: async () => '' });
    expect((await caught(elsewhere)).message).toContain('this machine has no such address (EADDRNOTAVAIL)');
  });

  it('are gone once they are closed, whoever is still connected', async () => {
    const server = await serveMetrics({ host: '127.0.0.1', port: 0, page: async () => '' });
    await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
    await server.close();
    await expect(fetch(`http://127.0.0.1:${server.port}/metrics`)).rejects.toThrow();
  });
});
