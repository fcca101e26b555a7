import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnswerNote, createHttp, type HttpOptions } from '../../../src/api/http.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { challenge, httpOptions } from '../../support/api-credentials.ts';
import { caught } from '../../support/caught.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { halfAnswer, reset, type Step, scriptedServer, silence } from '../../support/scripted-server.ts';

const accept = 'application/vnd.atlas.2023-01-01+json';
const Body = z.object({ id: z.string() });
const read = { method: 'GET', path: '/api/atlas/v2/orgs/1', accept, schema: Body } as const;
const write = {
  method: 'POST',
  path: '/api/atlas/v2/groups/1/liveMigrations',
  accept,
  schema: Body,
  body: {},
} as const;
const ok: Step = { body: { id: 'x' } };

const open: Array<{ close(): Promise<void> }> = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** A server whose script begins after the challenge. */
async function serve(steps: readonly Step[]) {
  const server = await scriptedServer([challenge('n1'), ...steps]);
  open.push(server);
  return server;
}

async function started(steps: readonly Step[], more: Partial<HttpOptions> = {}) {
  const server = await serve(steps);
  const clock = fakeClock();
  return { server, clock, http: createHttp(httpOptions(server.url, { clock, ...more })) };
}

/** An address at which nothing listens. */
async function deadAddress(): Promise<string> {
  const server = await scriptedServer([]);
  await server.close();
  return server.url;
}

describe('a read', () => {
  it.each<[string, Step, number[]]>([
    ['503', { status: 503 }, [375]],
    ['500 from a proxy', { status: 500, body: '<html>' }, [375]],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '3' } }, [3375]],
    ['429 without', { status: 429 }, [7500]],
    ['a reset connection', reset, [375]],
    ['half an answer', halfAnswer, [375]],
  ])('is tried again after %s', async (_case, step, slept) => {
    const { server, http, clock } = await started([step, ok]);
    await expect(http.send(read)).resolves.toEqual({ id: 'x' });
    expect(clock.slept).toEqual(slept);
    expect(server.unplanned).toEqual([]);
  });

  it('reads Retry-After as a date by the clock of the server', async () => {
    const headers = { date: 'Mon, 01 Jan 2035 00:00:00 GMT', 'retry-after': 'Mon, 01 Jan 2035 00:00:05 GMT' };
    const { http, clock } = await started([{ status: 503, headers }, ok]);
    await http.send(read);
    expect(clock.slept).toEqual([5375]);
  });

  it('is given up after four tries, with the last answer as the reason', async () => {
    const { server, http, clock } = await started([{ status: 503 }, { status: 503 }, { status: 502 }, { status: 504 }]);
    const error = await caught(http.send(read));
    expect([error.kind, error.code, error.api?.status]).toEqual(['api', 'API_SERVER_ERROR', 504]);
    expect(clock.slept).toEqual([375, 750, 1500]);
    expect(server.seen).toHaveLength(5);
  });

  it.each<[string, Step]>([
    ['a refusal', { status: 400 }],
    ['an unknown path', { status: 404 }],
    ['another shape', { body: { name: 'x' } }],
    ['a redirect', { status: 302, headers: { location: 'https://login.example/?next=secret' } }],
  ])('is not tried again after %s', async (_case, step) => {
    const { server, http, clock } = await started([step]);
    await caught(http.send(read));
    expect(clock.slept).toEqual([]);
    expect(server.seen).toHaveLength(2);
  });

  it('says at once that nothing listens', async () => {
    const clock = fakeClock();
    const error = await caught(createHttp(httpOptions(await deadAddress(), { clock })).send(read));
    expect([error.code, error.message]).toEqual(['API_UNREACHABLE', expect.stringContaining('ECONNREFUSED')]);
    expect(error.fix).toContain('Nothing listens there');
    expect(clock.slept).toEqual([]);
  });
});

