import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../../src/api/http.ts';
import { challenge, httpOptions, verifiedDigest } from '../../support/api-credentials.ts';
import { caught } from '../../support/caught.ts';
import { caPem, certificatePem, keyPem } from '../../support/certificates.ts';
import { scripted, scriptedServer } from '../../support/scripted-server.ts';

const write = {
  method: 'POST',
  path: '/api/public/v1.0/x',
  accept: 'application/json',
  schema: z.unknown(),
  body: {},
} as const;

const variables = [
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'all_proxy',
];
const before = variables.map((name) => [name, process.env[name]] as const);
const open: Array<() => unknown> = [];

beforeEach(() => {
  for (const name of variables) delete process.env[name];
});
afterEach(async () => {
  for (const close of open.splice(0)) await close();
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A proxy that takes every CONNECT to the same port, and notes for which host it was asked. */
async function startProxy(target: number) {
  const asked: string[] = [];
  const proxy = createProxy().on('connect', (request, client) => {
    asked.push(request.url ?? '');
    const upstream = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  open.push(() => proxy.close());
  return { asked, url: `http://127.0.0.1:${portOf(proxy.address())}` };
}

async function startManager(steps: Parameters<typeof scripted>[0]) {
  const script = scripted(steps);
  const server = createServer({ cert: certificatePem, key: keyPem }, script.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => server.close().closeAllConnections());
  return { ...script, port: portOf(server.address()) };
}

describe('a proxy from the environment', () => {
  it('is used for https, with the certificate of the server checked through it', async () => {
    const server = await startManager([challenge('n1'), { body: {} }]);
    const proxy = await startProxy(server.port);
    process.env.HTTPS_PROXY = proxy.url;
    const http = createHttp(httpOptions('https://om.example:8443', { serviceName: 'Ops Manager', caPem }));
    await http.send(write);
    expect(new Set(proxy.asked)).toEqual(new Set(['om.example:8443']));
    expect(server.seen.map(verifiedDigest)).toEqual([undefined, 'n1 1']);
  });

  it('does not make an unknown CA acceptable', async () => {
    const server = await startManager([]);
    const proxy = await startProxy(server.port);
    process.env.HTTPS_PROXY = proxy.url;
    const http = createHttp(httpOptions('https://om.example:8443', { serviceName: 'Ops Manager' }));
    const error = await caught(http.send(write));
    expect([error.code, error.api?.delivery]).toEqual(['API_CERTIFICATE', 'never-left']);
    expect(server.seen).toEqual([]);
  });

  it('is not asked for this machine, which it could not reach', async () => {
    const server = await scriptedServer([challenge('n1'), { body: {} }]);
    open.push(server.close);
    process.env.HTTP_PROXY = 'http://127.0.0.1:1';
    await createHttp(httpOptions(server.url)).send(write);
    expect(server.seen).toHaveLength(2);
  });
});
