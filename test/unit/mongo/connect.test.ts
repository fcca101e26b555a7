import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoCompatibilityError } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { LivemigError } from '../../../src/core/errors.ts';
import { withClient } from '../../../src/mongo/connect.ts';
import { type Mongod, startMongod } from '../../../src/mongod/start-mongod.ts';
import { caught } from '../../support/caught.ts';
import { caPem, certificatePem, keyPem } from '../../support/certificates.ts';
import { oldServer } from '../../support/old-server.ts';

const password = 'a-password-of-the-source';
const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
const place = mkdtempSync(join(tmpdir(), 'livemig-connect-'));
const caFile = join(place, 'ca.pem');
let mongod: Mongod;
let plain: Mongod;

beforeAll(async () => {
  plain = await startMongod({ replicaSet: 'rs0', version: '7.0.14', users, now: Date.now });
  writeFileSync(caFile, caPem);
  const tls = { cert: certificatePem, key: keyPem };
  mongod = await startMongod({ replicaSet: 'rs0', version: '7.0.14', users, now: Date.now, tls });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

afterAll(async () => {
  await plain.close();
  await mongod.close();
  rmSync(place, { recursive: true });
});

const ping = (more: string) =>
  withClient(`${mongod.uri('root', password)}${more}`, { name: 'the source', patienceMs: 1000 }, (client) =>
    client.db('admin').command({ ping: 1 }),
  );

describe('a deployment with a certificate of a private CA', () => {
  it('is reached with the CA named, by a name that the certificate has or by another', async () => {
    const ca = `&tlsCAFile=${encodeURIComponent(caFile)}`;
    await expect(ping(`${ca}&tlsAllowInvalidHostnames=true`)).resolves.toMatchObject({ ok: 1 });
  });

  it('is not reached without it, and the fix tells how to name it', async () => {
    const error = await caught(ping(''));
    expect([error.code, error.fix]).toEqual(['MONGODB_CERTIFICATE', expect.stringContaining('tlsCAFile')]);
  });

  it('is not reached without it even where the environment tells Node not to verify', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect((await caught(ping(''))).code).toBe('MONGODB_CERTIFICATE');
  });

  it.each(['tlsInsecure', 'tlsAllowInvalidCertificates', 'TLSALLOWINVALIDCERTIFICATES', 'tlsAllowInvalidHostnames'])(
    'is refused with %s in the connection string',
    async (option) => {
      const error = await caught(ping(`&${option}=true`));
      expect(error).toMatchObject({ code: 'CERTIFICATE_NOT_VERIFIED', message: expect.stringContaining(option) });
      expect(error.message).not.toContain(password);
    },
  );
});

describe('a signal', () => {
  const reason = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'stop', fix: 'go on' });

  it.each([
    ['before anything is sent', 'before'],
    ['while nobody answers', 'connecting'],
    ['in the middle of the work', 'working'],
  ])(
    'ends it %s, with its reason',
    async (_, when) => {
      const controller = new AbortController();
      const silent = createServer(() => controller.abort(reason)).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      onTestFinished(() => void silent.close());
      if (when === 'before') controller.abort(reason);
      const uri = when === 'working' ? plain.uri('root', password) : `mongodb://127.0.0.1:${portOf(silent)}/`;
      const options = { name: 'the source', patienceMs: 30_000, signal: controller.signal };
      const work = withClient(uri, options, async (client) => {
        controller.abort(reason);
        return client.db('admin').command({ ping: 1 });
      });
      await expect(work).rejects.toBe(reason);
    },
    5_000,
  );
});

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address.port;
}

it('a server that the driver does not know is told of in its words, at once, and as one that answers', async () => {
  const uri = `mongodb://me:hush@${await oldServer(8)}/`;
  // Longer than a test may take: it is not waited for.
  const error = await caught(withClient(uri, { name: 'the source', patienceMs: 60_000 }, async () => {}));
  expect(error.message).toMatch(
    /^The source \(127.*\) answers, and cannot be used: .*maximum wire version 8.*at least 9/,
  );
  expect(error.fix).not.toContain('reach');
  expect(error.cause).toBeInstanceOf(MongoCompatibilityError);
});

it('a name that leads nowhere by any of its addresses is told of with what each said', async () => {
  const options = { name: 'the source', patienceMs: 300 };
  expect((await caught(withClient('mongodb://localhost:9/', options, async () => {}))).message).toMatch(
    /could not be asked: connect ECONNREFUSED .*:9/,
  );
});

it('servers of another replica set than was named are told of as such', async () => {
  const uri = plain.uri('root', password).replace(/replicaSet=\w+/, 'replicaSet=other');
  const error = await caught(withClient(uri, { name: 'the source', patienceMs: 300 }, async () => {}));
  expect(error).toMatchObject({
    code: 'MONGODB',
    message: expect.stringMatching(/^The source \(127.*\) answers, and is no member of a replica set named other\.$/),
    fix: expect.stringContaining('rs.status().set'),
  });
});

it('a server that takes connections and says nothing is not taken for one of another set', async () => {
  const silent = createServer(() => {});
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void silent.close());
  const { port } = z.object({ port: z.number() }).parse(silent.address());
  const uri = `mongodb://127.0.0.1:${port}/?replicaSet=other`;
  const error = await caught(withClient(uri, { name: 'the source', patienceMs: 300 }, async () => {}));
  expect(error.message).toContain('could not be asked');
});

it('a server that answers with an error of its own is told of in its words, and not as one out of reach', async () => {
  const options = { name: 'the source', patienceMs: 1_000 };
  const work = withClient(plain.uri('root', password), options, (client) => client.db('admin').command({ nothing: 1 }));
  const error = await caught(work);
  expect(error).toMatchObject({
    code: 'MONGODB',
    message: expect.stringMatching(/^The source \(127.*\) answered with an error: no such command: 'nothing'\.$/),
  });
  expect(error.fix).not.toContain('reach');
});

it('a server that wants a login, for which there is none, is told of so', async () => {
  const options = { name: 'the source', patienceMs: 1_000 };
  const work = withClient(plain.uri(), options, (client) => client.db('admin').command({ listDatabases: 1 }));
  expect(await caught(work)).toMatchObject({
    kind: 'credentials',
    code: 'MONGODB_LOGIN',
    message: expect.stringMatching(/^The source \(127.*\) wants a login, and this connection has none\.$/),
    fix: expect.stringContaining('Put a user'),
  });
});

it('an answer of another form is told as that, and where it differs', async () => {
  const asked = withClient(plain.uri('root', password), { name: 'the source', patienceMs: 1000 }, async () =>
    z.object({ users: z.array(z.object({ user: z.string() })) }).parse({ users: [{ user: 5 }] }),
  );
  await expect(asked).rejects.toMatchObject({
    code: 'MONGODB',
    message: expect.stringMatching(/gave an answer of another form than MongoDB's: users\.0\.user: .*string/),
    fix: expect.not.stringContaining('network'),
  });
});
