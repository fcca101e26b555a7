import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import { emptyJournal } from '../../src/core/journal.ts';
import { DoctorData, type DoctorSection } from '../../src/core/results/doctor-result.ts';
import { expiredPem } from '../support/bad-certificates.ts';
import { caPem, certificatePem, keyPem } from '../support/certificates.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';
import { startJourney } from '../support/journey.ts';
import { portOf } from '../support/port-of.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type PortsOptions, realClock, runCommand } from '../support/test-ports.ts';

/** A port of this machine on which nothing listens: no test asks the real Atlas. */
const nowhere = 'http://127.0.0.1:1';

const manager = { LIVEMIG_MANAGER: 'ops-manager', LIVEMIG_MANAGER_URL: 'https://localhost:1' };

async function doctor(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  more: Partial<PortsOptions> = {},
) {
  const directory = join(await temporaryDirectory(), 'migration');
  const { result, exitCode } = await runCommand(['doctor', '--dir', directory, ...args], {
    env: { LIVEMIG_ATLAS_URL: nowhere, ...env },
    ...more,
  });
  const { lines } = DoctorData.parse(result.data);
  const line = (section: DoctorSection, name: string) =>
    lines.find((one) => one.section === section && one.name === name);
  return { result, exitCode, lines, line, directory };
}

it('a sandbox is well with its own credentials; with a wrong one all else is looked at, and nothing is changed', async () => {
  const journey = await startJourney('cloud-manager');
  onTestFinished(journey.close);
  const { exitCode, lines, line, directory } = await doctor(journey.env);
  expect(exitCode).toBe(0);
  expect(lines.filter(({ state }) => state === 'problem')).toEqual([]);
  expect(line('atlas', 'roles')).toMatchObject({ state: 'ok', text: 'ORG_OWNER' });
  expect(line('manager', 'roles')).toMatchObject({ state: 'not-looked-at' });
  expect(line('source', 'roles')).toMatchObject({ state: 'ok', text: 'root@admin' });
  expect(line('destination', 'login')).toMatchObject({ state: 'ok' });
  await expect(readdir(directory)).rejects.toThrow('ENOENT');

  const wrong = await doctor({ ...journey.env, LIVEMIG_ATLAS_PRIVATE_KEY: 'another-private-key' });
  expect([wrong.exitCode, wrong.result.status]).toEqual([4, 'blocked']);
  expect(wrong.lines.filter(({ state }) => state === 'problem')).toMatchObject([
    { section: 'atlas', name: 'credentials', fix: expect.stringContaining('LIVEMIG_ATLAS_PRIVATE_KEY') },
  ]);
});

it('with nothing set, nothing is looked at but this machine and the way to Atlas', async () => {
  const { exitCode, line, lines } = await doctor({});
  expect(exitCode).toBe(3);
  expect(lines.filter(({ state }) => state === 'problem')).toMatchObject([{ section: 'atlas', name: '127.0.0.1:1' }]);
  expect(line('atlas', 'credentials')).toMatchObject({
    state: 'not-looked-at',
    text: expect.stringContaining('LIVEMIG_ATLAS_PUBLIC_KEY'),
  });
  expect(line('manager', 'address')?.text).toBe('nothing names it (--manager or LIVEMIG_MANAGER)');
  expect(line('source', 'login')).toMatchObject({ state: 'not-looked-at' });
});

