import { describe, expect, it } from 'vitest';
import type { DoctorFacts, HostLook, Looked } from '../../../../src/core/doctor/doctor-facts.ts';
import { doctorPage } from '../../../../src/core/doctor/page.ts';
import { emptyJournal } from '../../../../src/core/journal.ts';
import { doctorResult } from '../../../../src/core/results/doctor-result.ts';
import { Secret } from '../../../../src/core/secret.ts';

const now = new Date('2026-12-01T12:00:00Z');
const unlooked = { is: 'unlooked', because: 'nothing names it' } as const;
const trouble = { is: 'trouble', what: 'It is broken.', fix: 'Mend it.' } as const;

function seen<Seen>(value: Seen): Looked<Seen> {
  return { is: 'seen', value };
}

const host: HostLook = {
  ...{ host: 'atlas.example', port: 443, addresses: ['192.0.2.1', '192.0.2.2'], resolvedMs: 3.4, connectedMs: 0.2 },
  tls: {
    ...{ tookMs: 20, protocol: 'TLSv1.3' },
    certificate: { subject: 'atlas.example', issuer: 'A CA', validUntil: new Date('2026-12-31T12:00:00Z') },
  },
};

const service: DoctorFacts['atlas'] = {
  name: 'Atlas',
  address: seen('https://atlas.example'),
  proxy: seen(undefined),
  host: seen(host),
  answer: seen({ status: 401, tookMs: 100, aheadMs: 20 }),
  credentials: seen({ kind: 'api-key', from: ['A_KEY', 'A_SECRET'] }),
  roles: seen(['ORG_OWNER']),
};

const deployment: DoctorFacts['source'] = {
  name: 'source',
  address: seen({ hosts: [{ host: 'db.example', port: 27017 }], tls: true, hasUser: true, isProxied: false }),
  members: [{ host: 'db.example', port: 27017, look: seen({ ...host, host: 'db.example', port: 27017 }) }],
  login: seen({ user: 'migrator@admin', roles: ['backup@admin'] }),
};

const well: DoctorFacts = {
  now,
  machine: {
    ...{ livemig: '1.2.3', node: 'v22.0.0', platform: 'linux', arch: 'x64', libc: 'glibc 2.36', openssl: '3.0.1' },
    ...{ oldestTls: 'TLSv1.2', columns: 100, colors: 2, alphabet: 'unicode' },
    terminals: { input: true, output: false, error: true },
  },
  env: {},
  extraCa: unlooked,
  atlas: service,
  manager: { ...service, name: 'Ops Manager' },
  source: deployment,
  destination: { ...deployment, name: 'destination' },
  directory: {
    path: '.livemig',
    mode: seen(0o700),
    open: seen([]),
    journal: seen(emptyJournal(now)),
    audit: seen({ lines: 4 }),
    lock: seen(undefined),
    freeBytes: seen(2 ** 30),
  },
  secrets: [],
};

type Different = (facts: DoctorFacts) => Partial<DoctorFacts>;

function linesWhere(different: Different) {
  const { data, exitCode } = doctorPage({ ...well, ...different(well) });
  return { exitCode, data, line: (name: string) => data.lines.find((line) => line.name === name) };
}

it('where all is well, only what was not looked at is not ok', () => {
  const { data, exitCode } = doctorPage(well);
  expect(exitCode).toBe(0);
  expect(data).toMatchObject({ problems: 0, notLookedAt: 1 });
  expect(data.lines.filter(({ state }) => state !== 'ok')).toEqual([
    { section: 'network', name: 'NODE_EXTRA_CA_CERTS', state: 'not-looked-at', text: 'nothing names it' },
  ]);
});

it('where nothing could be looked at, it is said of each line, with the reason, and is no problem', () => {
  const nothing = { proxy: unlooked, host: unlooked, answer: unlooked, credentials: unlooked, roles: unlooked };
  const none = { address: unlooked, members: [], login: unlooked };
  const { data, exitCode } = linesWhere(({ atlas, manager, source, destination, directory }) => ({
    atlas: { ...atlas, ...nothing, address: unlooked },
    manager: { ...manager, ...nothing, address: unlooked },
    source: { ...source, ...none },
    destination: { ...destination, ...none },
    directory: { ...directory, open: unlooked, journal: unlooked, audit: unlooked, lock: unlooked },
  }));
  expect([exitCode, data.problems, data.notLookedAt]).toEqual([0, 0, 25]);
  expect(doctorResult.lines(data)).toContain(
    '  not looked at: address, proxy, connection, answer, clock, credentials, roles, because nothing names it',
  );
});

