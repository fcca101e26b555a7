import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseBaseUrl } from '../../../src/api/base-url.ts';
import { proxyFor } from '../../../src/api/exchange.ts';
import { askUnsigned, createHttp, type HttpOptions } from '../../../src/api/http.ts';
import { challenge, httpOptions, verifiedDigest } from '../../support/api-credentials.ts';
import { caught } from '../../support/caught.ts';
import { caPem, certificatePem, keyPem } from '../../support/certificates.ts';
import { startForwardProxy } from '../../support/forward-proxy.ts';
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

async function startManager(steps: Parameters<typeof scripted>[0]) {
  const script = scripted(steps);
  const server = createServer({ cert: certificatePem, key: keyPem }, script.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => server.close().closeAllConnections());
  return { ...script, port: portOf(server.address()) };
}

/** A proxy that says this to every CONNECT; `login` is what it was shown, `gone` that its client left. */
async function startRefusingProxy(say: (socket: Duplex) => void) {
  const logins: (string | undefined)[] = [];
  let gone: Promise<unknown> = Promise.resolve();
  const proxy = createProxy().on('connect', ({ headers }, client: Duplex) => {
    logins.push(headers['proxy-authorization']);
    gone = new Promise((resolve) => client.resume().on('error', resolve).once('end', resolve));
    say(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  open.push(() => proxy.close());
  return { logins, port: portOf(proxy.address()), gone: () => gone };
}

const behind = (more: Partial<HttpOptions> = {}) =>
  createHttp(httpOptions('https://om.example:8443', { serviceName: 'Ops Manager', ...more }));

describe('a proxy that does not let us through is told as the proxy', () => {
  it.each([
    [400, 'API_PROXY_REFUSED', 'Check that HTTPS_PROXY'],
    [401, 'API_PROXY_REFUSED', 'asks for its own login'],
    [403, 'API_PROXY_REFUSED', 'allow connections to om.example:8443'],
    [404, 'API_PROXY_REFUSED', 'Check that HTTPS_PROXY'],
    [407, 'API_PROXY_REFUSED', 'asks for its own login'],
    [101, 'API_PROXY_REFUSED', 'Check that HTTPS_PROXY'],
    [302, 'API_PROXY_REFUSED', 'Check that HTTPS_PROXY'],
    [429, 'API_CONNECTION_LOST', 'NO_PROXY'],
    [502, 'API_CONNECTION_LOST', 'cannot reach om.example:8443'],
    [503, 'API_CONNECTION_LOST', 'cannot reach om.example:8443'],
  ])('%s', async (status, code, advice) => {
    const challenged = 'www-authenticate: Digest realm="x", nonce="n", qop="auth"\r\n';
    const proxy = await startRefusingProxy((socket) =>
      socket.end(`HTTP/1.1 ${status} No\r\n${challenged}content-length: 0\r\n\r\n`),
    );
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    for (const request of [write, { ...write, method: 'GET', body: undefined } as const]) {
      const error = await caught(behind().send(request));
      expect([error.kind, error.code, error.api?.delivery, error.api?.status]).toEqual([
        'api',
        code,
        'never-left',
        undefined,
      ]);
      expect(error.message).toContain(`The proxy 127.0.0.1:${proxy.port} answered ${status}`);
      expect(error.fix).toContain(advice);
      expect(error.fix).toContain('name om.example in NO_PROXY');
      expect(`${error.message} ${error.fix}`).not.toMatch(/key|role|LIVEMIG_MANAGER/);
    }
  });

  it('with a login that it does not accept, which is not shown', async () => {
    const proxy = await startRefusingProxy((socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'));
    process.env.HTTPS_PROXY = `http://someone:planted%40word@127.0.0.1:${proxy.port}`;
    const error = await caught(behind().send(write));
    expect(proxy.logins[0]).toBe(`Basic ${Buffer.from('someone:planted@word').toString('base64')}`);
    expect(error.fix).toContain('does not accept the login');
    expect(`${error.message} ${error.fix}`).not.toMatch(/someone|planted/);
  });

  it.each<[string, (socket: Duplex) => void, string]>([
    ['hangs up', (socket) => socket.destroy(), 'API_CONNECTION_LOST'],
    ['says what is no HTTP', (socket) => socket.end('SSH-2.0-x\r\n'), 'API_PROXY_UNREACHABLE'],
    ['is silent', () => {}, 'API_CONNECTION_LOST'],
  ])('also where it %s', async (_case, say, code) => {
    const proxy = await startRefusingProxy(say);
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    const error = await caught(behind({ timeoutMs: 300 }).send(write));
    expect([error.code, error.api?.delivery]).toEqual([code, 'never-left']);
    expect(error.message).toContain(`The proxy 127.0.0.1:${proxy.port} gave no connection`);
  });

  it('also where nothing listens', async () => {
    process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
    const error = await caught(behind().send(write));
    expect([error.code, error.api?.delivery]).toEqual(['API_PROXY_UNREACHABLE', 'never-left']);
    expect(error.message).toContain('The proxy 127.0.0.1:1 gave no connection (ECONNREFUSED');
    expect(error.fix).toContain('HTTPS_PROXY');
  });

  it('and is left alone when the run is stopped', async () => {
    const controller = new AbortController();
    const proxy = await startRefusingProxy(() => controller.abort());
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    const read = { ...write, method: 'GET', body: undefined } as const;
    expect((await caught(behind({ signal: controller.signal }).send(read))).kind).toBe('interrupted');
    await proxy.gone();
  });
});

describe('a proxy from the environment', () => {
  it('is used for https, with the certificate of the server checked through it', async () => {
    const server = await startManager([challenge('n1'), { body: {} }]);
    const proxy = await startForwardProxy(server.port);
    process.env.HTTPS_PROXY = proxy.url;
    const http = createHttp(
      httpOptions('https://om.example:8443', { serviceName: 'Ops Manager', ca: { file: '/etc/ca.pem', pem: caPem } }),
    );
    await http.send(write);
    expect(new Set(proxy.asked)).toEqual(new Set(['om.example:8443']));
    expect(server.seen.map(verifiedDigest)).toEqual([undefined, 'n1 1']);
  });

  it('does not make an unknown CA acceptable', async () => {
    const server = await startManager([]);
    const proxy = await startForwardProxy(server.port);
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

describe('which proxy a service is reached through', () => {
  it.each<[string, Record<string, string>, string, unknown]>([
    ['none', {}, 'https://om.example', undefined],
    [
      'that for https',
      { HTTPS_PROXY: 'http://bob:pw@p.example:3128' },
      'https://om.example',
      ['p.example', 3128, false],
    ],
    ['one of its own by TLS', { https_proxy: 'https://p.example' }, 'https://om.example', ['p.example', 443, true]],
    ['that for all', { ALL_PROXY: 'http://p.example:3128' }, 'https://om.example:8443/x', ['p.example', 3128, false]],
    [
      'none, as it is named',
      { HTTPS_PROXY: 'http://p.example', NO_PROXY: '.example' },
      'https://om.example',
      undefined,
    ],
    ['none, as it is this machine', { HTTPS_PROXY: 'http://p.example' }, 'https://localhost:8443', undefined],
  ])('%s', async (_, env, address, expected) => {
    Object.assign(process.env, env);
    const found = await proxyFor(parseBaseUrl(address, 'Ops Manager'));
    expect(found && [found.host, found.port, found.secure]).toEqual(expected);
  });
});

describe('a request without credentials', () => {
  const asking = async (step: Parameters<typeof scripted>[0][number]) => {
    const server = await scriptedServer([step]);
    open.push(server.close);
    const { credentials: _, ...options } = httpOptions(server.url);
    return { server, answer: askUnsigned(options) };
  };

  it('is refused by somebody whom no key would please', async () => {
    const { answer } = await asking({ status: 403, body: { errorCode: 'ACCESS_FORBIDDEN' } });
    expect(await caught(answer)).toMatchObject({
      ...{ kind: 'api', code: 'API_FORBIDDEN', fix: expect.stringMatching(/^No key was sent, so it is not about one/) },
    });
  });

  it.each([401, 200])('is answered as it should by %i', async (status) => {
    const { server, answer } = await asking({ status, headers: { date: 'Mon, 30 Nov 2026 12:00:00 GMT' } });
    expect(await answer).toMatchObject({ status, headers: { date: 'Mon, 30 Nov 2026 12:00:00 GMT' } });
    expect(server.seen).toMatchObject([{ method: 'GET', url: '/api/atlas/v2' }]);
    expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    [302, 'API_REDIRECTED'],
    [404, 'API_NOT_FOUND'],
    [503, 'API_SERVER_ERROR'],
  ])('is told as a failure by %i, and asked once', async (status, code) => {
    const { server, answer } = await asking({ status });
    expect((await caught(answer)).code).toBe(code);
    expect(server.seen).toHaveLength(1);
  });
});
