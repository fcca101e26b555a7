import { MongoClient, ObjectId } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { mongodFixture } from '../../support/mongod-fixture.ts';
import { openSocket } from './raw-connection.ts';

const fixture = mongodFixture();

const driver = { driver: { name: 'test', version: '1' }, os: { type: 'Linux' } };

describe('hello', () => {
  it('tells what drivers decide by', async () => {
    const connection = await openSocket(fixture.mongod.address);
    const hello = await connection.command({ hello: 1, saslSupportedMechs: 'admin.root', client: driver });
    expect(hello).toMatchObject({
      helloOk: true,
      isWritablePrimary: true,
      hosts: [fixture.mongod.address],
      primary: fixture.mongod.address,
      me: fixture.mongod.address,
      setName: 'rs0',
      setVersion: 1,
      saslSupportedMechs: ['SCRAM-SHA-256', 'SCRAM-SHA-1'],
      maxWriteBatchSize: 100_000,
      logicalSessionTimeoutMinutes: 30,
      minWireVersion: 0,
      maxWireVersion: 21,
    });
    expect(hello).toHaveProperty('topologyVersion.processId');
    expect(hello).toHaveProperty('lastWrite.opTime');
    expect(hello).not.toHaveProperty('compression');
    connection.close();
  });

  it('waits when the client knows the topology, and only then', async () => {
    const connection = await openSocket(fixture.mongod.address);
    const { topologyVersion } = await connection.command({ hello: 1 });
    const before = performance.now();
    await connection.command({ hello: 1, topologyVersion, maxAwaitTimeMS: 300 });
    expect(performance.now() - before).toBeGreaterThan(250);
    const other = { ...topologyVersion, processId: new ObjectId() };
    const again = performance.now();
    await connection.command({ hello: 1, topologyVersion: other, maxAwaitTimeMS: 60_000 });
    expect(performance.now() - again).toBeLessThan(1000);
    expect(await connection.command({ hello: 1, maxAwaitTimeMS: 10 })).toMatchObject({ ok: 0, code: 31368 });
    connection.close();
  });

  it.each([
    ['a second time', driver, 186],
    ['without the driver', { os: { type: 'Linux' } }, 183],
    ['with a name that is too long', { ...driver, application: { name: 'x'.repeat(129) } }, 184],
    ['that is too large', { ...driver, platform: 'x'.repeat(512) }, 185],
  ])('refuses client metadata %s', async (_, client, code) => {
    const connection = await openSocket(fixture.mongod.address);
    if (code === 186) await connection.command({ hello: 1, client: driver });
    expect(await connection.command({ hello: 1, client })).toMatchObject({ ok: 0, code });
    connection.close();
  });

  it('does not offer a server behind a load balancer', async () => {
    const uri = `mongodb://${fixture.mongod.address}/?loadBalanced=true`;
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2000 });
    await expect(client.connect().then(() => client.db('admin').command({ ping: 1 }))).rejects.toThrow(/load balanc/);
    await client.close();
  });
});

describe('login', () => {
  it('ends with a message that does not fit, and must be begun again', async () => {
    const connection = await openSocket(fixture.mongod.address);
    const payload = Buffer.from('n,,n=root,r=abcdef');
    const start = { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload };
    expect(await connection.command(start)).toMatchObject({ ok: 1, done: false });
    const wrong = { saslContinue: 1, conversationId: 1, payload: Buffer.from('c=biws,r=abcdef,p=AAAA') };
    expect(await connection.command(wrong)).toMatchObject({ ok: 0, code: 18 });
    expect(await connection.command(wrong)).toMatchObject({ ok: 0, code: 17 });
    connection.close();
  });

  it.each([
    [{ authenticate: 1, mechanism: 'MONGODB-X509' }, 334],
    [{ saslStart: 1, mechanism: 'PLAIN', payload: Buffer.from('\0root\0x') }, 334],
  ])('is refused by other mechanisms: %o', async (command, code) => {
    const connection = await openSocket(fixture.mongod.address);
    expect(await connection.command(command)).toMatchObject({ ok: 0, code });
    connection.close();
  });
});

describe('the Stable API', () => {
  it('lets through what belongs to it and refuses the rest in strict mode', async () => {
    const serverApi = { version: '1', strict: true, deprecationErrors: true } as const;
    const client = await fixture.connect('root', { serverApi });
    expect(await client.db('api').collection('items').insertOne({ a: 1 })).toMatchObject({ acknowledged: true });
    await expect(client.db('api').command({ serverStatus: 1 })).rejects.toMatchObject({ code: 323 });
    const plain = fixture.client.db('admin');
    await expect(plain.command({ ping: 1, apiVersion: '2' })).rejects.toMatchObject({ code: 322 });
  });
});
