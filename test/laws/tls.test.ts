import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import { withClient } from '../../src/mongo/connect.ts';
import { startMongod } from '../../src/mongod/start-mongod.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { elsewherePem, expiredPem, notYetValidPem, secondCaPem, selfSignedPem } from '../support/bad-certificates.ts';
import { caught } from '../support/caught.ts';
import { caPem, certificatePem, keyPem } from '../support/certificates.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { realClock, runCommand } from '../support/test-ports.ts';

const law = 'TLS';

const deployment = {
  replicaSet: 'rs0',
  version: '7.0.14',
  users: [{ username: 'root', password: 'a-password', roles: [{ role: 'root', db: 'admin' }] }],
  now: Date.now,
};

type Side = 'Atlas' | 'manager';

const place = mkdtempSync(join(tmpdir(), 'livemig-tls-'));
const [firstCa, secondCa] = [join(place, 'first-ca.pem'), join(place, 'second-ca.pem')];
let sandbox: Sandbox;

beforeAll(async () => {
  writeFileSync(firstCa, caPem);
  writeFileSync(secondCa, secondCaPem);
  sandbox = await startSandbox({
    manager: 'ops-manager',
    documents: 1,
    speed: 5000,
    faults: [],
    agent: 'after-key',
    clock: realClock,
  });
  // What the manager is asked for comes after the link.
  expect((await run(['link', ...agreed], {})).result.error).toBeNull();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await sandbox.close();
  rmSync(place, { recursive: true });
});

/** What is wrong with each, and the CA file that is named to the manager's client: only one thing is wrong at a time. */
const refused = [
  { name: 'self-signed', cert: selfSignedPem, caFile: firstCa },
  { name: 'expired', cert: expiredPem, caFile: secondCa },
  { name: 'not yet valid', cert: notYetValidPem, caFile: secondCa },
  { name: 'for another host', cert: elsewherePem, caFile: secondCa },
  { name: 'of another CA than the one named', cert: certificatePem, caFile: secondCa },
  { name: 'of a private CA, none named', cert: certificatePem, caFile: undefined },
] as const;

describe.each<Side>(['Atlas', 'manager'])('the certificate of %s', (side) => {
  describe.each([undefined, '0', '1'])('with NODE_TLS_REJECT_UNAUTHORIZED=%s', (value) => {
    itHolds(law, 'is verified before anything is sent', (tryCase) => allRefused(tryCase, side, value));
  });
});

describe('the certificate of a deployment', () => {
  describe.each([undefined, '0'])('with NODE_TLS_REJECT_UNAUTHORIZED=%s', (value) => {
    itHolds(law, 'is verified before the login', async (tryCase) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value);
      for (const { name, cert, caFile } of refused) {
        await tryCase(name, async () => {
          expect(await codeOfLogin(cert, caFile)).toBe('MONGODB_CERTIFICATE');
        });
      }
    });
  });
});

itHolds(law, 'accepts the private CA that is named', (tryCase) =>
  tryCase('private CA', () =>
    inFrontOf('manager', certificatePem, async (port, requests) => {
      const { exitCode, result } = await ask('manager', `https://localhost:${port}`, firstCa);
      expect([exitCode, result.error]).toEqual([0, null]);
      expect(requests()).toBeGreaterThan(0);
    }),
  ),
);

/** Beyond this machine, however it is written; `secret-word` must not come back in the message. */
const plainBeyond = [
  'http://198.51.100.7',
  'http://om.example',
  'HTTP://om.example',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'http://evillocalhost',
  'http://evil.localhost',
  'http://127.0.0.1:secret-word@evil.example',
  'http://localhost@evil.example',
  'http://[::ffff:10.0.0.1]',
  'http://[::]',
  'http://0.0.0.0',
  'http://3325256711',
  'http://0xc6336407',
  'http://evil.example#@127.0.0.1',
  'http://evil.example\\@127.0.0.1',
  ' http://om.example',
  'ftp://127.0.0.1',
  '//127.0.0.1',
] as const;

