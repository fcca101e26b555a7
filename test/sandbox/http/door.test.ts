import { once } from 'node:events';
import { createConnection } from 'node:net';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApiEnv } from '../../../src/sandbox/http/api-env.ts';
import { listen } from '../../../src/sandbox/http/listen.ts';
import { send } from '../../support/sandbox-client.ts';
import { startTestSandbox } from '../../support/start-test-sandbox.ts';

/** Every kind of address that the sandbox has, with the answer of one who comes in without credentials. */
const places = [
  ['atlas', 'GET', '/api/atlas/v2/orgs', 401],
  ['atlas', 'POST', '/api/atlas/v2/groups/0/liveMigrations', 401],
  ['atlas', 'POST', '/api/oauth/token', 401],
  ['atlas', 'POST', '/api/oauth/revoke', 401],
  ['atlas', 'GET', '/api/private/unauth/version', 200],
  ['atlas', 'GET', '/api/private/ipinfo', 401],
  ['atlas', 'GET', '/_sandbox/requests', 200],
  ['atlas', 'GET', '/_sandbox/state', 200],
  ['atlas', 'GET', '/_sandbox/faults', 200],
  ['atlas', 'POST', '/_sandbox/faults', 400],
  ['atlas', 'DELETE', '/_sandbox/faults', 204],
  ['atlas', 'POST', '/_sandbox/traffic/stop', 204],
  ['atlas', 'POST', '/_sandbox/traffic/start', 204],
  ['atlas', 'GET', '/nothing/here', 404],
  ['atlas', 'OPTIONS', '/_sandbox/faults', 404],
  ['manager', 'GET', '/api/public/v1.0/groups', 401],
  ['manager', 'POST', '/api/oauth/token', 401],
  ['manager', 'GET', '/api/private/unauth/version', 200],
  ['manager', 'GET', '/nothing/here', 404],
] as const;

const loopback = [
  'localhost',
  'LocalHost',
  'localhost:1',
  '127.0.0.1',
  '127.0.0.1:65535',
  '127.1.2.3:8080',
  '[::1]',
  '[::1]:27017',
];

const foreign = [
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  'evil.example:80',
  '127.0.0.1@evil.example',
  'evil.example#127.0.0.1',
  'evil.example/127.0.0.1',
  'evil.example\\127.0.0.1',
  '127.0.0.1, evil.example',
  'notlocalhost',
  'localhost.',
  '0.0.0.0',
  '10.0.0.1',
  '192.168.0.1:8080',
  '[::]',
  '[::ffff:10.0.0.1]',
  '::1',
  'host.docker.internal',
  '127.0.0.1:',
  '127.0.0.1:port',
  '127.0.0.1:80:80',
  '',
];

const fromAPage = [
  'Origin: http://evil.example',
  'Origin: null',
  'Origin: http://localhost:3000',
  'Sec-Fetch-Site: cross-site',
  'Sec-Fetch-Site: same-site',
  'Sec-Fetch-Site: same-origin',
];

describe('who calls it by another name than one of this machine', () => {
  it.each(places)('is refused at %s %s %s, where others get %i', async (api, method, path, status) => {
    const { sandbox } = await startTestSandbox();
    const url = api === 'atlas' ? sandbox.atlasUrl : sandbox.managerUrl;
    const came = await raw(url, request(`${method} ${path}`, 'Host: 127.0.0.1'));
    const stayed = await raw(url, request(`${method} ${path}`, 'Host: evil.example'));
    expect([came.status, stayed.status]).toEqual([status, 403]);
    expect(stayed.text).toContain('"detail":"The sandbox answers only on this machine');
  });

  it.each(loopback)('is not who calls it %j', async (host) => {
    expect((await callControl(`Host: ${host}`)).status).toBe(200);
  });

  it.each(foreign)('is who calls it %j', async (host) => {
    expect((await callControl(`Host: ${host}`)).status).toBe(403);
  });

  it.each([
    ['http://127.0.0.1:9/_sandbox/requests', 'localhost', 200],
    ['http://evil.example/_sandbox/requests', '127.0.0.1', 403],
    ['HTTP://evil.example/_sandbox/requests', '127.0.0.1', 403],
    ['https://evil.example/_sandbox/requests', '127.0.0.1', 403],
    ['http://127.0.0.1@evil.example/_sandbox/requests', '127.0.0.1', 403],
    ['http://127.0.0.1/_sandbox/requests', 'evil.example', 403],
    ['//evil.example/_sandbox/requests', '127.0.0.1', 404],
  ])('asked for %s at Host %s it answers %i', async (target, host, status) => {
    const { sandbox } = await startTestSandbox();
    expect((await raw(sandbox.atlasUrl, request(`GET ${target}`, `Host: ${host}`))).status).toBe(status);
  });

  it.each([
    ['no Host', 'GET /_sandbox/requests HTTP/1.0\r\n\r\n', 403],
    ['no Host in HTTP/1.1', 'GET /_sandbox/requests HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two of them', request('GET /_sandbox/requests', 'Host: 127.0.0.1', 'Host: evil.example'), 403],
    ['two of this machine', request('GET /_sandbox/requests', 'Host: 127.0.0.1', 'Host: localhost'), 403],
  ])('with %s is refused', async (_, text, status) => {
    const { sandbox } = await startTestSandbox();
    expect((await raw(sandbox.atlasUrl, text)).status).toBe(status);
  });

  it('leaves nothing behind', async () => {
    const { sandbox } = await startTestSandbox();
    const body = JSON.stringify({ faults: ['agent=never'] });
    const head = request('POST /_sandbox/faults', 'Host: evil.example', `Content-Length: ${body.length}`);
    await raw(sandbox.atlasUrl, head + body);
    expect(sandbox.requests()).toEqual([]);
    expect((await send(sandbox.controlUrl, 'GET', '/faults', {}, undefined)).body).toEqual({ faults: [] });
  });
});