it('a service whose clock is that of yesterday is told, by the time in its answer', async () => {
  const yesterday = new Date(Date.now() - 86_400_000).toUTCString();
  const port = await portOf(
    createHttpServer((_, response) => void response.writeHead(401, { date: yesterday, connection: 'close' }).end()),
  );
  const { exitCode, line } = await doctor({ LIVEMIG_ATLAS_URL: `http://127.0.0.1:${port}` });
  expect(line('atlas', 'clock')).toMatchObject({
    state: 'problem',
    text: expect.stringMatching(/^This machine's clock is 1 d ahead of that of Atlas, give or take \d+\.\d s\.$/),
  });
  expect(exitCode).toBe(3);
});

it('an expired certificate is shown, of the address that the journal remembers', async () => {
  const port = await portOf(createTlsServer({ cert: expiredPem, key: keyPem }));
  const directory = join(await temporaryDirectory(), 'remembered');
  await mkdir(directory, { mode: 0o700 });
  const inputs = { manager: 'ops-manager', managerUrl: `https://localhost:${port}` };
  const journal = JSON.stringify({ ...emptyJournal(realClock.now()), inputs });
  await writeFile(join(directory, 'state.json'), journal, { mode: 0o600 });
  const { line } = await doctor({}, ['--dir', directory]);
  expect(line('manager', `localhost:${port}`)).toMatchObject({
    state: 'problem',
    text: expect.stringContaining('certificate of localhost by livemig second test CA until 2021-01-01'),
  });
  expect(line('manager', 'answer')).toMatchObject({ state: 'not-looked-at', text: 'there is no connection' });
  expect(await readdir(directory)).toEqual(['state.json']);
});

it('when the time is up before a silent server says anything, what was seen until then is told', async () => {
  const port = await portOf(createServer());
  const uri = `mongodb://u:planted-password@127.0.0.1:${port}/?tls=true`;
  const { exitCode, result, line } = await doctor({ LIVEMIG_SOURCE_URI: uri }, ['--timeout', '500ms']);
  expect([exitCode, result.status, result.error]).toEqual([8, 'in-progress', null]);
  expect(line('source', 'connection string')).toMatchObject({ state: 'ok' });
  const unlooked = { state: 'not-looked-at', text: 'the time given with --timeout was up' };
  expect([line('source', `127.0.0.1:${port}`), line('source', 'login')]).toMatchObject([unlooked, unlooked]);
});

it('a person who stops it gets no page', async () => {
  const stop = new AbortController();
  const port = await portOf(
    createServer(() =>
      stop.abort(new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stopped.', fix: 'Go on.' })),
    ),
  );
  const { exitCode, result } = await runCommand(['doctor', '--dir', join(await temporaryDirectory(), 'x')], {
    env: { LIVEMIG_ATLAS_URL: `https://127.0.0.1:${port}` },
    signal: stop.signal,
  });
  expect([exitCode, result.status]).toEqual([130, 'interrupted']);
  expect(result.next).toMatchObject([{ command: expect.stringMatching(/^livemig doctor/), reason: 'begins anew' }]);
});

it.each<[string, Readonly<Record<string, string>>, DoctorSection, string, RegExp]>([
  [
    'an address that cannot be one',
    { LIVEMIG_ATLAS_URL: 'https://bob:planted-pw@a.example' },
    'atlas',
    'address',
    /must not hold a user/,
  ],
  [
    'plain http to elsewhere',
    { LIVEMIG_ATLAS_URL: 'http://a.example' },
    'atlas',
    'address',
    /anyone on the way could read/,
  ],
  ['half a pair', { LIVEMIG_ATLAS_PUBLIC_KEY: 'abcdefgh' }, 'atlas', 'credentials', /are incomplete/],
  [
    'a CA file that is none',
    { ...manager, LIVEMIG_MANAGER_CA_FILE: 'package.json' },
    'manager',
    'connection',
    /package\.json holds no certificate/,
  ],
  [
    'a CA file that is not there',
    { ...manager, LIVEMIG_MANAGER_CA_FILE: '/no/ca.pem' },
    'manager',
    'connection',
    /does not exist/,
  ],
  [
    'certificates for Node that are none',
    { NODE_EXTRA_CA_CERTS: 'package.json' },
    'network',
    'NODE_EXTRA_CA_CERTS',
    /holds no certificate/,
  ],
])('%s is a problem of its own line', async (_, env, section, name, text) => {
  const { line, lines } = await doctor(env);
  expect(line(section, name)).toMatchObject({ state: 'problem', text: expect.stringMatching(text) });
  expect(lines.filter((one) => one.section === section && one.state === 'problem')).toHaveLength(
    name === 'credentials' ? 2 : 1,
  );
});

it('the way through a proxy is the proxy and the answer behind it, without its login on the page', async () => {
  const date = new Date().toUTCString();
  const manager = createHttpsServer({ cert: certificatePem, key: keyPem }, (_, response) => {
    response.writeHead(401, { date, connection: 'close' }).end();
  });
  const proxy = await startForwardProxy(await portOf(manager));
  const caFile = join(await temporaryDirectory(), 'ca.pem');
  await writeFile(caFile, caPem);
  const login = 'bob:p%40ss%2Fw0rd%25';
  // Who sends requests reads the variables of the process itself.
  process.env.HTTPS_PROXY = `http://${login}@127.0.0.1:${proxy.port}`;
  onTestFinished(() => void delete process.env.HTTPS_PROXY);
  const { HTTPS_PROXY } = process.env;
  const { line, lines } = await doctor({
    ...{ LIVEMIG_MANAGER: 'ops-manager', LIVEMIG_MANAGER_URL: 'https://om.example', LIVEMIG_MANAGER_CA_FILE: caFile },
    HTTPS_PROXY,
  });
  expect(line('manager', 'proxy')?.text).toBe(`requests go through 127.0.0.1:${proxy.port}`);
  expect(line('manager', `127.0.0.1:${proxy.port}`)).toMatchObject({ state: 'ok' });
  expect(line('manager', 'answer')).toMatchObject({ state: 'ok', text: expect.stringMatching(/^401 in/) });
  expect(line('manager', 'clock')).toMatchObject({ state: 'ok' });
  expect(line('atlas', 'proxy')?.text).toMatch(/^none/);
  expect(proxy.asked).toEqual(['om.example:443']);
  expect(proxy.logins).toEqual([`Basic ${btoa('bob:p@ss/w0rd%')}`]);
  expect(JSON.stringify(lines)).not.toMatch(/w0rd|bob/);
});

it('a password that was not percent-encoded is no host of the page', async () => {
  const LIVEMIG_SOURCE_URI = 'mongodb://u:planted@pass/word@127.0.0.1:1/';
  const { lines, line } = await doctor({ LIVEMIG_SOURCE_URI });
  expect(line('source', 'connection string')).toMatchObject({ state: 'problem' });
  expect(JSON.stringify(lines)).not.toMatch(/planted|pass\b/);
});
