import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../../src/api/http.ts';
import { Secret } from '../../../src/core/secret.ts';
import {
  apiKey,
  challenge,
  clientSecret,
  httpOptions,
  privateKey,
  serviceAccount,
  verifiedDigest,
} from '../../support/api-credentials.ts';
import { caught } from '../../support/caught.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Step, scriptedServer } from '../../support/scripted-server.ts';

const accept = 'application/vnd.atlas.2023-01-01+json';
const read = {
  method: 'GET',
  path: '/api/atlas/v2/orgs',
  query: { name: 'a b' },
  accept,
  schema: z.unknown(),
} as const;
const write = {
  method: 'POST',
  path: '/api/atlas/v2/orgs/1/liveMigrations/linkTokens',
  accept,
  schema: z.unknown(),
  body: { token: new Secret('planted-token') },
} as const;
const ok = { body: { ok: true } };

const open: Array<{ close(): Promise<void> }> = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(steps: readonly Step[]) {
  const server = await scriptedServer(steps);
  open.push(server);
  return server;
}

describe('an API key', () => {
  it('signs a read after its own unsigned try, and reuses the nonce with a growing count', async () => {
    const server = await serve([challenge('n1'), ok, ok]);
    const http = createHttp(httpOptions(server.url));
    await http.send(read);
    await http.send({ ...read, path: '/api/atlas/v2/groups' });
    expect(server.seen.map(verifiedDigest)).toEqual([undefined, 'n1 1', 'n1 2']);
    expect(server.seen[1]?.url).toBe('/api/atlas/v2/orgs?name=a+b');
  });

  it('asks for a challenge without a body before a write, whose body then goes out once', async () => {
    const server = await serve([challenge('n1'), ok]);
    await createHttp(httpOptions(server.url)).send(write);
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/api/atlas/v2', ''],
      ['POST', write.path, '{"token":"planted-token"}'],
    ]);
    expect(server.seen.map(verifiedDigest)).toEqual([undefined, 'n1 1']);
  });

  it('never sends a write with a used nonce', async () => {
    const server = await serve([challenge('n1'), ok, challenge('n2'), ok, ok]);
    const http = createHttp(httpOptions(server.url));
    await http.send(read);
    await http.send(write);
    await http.send(read);
    expect(server.seen.map(verifiedDigest)).toEqual([undefined, 'n1 1', undefined, 'n2 1', 'n2 2']);
  });

  it.each([
    ['a read whose fresh nonce went stale', read, [challenge('n1'), challenge('n2', true), ok]],
    ['a write whose fresh nonce went stale', write, [challenge('n1'), challenge('n2', true), ok]],
  ])('signs once more with the new nonce: %s', async (_case, request, steps) => {
    const server = await serve(steps);
    await createHttp(httpOptions(server.url)).send(request);
    expect(server.seen.map(verifiedDigest)).toEqual([undefined, 'n1 1', 'n2 1']);
  });

  it('signs once more where a reused nonce is refused, stale or not', async () => {
    const server = await serve([challenge('n1'), ok, challenge('n2'), ok]);
    const http = createHttp(httpOptions(server.url));
    await http.send(read);
    await http.send(read);
    expect(server.seen.map(verifiedDigest)).toEqual([undefined, 'n1 1', 'n1 2', 'n2 1']);
  });

  it.each([
    ['the first signature is refused', [challenge('n1'), challenge('n2')], 2],
    ['stale twice', [challenge('n1'), challenge('n2', true), challenge('n3', true)], 3],
    ['not even a challenge', [{ status: 401, body: {} }], 1],
  ])('is refused for good: %s', async (_case, steps, requests) => {
    const server = await serve(steps);
    const error = await caught(createHttp(httpOptions(server.url)).send(read));
    expect([error.kind, error.code, error.api?.status, error.api?.delivery]).toEqual([
      'credentials',
      'API_UNAUTHORIZED',
      401,
      'refused',
    ]);
    expect(server.seen).toHaveLength(requests);
  });

  it('keeps the prefix of a proxy in what it signs', async () => {
    const server = await serve([challenge('n1'), ok]);
    await createHttp(httpOptions(`${server.url}/om/`)).send(read);
    expect(server.seen.map(verifiedDigest)).toEqual([undefined, 'n1 1']);
    expect(server.seen[1]?.url).toBe('/om/api/atlas/v2/orgs?name=a+b');
  });

  it('does not send a write where no challenge came', async () => {
    const server = await serve([{ body: 'hello' }]);
    const error = await caught(createHttp(httpOptions(server.url)).send(write));
    expect([error.kind, error.api?.method, error.api?.delivery]).toEqual(['api', 'POST', 'never-left']);
    expect(error.message).toContain('was not sent');
  });
});