describe('a web page', () => {
  it.each(fromAPage)('is not let in: %s', async (header) => {
    const { sandbox } = await startTestSandbox();
    const texts = places.map(([api, method, path]) => ({ api, text: request(`${method} ${path}`, host, header) }));
    const statuses = texts.map(async ({ api, text }) => {
      return (await raw(api === 'atlas' ? sandbox.atlasUrl : sandbox.managerUrl, text)).status;
    });
    expect(new Set(await Promise.all(statuses))).toEqual(new Set([403]));
  });

  it('that a person asked for by its address is shown', async () => {
    expect((await callControl(host, 'Sec-Fetch-Site: none')).status).toBe(200);
  });
});

describe('a body', () => {
  const mebibyte = 1024 * 1024;
  const filled = (length: number) => `{"faults":[]${' '.repeat(length - 13)}}`;
  const framings = {
    'with its length': (body: string) => [`Content-Length: ${body.length}`, body] as const,
    'in chunks': (body: string) => ['Transfer-Encoding: chunked', inChunks(body)] as const,
  };
  const posts = places.filter(([, method]) => method === 'POST');

  it.each(Object.entries(framings))('%s may have a mebibyte', async (_, framed) => {
    const [header, body] = framed(filled(mebibyte));
    const { sandbox } = await startTestSandbox();
    expect((await raw(sandbox.atlasUrl, request('POST /_sandbox/faults', host, header) + body)).status).toBe(204);
  });

  it.each(Object.entries(framings))('%s may not have a byte more, wherever it goes', async (_, framed) => {
    const [header, body] = framed(filled(mebibyte + 1));
    const { sandbox } = await startTestSandbox();
    const answers = posts.map(async ([api, method, path]) => {
      const url = api === 'atlas' ? sandbox.atlasUrl : sandbox.managerUrl;
      return raw(url, request(`${method} ${path}`, host, header) + body);
    });
    for (const { status, text } of await Promise.all(answers))
      expect([status, text]).toEqual([413, expect.stringContaining('A body may have 1048576 bytes.')]);
  });

  it('that is only announced is refused before it comes', async () => {
    const { sandbox } = await startTestSandbox();
    const text = request('POST /_sandbox/faults', host, 'Content-Length: 99999999999');
    expect((await raw(sandbox.atlasUrl, text)).status).toBe(413);
  });

  it.each([
    ['the head', 'POST /slow HTTP/1.1\r\nHost: localhost\r\n'],
    ['a body with its length', request('POST /slow', host, 'Content-Length: 20').concat('half of it')],
    ['a body in chunks', request('POST /slow', host, 'Transfer-Encoding: chunked').concat('4\r\nhalf\r\n')],
  ])('or a head that does not come to its end: %s', async (_, text) => {
    const app = new Hono<ApiEnv>().post('/slow', async (c) => c.text(await c.req.text()));
    app.onError(() => new Response());
    const listening = await listen(app, { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10 });
    onTestFinished(() => listening.close());
    expect((await raw(listening.url, text)).status).toBe(408);
  });
});

const host = 'Host: 127.0.0.1';

async function callControl(...headers: string[]) {
  const { sandbox } = await startTestSandbox();
  return raw(sandbox.atlasUrl, request('GET /_sandbox/requests', ...headers));
}

function request(line: string, ...headers: string[]): string {
  return [`${line} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
}

function inChunks(body: string): string {
  const pieces = body.match(/[\s\S]{1,65536}/g) ?? [];
  return `${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`;
}

/** Sends the text as it is, which no HTTP client would do, and reads until the server hangs up. */
async function raw(url: string, text: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  const socket = createConnection(Number(port), hostname);
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('error', (error) => pieces.push(Buffer.from(error.message)));
  socket.write(text);
  await once(socket, 'close');
  const answer = Buffer.concat(pieces).toString();
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]), text: answer };
}