describe('a host is told as far as the connection came', () => {
  const of = (look: HostLook) => linesWhere(({ atlas }) => ({ atlas: { ...atlas, host: seen(look) } }));
  const { tls: _, ...plain } = host;

  it.each<[string, HostLook, string, RegExp | undefined]>([
    [
      'all of it',
      host,
      'resolved to 192.0.2.1 and 1 more in 3 ms, connected in 1 ms, TLS 1.3 in 20 ms, certificate of atlas.example by A CA until 2026-12-31 (in 30 d)',
      undefined,
    ],
    [
      'no name',
      { host: 'atlas.example', port: 443, addresses: [], failed: { at: 'name', code: 'ENOTFOUND' } },
      'its name could not be resolved: ENOTFOUND.',
      /spelt, DNS/,
    ],
    [
      'no connection',
      { ...plain, failed: { at: 'connection', code: 'ETIMEDOUT' } },
      'no connection: no answer in time (before that: resolved to 192.0.2.1 and 1 more in 3 ms, connected in 1 ms).',
      /firewall/,
    ],
    [
      'no word',
      { ...plain, failed: { at: 'tls', code: 'ETIMEDOUT' } },
      'no TLS handshake: no answer in time (before that: resolved to 192.0.2.1 and 1 more in 3 ms, connected in 1 ms).',
      /that it runs, the firewall/,
    ],
    [
      'no TLS',
      {
        ...{ host: 'atlas.example', port: 443, addresses: [], connectedMs: 2 },
        failed: { at: 'tls', code: 'EPROTO', error: new Error('x:SSL routines:y:wrong version number:') },
      },
      'what it says is not TLS (wrong version number) (before that: connected in 2 ms).',
      /does not speak TLS as expected/,
    ],
  ])('%s', (_, look, text, fix) => {
    const { exitCode, line } = of(look);
    const told = line('atlas.example:443');
    expect(told).toMatchObject({ state: fix === undefined ? 'ok' : 'problem', text });
    expect(told?.fix ?? '').toMatch(fix ?? /^$/);
    expect(exitCode).toBe(fix === undefined ? 0 : 3);
  });

  it('a certificate that is not trusted is shown, with what is wrong with it', () => {
    const tls = { ...host.tls, tookMs: 20, protocol: 'TLSv1.2', refused: 'CERT_HAS_EXPIRED' };
    const certificate = { subject: 'atlas.example', issuer: 'A CA', validUntil: new Date('2026-11-30T12:00:00Z') };
    expect(of({ ...host, tls: { ...tls, certificate } }).line('atlas.example:443')).toMatchObject({
      state: 'problem',
      text: expect.stringMatching(/^its certificate has expired \(CERT_HAS_EXPIRED\).*until 2026-11-30 \(1 d ago\)\.$/),
      fix: "Renew the server's certificate, or set this machine's clock.",
    });
  });
});

describe('the clock', () => {
  const of = (aheadMs: number | undefined, tookMs = 1_000) =>
    linesWhere(({ atlas }) => ({ atlas: { ...atlas, answer: seen({ status: 401, tookMs, aheadMs }) } })).line('clock');

  it.each<[string, number | undefined, number, string, string]>([
    ['the same, as far as an answer tells', 900, 1_000, 'ok', 'the same as that of Atlas, give or take 1.0 s'],
    ['a little behind', 61_000, 1_000, 'ok', '1 min behind that of Atlas, give or take 1.0 s'],
    [
      'too far behind',
      61_001,
      1_000,
      'problem',
      "This machine's clock is 1 min behind that of Atlas, give or take 1.0 s.",
    ],
    [
      'too far ahead',
      -86_400_000,
      1_000,
      'problem',
      "This machine's clock is 1 d ahead of that of Atlas, give or take 1.0 s.",
    ],
    ['an answer that took too long to tell', -62_000, 5_000, 'ok', '1 min ahead of that of Atlas, give or take 3.0 s'],
    ['an answer without a time', undefined, 1_000, 'not-looked-at', 'the answer of Atlas tells no time'],
  ])('%s', (_, aheadMs, tookMs, state, text) => {
    expect(of(aheadMs, tookMs)).toMatchObject({ state, text });
  });

  it('of a service that gave no answer is not known, and the trouble is told once', () => {
    const { data } = linesWhere(({ atlas }) => ({ atlas: { ...atlas, answer: trouble } }));
    expect(data).toMatchObject({ problems: 1, notLookedAt: 2 });
  });
});