describe('a write', () => {
  it.each<[string, Step, string]>([
    ['400', { status: 400 }, 'refused'],
    ['403', { status: 403, body: { errorCode: 'X' } }, 'refused'],
    ['404', { status: 404 }, 'refused'],
    ['409', { status: 409 }, 'refused'],
    ['429 that asks for too long a wait', { status: 429, headers: { 'retry-after': '99999999999' } }, 'refused'],
    ['500', { status: 500 }, 'unknown'],
    ['503', { status: 503, headers: { 'retry-after': '1' } }, 'unknown'],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, 'unknown'],
    ['a reset connection', reset, 'unknown'],
    ['half an answer', halfAnswer, 'unknown'],
    ['an empty 201', { status: 201 }, 'unknown'],
    ['a page instead of JSON', { status: 201, body: '<html>' }, 'unknown'],
    ['another shape', { status: 201, body: { name: 'x' } }, 'unknown'],
  ])('is sent once, and its outcome told apart: %s', async (_case, step, delivery) => {
    const { server, http, clock } = await started([step]);
    const error = await caught(http.send(write));
    expect([error.api?.delivery, error.api?.method, error.api?.path]).toEqual([delivery, 'POST', write.path]);
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it.each<[string, Step, number]>([
    ['for as long as it was asked', { status: 429, headers: { 'retry-after': '7' } }, 7375],
    ['for ten seconds, the later half by chance', { status: 429 }, 7500],
    ['where a gateway said so', { status: 429, body: '<html>slow down</html>' }, 7500],
  ])('that was limited was not carried out: it waits %s, and is sent again', async (_case, step, slept) => {
    const notes: AnswerNote[] = [];
    const onAnswer = async (note: AnswerNote) => void notes.push(note);
    const { server, http, clock } = await started([step, challenge('n2'), ok], { onAnswer });
    await expect(http.send(write)).resolves.toEqual({ id: 'x' });
    expect(clock.slept).toEqual([slept]);
    expect([server.left, server.unplanned]).toEqual([[], []]);
    expect(notes.map(({ method, status }) => `${method} ${status}`)).toEqual(['POST 429', 'POST 200']);
  });

  it('that is limited four times is given up, and was not carried out', async () => {
    const again = [challenge('n'), { status: 429 }];
    const { server, http, clock } = await started([{ status: 429 }, ...again, ...again, ...again]);
    const error = await caught(http.send(write));
    expect([error.code, error.api?.delivery]).toEqual(['API_RATE_LIMITED', 'refused']);
    expect(clock.slept).toEqual([7500, 15000, 30000]);
    expect(server.unplanned).toEqual([]);
  });

  it('whose second sending is lost has an unknown outcome, and is not sent a third time', async () => {
    const { server, http } = await started([{ status: 429 }, challenge('n2'), reset]);
    expect((await caught(http.send(write))).api?.delivery).toBe('unknown');
    expect(server.unplanned).toEqual([]);
  });

  it('is not prepared again and again where preparing it is limited', async () => {
    const limited = { status: 429 };
    const server = await scriptedServer([limited, limited, limited, limited]);
    open.push(server);
    const error = await caught(createHttp(httpOptions(server.url)).send(write));
    expect([error.api?.delivery, server.seen.length]).toEqual(['never-left', 4]);
  });

  it('that gets no answer in time has an unknown outcome', async () => {
    const { http } = await started([silence], { timeoutMs: 300 });
    const error = await caught(http.send(write));
    expect([error.code, error.api?.delivery]).toEqual(['API_CONNECTION_LOST', 'unknown']);
    expect(error.message).toContain('no answer within 0.3 s');
  });

  it('that trickles beyond its time has one as well', async () => {
    const trickle: Step = (_request, response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    };
    const { http } = await started([trickle], { timeoutMs: 400 });
    expect((await caught(http.send(write))).api?.delivery).toBe('unknown');
  });

  it('never left where nothing listens', async () => {
    const error = await caught(createHttp(httpOptions(await deadAddress())).send(write));
    expect([error.api?.delivery, error.api?.method, error.api?.path]).toEqual(['never-left', 'POST', write.path]);
  });

  it('never left where the server went away after the challenge', async () => {
    const closing: { close(): Promise<void> }[] = [];
    const server = await scriptedServer([
      (_request, response) => {
        const { status = 401, headers = {} } = challenge('n1');
        response.writeHead(status, { ...headers, connection: 'close' }).end(() => void closing[0]?.close());
      },
    ]);
    closing.push(server);
    const error = await caught(createHttp(httpOptions(server.url)).send(write));
    expect([error.api?.delivery, error.message]).toEqual(['never-left', expect.stringContaining('ECONNREFUSED')]);
  });

  it('never left where asking for the challenge failed, which is tried again like any read', async () => {
    const server = await scriptedServer([{ status: 503 }, { status: 503 }, { status: 503 }, { status: 503 }]);
    open.push(server);
    const error = await caught(createHttp(httpOptions(server.url)).send(write));
    expect([error.api?.delivery, error.api?.status]).toEqual(['never-left', 503]);
    expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET']);
  });

  it('takes a connection of its own, however many are kept open', async () => {
    const ports: (number | undefined)[] = [];
    const noting: Step = (_request, response) => {
      ports.push(response.socket?.remotePort);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"x"}');
    };
    const { http } = await started([noting, noting, challenge('n2'), noting]);
    await http.send(read);
    await http.send(read);
    await http.send(write);
    expect(new Set(ports.slice(0, 2)).size).toBe(1);
    expect(ports[2]).not.toBe(ports[0]);
  });

  it('leaves nothing behind on a connection that is kept', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    const { http } = await started(Array.from({ length: 15 }, () => ok));
    for (let reads = 0; reads < 15; reads += 1) await http.send(read);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('without a body sends none', async () => {
    const { server, http } = await started([{ status: 202 }]);
    await http.send({ method: 'PUT', path: '/api/atlas/v2/x', accept, schema: z.unknown() });
    const sent = server.seen[1];
    expect([sent?.body, sent?.headers['content-length'], sent?.headers['content-type']]).toEqual(['', '0', undefined]);
  });

  it('has the dated media type as both Accept and Content-Type', async () => {
    const { server, http } = await started([ok]);
    await http.send(write);
    const sent = server.seen[1]?.headers;
    expect([sent?.accept, sent?.['content-type'], sent?.['user-agent']]).toEqual([accept, accept, 'livemig/test']);
  });
});

describe('an interrupt', () => {
  it('ends a read that waits for its answer', async () => {
    const controller = new AbortController();
    const { http } = await started([() => controller.abort()], { signal: controller.signal });
    const error = await caught(http.send(read));
    expect(error.kind).toBe('interrupted');
  });

  it('ends the wait before the next try', async () => {
    const controller = new AbortController();
    const clock: Clock = {
      ...fakeClock(),
      sleep: (_ms, signal) => {
        controller.abort();
        return signal?.aborted === true ? Promise.reject(signal.reason) : Promise.resolve();
      },
    };
    const { server, http } = await started([{ status: 503 }], { signal: controller.signal, clock });
    expect((await caught(http.send(read))).kind).toBe('interrupted');
    expect(server.unplanned).toEqual([]);
  });

  it('ends the wait before a limited write is sent again, which is then not sent', async () => {
    const parts = { kind: 'pending', code: 'STILL_IN_PROGRESS', message: 'time is up', fix: 'run again' } as const;
    const controller = new AbortController();
    const clock: Clock = {
      ...fakeClock(),
      sleep: async (_ms, signal) => {
        controller.abort(new LivemigError(parts));
        signal?.throwIfAborted();
      },
    };
    const { server, http } = await started([{ status: 429 }], { signal: controller.signal, clock });
    const error = await caught(http.send(write));
    expect([error.kind, error.api?.delivery]).toEqual(['pending', 'never-left']);
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('does not end a write that is on its way', async () => {
    const controller = new AbortController();
    const finishing: Step = (_request, response) => {
      controller.abort();
      setImmediate(() => response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"x"}'));
    };
    const { http } = await started([finishing], { signal: controller.signal });
    await expect(http.send(write)).resolves.toEqual({ id: 'x' });
  });

  it('before a write keeps it from being sent', async () => {
    const controller = new AbortController();
    const { server, http } = await started([], { signal: controller.signal });
    controller.abort();
    const error = await caught(http.send(write));
    expect([error.kind, error.api?.delivery]).toEqual(['interrupted', 'never-left']);
    expect(server.seen).toEqual([]);
  });

  it('keeps the kind that its reason has', async () => {
    const parts = { kind: 'terminated', code: 'TERMINATED', message: 'told to stop', fix: 'run again' } as const;
    const { http } = await started([], { signal: AbortSignal.abort(new LivemigError(parts)) });
    expect((await caught(http.send(read))).kind).toBe('terminated');
  });
});

describe('what came instead of an answer is named', () => {
  it.each<[string, Step, string]>([
    [
      'a page',
      { headers: { 'content-type': 'text/html' }, body: '<html><style>p{}</style><p>Log in,\n please</p>' },
      'text/html, beginning "Log in, please"',
    ],
    ['nothing', { body: '' }, 'an empty body'],
    ['half of the JSON', { body: '{"id":"secr' }, 'JSON that is broken or ends early'],
    ['a field of another type', { body: { id: 7 } }, 'at "id"'],
    ['a list instead of an object', { body: [] }, 'JSON of another shape'],
    [
      'a redirect, by host only',
      { status: 302, headers: { location: 'https://login.example/x?t=1' } },
      'redirects to https://login.example',
    ],
  ])('%s', async (_case, step, words) => {
    const { http } = await started([step]);
    const error = await caught(http.send(read));
    expect(error.kind).toBe('api');
    expect(error.message).toContain(words);
    expect(error.message).toContain('GET /api/atlas/v2/orgs/1');
    expect(error.message).not.toMatch(/secr|\?t=1/);
  });

  it('a body without end is not read to the end', async () => {
    const flood: Step = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () =>
        void (response.destroyed || response.write(Buffer.alloc(1 << 20, 'x'), () => setImmediate(more)));
      more();
    };
    const { http } = await started([flood]);
    expect((await caught(http.send(read))).message).toContain('larger than livemig reads');
  });
});

describe('what the service says', () => {
  it('is in the error: method, path, status, errorCode, detail', async () => {
    const body = {
      error: 404,
      errorCode: 'CLUSTER_NOT_FOUND',
      detail: 'No cluster named X exists in group Y.',
      parameters: [null, 1, 'x'],
    };
    const { http } = await started([{ status: 404, body }]);
    const error = await caught(http.send(read));
    expect(error.message).toBe(
      'Atlas answered 404 to GET /api/atlas/v2/orgs/1 (CLUSTER_NOT_FOUND): No cluster named X exists in group Y.',
    );
    expect(error.api).toMatchObject({ status: 404, errorCode: 'CLUSTER_NOT_FOUND', detail: body.detail });
  });

  it.each([
    [401, { errorCode: 'USER_UNAUTHORIZED' }, 'credentials', 'API_UNAUTHORIZED'],
    [403, { errorCode: 'ACCESS_FORBIDDEN' }, 'credentials', 'API_FORBIDDEN'],
    [403, { errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' }, 'credentials', 'API_ADDRESS_REFUSED'],
    [403, { errorCode: 'IP_ADDRESS_NOT_ON_WHITELIST' }, 'credentials', 'API_ADDRESS_REFUSED'],
    [403, { errorCode: 'ORG_REQUIRES_ACCESS_LIST' }, 'credentials', 'API_ADDRESS_REFUSED'],
    [403, '<html>blocked by the gateway</html>', 'api', 'API_FORBIDDEN'],
    [404, { errorCode: 'GROUP_NOT_FOUND' }, 'api', 'API_NOT_FOUND'],
    [409, { errorCode: 'LIVE_MIGRATION_ALREADY_RUNNING' }, 'api', 'MIGRATION_ALREADY_RUNNING'],
    [409, { errorCode: 'LIVE_IMPORT_ALREADY_EXISTS' }, 'api', 'MIGRATION_ALREADY_RUNNING'],
    [409, { errorCode: 'CANNOT_MODIFY_CLUSTER_WITH_RUNNING_LIVE_IMPORT' }, 'api', 'API_REFUSED'],
    [400, { errorCode: 'LIVE_MIGRATION_ALREADY_RUNNING' }, 'api', 'API_REFUSED'],
    [410, { errorCode: 'VERSION_GONE' }, 'api', 'API_REFUSED'],
  ])('%s with %j is kind %s, code %s', async (status, body, kind, code) => {
    const { http } = await started([{ status, body }]);
    const error = await caught(http.send(read));
    expect([error.kind, error.code]).toEqual([kind, code]);
  });
});

it.each<[string, Step]>([
  ['its detail', { status: 400, body: { errorCode: 'X\u001b[2J', detail: 'bad\u001b]0;title\u0007\r\nname' } }],
  ['a page', { status: 200, body: '<p>\u001b[2Jhello\u0007</p>' }],
  ['a field name', { status: 200, body: { id: { 'a\u001b[2J': 1 } } }],
])('nothing that a terminal would obey comes from a server: %s', async (_case, step) => {
  const { http } = await started([step]);
  const error = await caught(http.send(read));
  expect(`${error.message}${error.fix}${error.api?.errorCode}${error.api?.detail}`).not.toMatch(/\p{Cc}/u);
});

describe('the audit', () => {
  it('is told of every try with its status, and of none for challenges', async () => {
    const notes: AnswerNote[] = [];
    const { http } = await started([reset, { status: 404, body: { errorCode: 'X' } }, challenge('n2'), ok], {
      onAnswer: async (note) => void notes.push(note),
    });
    await caught(http.send(read));
    await http.send(write);
    expect(notes).toEqual([
      { method: 'GET', path: read.path, status: null },
      { method: 'GET', path: read.path, status: 404, errorCode: 'X' },
      { method: 'POST', path: write.path, status: 200 },
    ]);
  });

  it('cannot cost the answer of a write', async () => {
    const { http } = await started([ok], { onAnswer: () => Promise.reject(new Error('disk full')) });
    await expect(http.send(write)).resolves.toEqual({ id: 'x' });
  });
});

describe('the address', () => {
  it.each([
    ['plain http to Atlas', 'http://cloud.example', {}, 'PLAIN_HTTP_REFUSED'],
    ['plain http to a manager', 'http://om.example:8080', { serviceName: 'Ops Manager' }, 'PLAIN_HTTP_REFUSED'],
    ['no address', 'om.example', {}, 'URL_NOT_USABLE'],
    ['another scheme', 'ftp://om.example', {}, 'URL_NOT_USABLE'],
    ['a password in it', 'https://me:planted@om.example', {}, 'URL_NOT_USABLE'],
    ['a query', 'https://om.example/?a=1', {}, 'URL_NOT_USABLE'],
  ] as const)('is refused: %s', async (_case, baseUrl, more, code) => {
    const error = await caught((async () => createHttp(httpOptions(baseUrl, more)))());
    expect([error.kind, error.code]).toEqual(['usage', code]);
    expect(error.message).not.toContain('planted');
  });

  it.each([
    ['https', 'https://cloud.mongodb.com', {}],
    ['plain http to this machine', 'http://[::1]:8080/', {}],
  ] as const)('is accepted: %s', (_case, baseUrl, more) => {
    expect(() => createHttp(httpOptions(baseUrl, more))).not.toThrow();
  });

  it('comes with a CA file that holds a certificate, or is refused', async () => {
    const ca = { file: '/etc/ca.der', pem: 'no PEM' };
    const error = await caught((async () => createHttp(httpOptions('https://om.example', { ca })))());
    expect([error.kind, error.code, error.message]).toEqual([
      'usage',
      'CA_NOT_USABLE',
      expect.stringContaining('/etc/ca.der'),
    ]);
  });
});