describe('a service account', () => {
  const token = (name: string, seconds = 3600) => ({
    body: { access_token: name, expires_in: seconds, token_type: 'Bearer' },
  });
  const bearers = (server: { seen: ReadonlyArray<{ headers: { authorization?: string | undefined } }> }) =>
    server.seen.map(({ headers }) => headers.authorization);

  it('gets one token with its id and secret, and uses it for all requests', async () => {
    const server = await serve([token('t1'), ok, ok]);
    const http = createHttp(httpOptions(server.url, { credentials: serviceAccount }));
    await http.send(read);
    await http.send(write);
    const basic = Buffer.from(`${serviceAccount.clientId}:${clientSecret}`).toString('base64');
    expect(bearers(server)).toEqual([`Basic ${basic}`, 'Bearer t1', 'Bearer t1']);
    const [asked] = server.seen;
    expect([asked?.method, asked?.url, asked?.body]).toEqual([
      'POST',
      '/api/oauth/token',
      'grant_type=client_credentials',
    ]);
    expect(asked?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('shares one token among requests that come together', async () => {
    const server = await serve([token('t1'), ok, ok, ok]);
    const http = createHttp(httpOptions(server.url, { credentials: serviceAccount }));
    await Promise.all([http.send(read), http.send(read), http.send(read)]);
    expect(bearers(server).slice(1)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1']);
  });

  it.each([
    ['a minute before it ends it gets another', 3540_000, ['Bearer t1', 'Bearer t2']],
    ['until then it keeps it', 3539_999, ['Bearer t1', 'Bearer t1']],
  ])('%s', async (_rule, waitMs, expected) => {
    const steps = expected.includes('Bearer t2') ? [token('t1'), ok, token('t2'), ok] : [token('t1'), ok, ok];
    const server = await serve(steps);
    const clock = fakeClock();
    const http = createHttp(httpOptions(server.url, { credentials: serviceAccount, clock }));
    await http.send(read);
    await clock.sleep(waitMs);
    await http.send(read);
    expect(bearers(server).filter((header) => header?.startsWith('Bearer'))).toEqual(expected);
  });

  it.each([
    ['a read', read],
    ['a write', write],
  ])('gets another token once where a kept one is refused: %s', async (_case, request) => {
    const server = await serve([token('t1'), ok, { status: 401 }, token('t2'), ok]);
    const http = createHttp(httpOptions(server.url, { credentials: serviceAccount }));
    await http.send(read);
    await http.send(request);
    expect(bearers(server).slice(2)).toEqual(['Bearer t1', expect.stringMatching(/^Basic /), 'Bearer t2']);
  });

  it('takes the refusal of a new token for final', async () => {
    const server = await serve([token('t1'), { status: 401, body: { errorCode: 'USER_UNAUTHORIZED' } }]);
    const error = await caught(createHttp(httpOptions(server.url, { credentials: serviceAccount })).send(write));
    expect([error.kind, error.api?.errorCode, error.api?.delivery]).toEqual([
      'credentials',
      'USER_UNAUTHORIZED',
      'refused',
    ]);
  });

  it.each([
    [
      'wrong secret',
      { status: 401, body: { error: 'invalid_client', error_description: 'Invalid credentials provided.' } },
      'credentials',
      'invalid_client',
    ],
    [
      'too many tokens',
      { status: 400, body: { error: 'invalid_request', error_description: 'no' } },
      'api',
      'invalid_request',
    ],
    ['no token in it', { body: { token: 'x' } }, 'api', undefined],
    ['a page of a proxy', { body: '<html>login</html>' }, 'api', undefined],
  ])('says why there is no token, and that the write was not sent: %s', async (_case, reply, kind, errorCode) => {
    const server = await serve([reply]);
    const error = await caught(createHttp(httpOptions(server.url, { credentials: serviceAccount })).send(write));
    expect([error.kind, error.api?.errorCode, error.api?.delivery, error.api?.path]).toEqual([
      kind,
      errorCode,
      'never-left',
      write.path,
    ]);
    expect(server.seen).toHaveLength(1);
  });
});

describe('secrets', () => {
  it.each([
    [
      'a server that repeats them',
      { status: 400, body: { errorCode: 'X', detail: `no: ${privateKey} planted-token` } },
    ],
    ['a page that repeats them', { status: 500, body: `<p>${privateKey} planted-token</p>` }],
    ['a 200 of the wrong kind', { status: 200, body: `<p>${privateKey} planted-token</p>` }],
    ['half an answer in JSON', { status: 200, body: '{"linkToken":"planted-token' }],
    ['a lost connection', (_request: unknown, response: { destroy(): void }) => response.destroy()],
  ])('are in no part of the error: %s', async (_case, step) => {
    const server = await serve([challenge('n1'), step]);
    const error = await caught(createHttp(httpOptions(server.url, { credentials: apiKey })).send(write));
    const everything = [error.message, error.fix, error.stack, JSON.stringify(error), JSON.stringify(error.api)].join(
      '\n',
    );
    expect(everything).not.toMatch(/planted/);
    expect(error.cause).toBeUndefined();
  });

  it.each(['asks for a token', 'sends the token', 'sends another token'])(
    'of a service account are in no part of the error where a server repeats what it was sent: who %s',
    async (who) => {
      const token = (name: string) => ({ body: { access_token: name, expires_in: 3600 } });
      const repeats: Step = ({ headers }, response) => {
        const said = `no: ${headers.authorization}`;
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ errorCode: said, detail: said, error_description: said }));
      };
      const refused = { status: 401 };
      const steps: Record<string, Step[]> = {
        'asks for a token': [repeats],
        'sends the token': [token('planted-access'), repeats],
        'sends another token': [token('planted-first'), ok, refused, token('planted-access'), repeats],
      };
      const server = await serve(steps[who] ?? []);
      const http = createHttp(httpOptions(server.url, { credentials: serviceAccount }));
      if (who === 'sends another token') await http.send(read);
      const error = await caught(http.send(write));
      const sent = server.seen.at(-1)?.headers.authorization ?? '';
      expect(sent).toMatch(/^(Basic|Bearer) \S{10}/);
      const shown = [error.message, error.fix, JSON.stringify(error.api)].join();
      expect(shown).not.toContain(sent.split(' ')[1]);
      expect(shown).toMatch(/no: (Basic|Bearer) \*{8}/);
    },
  );
});