describe.each<Side>(['Atlas', 'manager'])('plain http to %s', (side) => {
  itHolds(law, 'goes to this machine only', async (tryCase) => {
    for (const url of plainBeyond) {
      await tryCase(url, async () => {
        const { exitCode, result } = await ask(side, url);
        expect(exitCode).toBe(2);
        expect(result.error?.code).toMatch(/^(PLAIN_HTTP_REFUSED|URL_NOT_USABLE|INPUTS)$/);
        expect(result.error?.fix).toMatch(/\w/);
        expect(JSON.stringify(result)).not.toContain('secret-word');
      });
    }
  });

  itHolds(law, 'reaches this machine by each of its names', async (tryCase) => {
    const port = new URL(urlOf(side)).port;
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', 'LOCALHOST']) {
      await tryCase(host, async () => {
        const { result } = await ask(side, `http://${host}:${port}`);
        expect(result.error).toBeNull();
      });
    }
  });
});

itNotices(law, 'a client that does not verify', async (tryCase) => {
  const connect = tls.connect;
  const spy = vi.spyOn(tls, 'connect');
  spy.mockImplementation((options) => connect(Object.assign({}, options, { rejectUnauthorized: false })));
  await allRefused(tryCase, 'manager');
  spy.mockRestore();
});

async function allRefused(tryCase: TryCase, side: Side, value?: string): Promise<void> {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value);
  for (const { name, cert, caFile } of refused) {
    await tryCase(name, () =>
      inFrontOf(side, cert, async (port, requests) => {
        const { exitCode, result } = await ask(side, `https://localhost:${port}`, caFile);
        expect(requests()).toBe(0);
        expect(exitCode).toBe(1);
        expect(result.error).toMatchObject({ code: 'API_CERTIFICATE' });
        expect(result.error?.fix).toMatch(/certificate/i);
      }),
    );
  }
}

function urlOf(side: Side): string {
  return sandbox.env[side === 'Atlas' ? 'LIVEMIG_ATLAS_URL' : 'LIVEMIG_MANAGER_URL'] ?? '';
}

/** What a deployment that shows this certificate ends with. */
async function codeOfLogin(cert: string, caFile: string | undefined): Promise<string> {
  const mongod = await startMongod({ ...deployment, tls: { cert, key: keyPem } });
  const ca = caFile === undefined ? '' : `&tlsCAFile=${encodeURIComponent(caFile)}`;
  const uri = `${mongod.uri('root', 'a-password')}${ca}`.replaceAll('127.0.0.1', 'localhost');
  try {
    const how = { name: 'the source', patienceMs: 200 };
    return (await caught(withClient(uri, how, (client) => client.db('admin').command({ ping: 1 })))).code;
  } finally {
    await mongod.close();
  }
}

const agreed = ['--accept-migration-agreement', '--manager-ip', '203.0.113.7'];

/** The first command that asks this side anything, with the side at this address; Atlas is asked nothing once linked. */
function ask(side: Side, url: string, caFile?: string) {
  const ca = caFile === undefined ? {} : { LIVEMIG_MANAGER_CA_FILE: caFile };
  return side === 'Atlas'
    ? run(['link', '--dry-run', ...agreed], { LIVEMIG_ATLAS_URL: url }, 'not-linked')
    : run(['provision', '--dry-run'], { LIVEMIG_MANAGER_URL: url, ...ca });
}

function run(argv: readonly string[], env: Readonly<Record<string, string>>, directory = 'linked') {
  return runCommand([...argv, '--no-input', '--dir', join(place, directory)], { env: { ...sandbox.env, ...env } });
}

/** Serves the sandbox by TLS with this certificate, and counts the requests that came through. */
async function inFrontOf(
  side: Side,
  cert: string,
  use: (port: number, requests: () => number) => Promise<void>,
): Promise<void> {
  let count = 0;
  const server = createServer({ cert, key: keyPem }, ({ method, url, headers }, response) => {
    count += 1;
    const to = { method, headers };
    request(new URL(url ?? '/', urlOf(side)), to, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  const port = await listening(server);
  try {
    await use(port, () => count);
  } finally {
    server.close().closeAllConnections();
  }
}

async function listening(server: Server): Promise<number> {
  // On every address, because localhost is IPv6 on some systems.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