describe('the exit code', () => {
  const refused = { ...trouble, isOfCredentials: true };

  it.each<[string, Different, number]>([
    ['credentials alone', ({ atlas }) => ({ atlas: { ...atlas, credentials: refused } }), 4],
    [
      'credentials, and something else',
      ({ atlas, directory }) => ({
        atlas: { ...atlas, credentials: refused },
        directory: { ...directory, journal: trouble },
      }),
      3,
    ],
    ['others may write to the directory', ({ directory }) => ({ directory: { ...directory, mode: seen(0o722) } }), 3],
    ['others may write to a file', ({ directory }) => ({ directory: { ...directory, open: seen(['state.json']) } }), 3],
    ['the disk is full', ({ directory }) => ({ directory: { ...directory, freeBytes: seen(1_000) } }), 3],
    ['a file of no certificates', () => ({ extraCa: seen('no certificate') }), 3],
    ['there is no directory yet', ({ directory }) => ({ directory: { ...directory, mode: seen('missing') } }), 0],
  ])('%s', (_, different, exitCode) => {
    expect(linesWhere(different).exitCode).toBe(exitCode);
  });
});

it.each([
  ['a login', 'http://bob:hunter22@proxy.example:3128', 'HTTPS_PROXY=http://********@proxy.example:3128'],
  ['a token alone', 'https://tokenoftokens@proxy.example', 'HTTPS_PROXY=https://********@proxy.example'],
  ['no scheme', 'bob:hunt@er22@proxy.example', 'HTTPS_PROXY=********@proxy.example'],
  ['no login', 'http://proxy.example:3128', 'HTTPS_PROXY=http://proxy.example:3128'],
])('a proxy is shown without %s', (_, HTTPS_PROXY, text) => {
  expect(linesWhere(() => ({ env: { HTTPS_PROXY, PATH: '/bin' } })).line('proxy variables')?.text).toBe(text);
});

it.each([
  ['cut by a sign that is not percent-encoded', 'http://bob:hunter#22@proxy.example:3128'],
  ['of a scheme that no request goes through', 'socks5://bob:hunter22@proxy.example:1080'],
])('an address of a proxy is a problem that is %s', (_, HTTPS_PROXY) => {
  const found = linesWhere(() => ({ env: { HTTPS_PROXY, PATH: '/bin' } })).line('proxy variables');
  expect(found).toMatchObject({ state: 'problem', fix: expect.stringMatching(/^Write HTTPS_PROXY as http:/) });
  expect(found?.text).toMatch(/^HTTPS_PROXY is not the address .*\*{8}@proxy\.example/);
});

it('a proxy that speaks no TLS where it should is told how its address begins', () => {
  const failed = { at: 'tls', code: 'EPROTO', error: new Error('x:SSL routines:y:wrong version number:') } as const;
  const { line } = linesWhere(({ atlas }) => ({
    atlas: {
      ...atlas,
      proxy: seen('p.example:3128'),
      host: seen({ host: 'p.example', port: 3128, addresses: [], failed }),
    },
  }));
  expect(line('p.example:3128')?.fix).toMatch(/^Begin the address of the proxy .* with http:\/\//);
});

describe('what others have named', () => {
  const evil = '\u001B[31m\u202Eevil\n';
  const named: Different = ({ atlas, source, directory }) => ({
    env: { NO_PROXY: evil },
    atlas: {
      ...atlas,
      host: seen({ ...host, host: `h${evil}`, addresses: [evil] }),
      roles: seen([evil]),
    },
    source: { ...source, login: seen({ user: evil, roles: [evil] }) },
    directory: {
      ...directory,
      path: evil,
      open: seen([evil]),
      lock: seen({ command: evil, pid: 1, host: evil }),
    },
  });

  it('is harmless on the page', () => {
    const text = JSON.stringify(linesWhere(named).data);
    expect(text).toContain('evil');
    expect(text).not.toMatch(/\\u001b|\u202E|\\n/i);
  });

  it('shows no secret, wherever it is repeated', () => {
    const secret = 'hunter22-of-bob';
    const { data } = linesWhere(({ atlas, source }) => ({
      atlas: { ...atlas, credentials: { ...trouble, what: `No ${secret} here.`, fix: `Not ${secret}.` } },
      source: { ...source, members: [{ host: `${secret}.example`, port: 1, look: unlooked }] },
      secrets: [new Secret('no'), new Secret(secret)],
    }));
    expect(JSON.stringify(data)).not.toContain(secret);
    expect(data.lines.filter(({ name, text }) => `${name}${text}`.includes('********'))).toHaveLength(2);
  });
});
