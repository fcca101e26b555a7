import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { withClient } from '../../../src/mongo/connect.ts';
import { type Mongod, startMongod } from '../../../src/sandbox/mongod/start-mongod.ts';
import { caught } from '../../support/caught.ts';
import { caPem, certificatePem, keyPem } from '../../support/certificates.ts';

const password = 'a-password-of-the-source';
const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
const place = mkdtempSync(join(tmpdir(), 'livemig-connect-'));
const caFile = join(place, 'ca.pem');
let mongod: Mongod;

beforeAll(async () => {
  writeFileSync(caFile, caPem);
  const tls = { cert: certificatePem, key: keyPem };
  mongod = await startMongod({ replicaSet: 'rs0', version: '7.0.14', users, now: Date.now, tls });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

afterAll(async () => {
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
