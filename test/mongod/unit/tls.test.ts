import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { type Mongod, type MongodOptions, startMongod } from '../../../src/mongod/start-mongod.ts';
import { caPem, certificatePem, keyPem } from '../../support/certificates.ts';
import { password } from '../../support/mongod-fixture.ts';

const users = [{ username: 'root', password, roles: [{ role: 'root', db: 'admin' }] }];
let mongod: Mongod | undefined;

afterEach(() => mongod?.close());

async function started(options: Partial<MongodOptions> = {}): Promise<Mongod> {
  const tls = { cert: certificatePem, key: keyPem };
  mongod = await startMongod({ replicaSet: 'rs0', version: '7.0.14', users, now: Date.now, tls, ...options });
  return mongod;
}

/** The certificate is for a name; the driver knows the server by its address. */
const trusting = { ca: caPem, tlsAllowInvalidHostnames: true, serverSelectionTimeoutMS: 2000 };

describe('a server with a certificate', () => {
  it.each([[{}], [{ topology: { shards: 1 } }]])('speaks TLS to a client that trusts it: %o', async (options) => {
    const { uri } = await started(options);
    expect(uri('root', password)).toContain('tls=true');
    const client = await new MongoClient(uri('root', password), trusting).connect();
    expect(await client.db('shop').collection('items').insertOne({ a: 1 })).toMatchObject({ acknowledged: true });
    expect(await client.db('admin').command({ getParameter: 1, tlsMode: 1 })).toMatchObject({ tlsMode: 'requireTLS' });
    await client.close();
  });

  it.each([
    ['does not trust it', (uri: string) => uri, { ...trusting, ca: undefined }],
    ['does not speak TLS', (uri: string) => uri.replace('&tls=true', ''), { serverSelectionTimeoutMS: 1000 }],
  ])('is not reached by a client that %s', async (_, changed, options) => {
    const { uri } = await started();
    const { ca, ...others } = { ca: undefined, ...options };
    const client = new MongoClient(changed(uri('root', password)), ca === undefined ? others : { ...others, ca });
    await expect(client.connect()).rejects.toThrow();
    await client.close();
  });
});
