import type { Document, MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import type { StepProgress, Work } from '../../src/core/step.ts';
import type { DocumentBatch } from '../../src/core/verification/document-side.ts';
import type { SideRead } from '../../src/core/verification/side-read.ts';
import { caught } from '../support/caught.ts';
import { startServers } from '../support/migration-servers.ts';
import { queueInMemory } from '../support/queue-in-memory.ts';
import { type VerifyTwo, verifyTwo } from '../support/verify-two.ts';

async function startBoth(contents: Readonly<Record<string, readonly Document[]>>) {
  const { clients, toFill, job, uri } = await startServers();
  for (const client of [clients.source, clients.destination])
    for (const [namespace, documents] of Object.entries(contents)) await insert(client, namespace, documents);
  return { clients, uri, source: toFill.uri, destination: job.destinationUri };
}

async function insert(client: MongoClient, namespace: string, documents: readonly Document[]) {
  const [db, name = ''] = namespace.split('.');
  await client.db(db).command({ insert: name, documents });
}

/** The connection string of somebody who may read `app`, and no other database. */
async function asHalf(client: MongoClient, uri: string): Promise<string> {
  const roles = [
    { role: 'read', db: 'app' },
    { role: 'clusterMonitor', db: 'admin' },
  ];
  await client.db('admin').command({ createUser: 'half', pwd: 'p', roles });
  return uri.replace(/\/\/[^@]*@/, '//half:p@');
}

const two = { 'app.first': [{ _id: 1 }, { _id: 2 }], 'app.second': [{ _id: 3 }] };

it('two equal deployments are identical, and the verdict says of what, when and how', async () => {
  const both = await startBoth(two);
  expect(await verifyTwo(both)).toMatchObject({
    ...{ verdict: 'identical', identical: true, level: 'full', startedAt: '1970-01-01T00:00:00.000Z' },
    source: { identity: { setName: 'rs-source' }, clusterTime: { seconds: expect.any(Number) } },
    destination: { identity: { setName: 'atlas-shard-0' } },
    perNamespace: [
      { name: 'app.first', source: 2, destination: 2, compared: 2 },
      { name: 'app.second', source: 1, destination: 1, compared: 1 },
    ],
    doesNotCover: expect.arrayContaining([expect.stringContaining('users and roles'), 'Search indexes']),
  });
});

it('where neither side holds anything, nothing was compared', async () => {
  expect(await verifyTwo(await startBoth({}))).toMatchObject({ verdict: 'nothing-compared', identical: false });
});

it('one deployment is not compared with itself', async () => {
  const { source } = await startBoth(two);
  expect((await caught(verifyTwo({ source, destination: source }))).code).toBe('SAME_DEPLOYMENT');
});

it('what a user may not see is named, and nothing is called identical or missing for it', async () => {
  const { clients, source, destination } = await startBoth({ ...two, 'hr.people': [{ _id: 1 }] });
  const readers = clients.source.db('admin');
  const roles = [
    { role: 'read', db: 'app' },
    { role: 'clusterMonitor', db: 'admin' },
  ];
  await readers.command({ createUser: 'half', pwd: 'p', roles });
  const half = source.replace(/\/\/[^@]*@/, '//half:p@');
  const result = await verifyTwo({ source: half, destination });
  expect(result).toMatchObject({ verdict: 'not-all-compared', identical: false, differences: [] });
  const ofHr = result.notCompared.filter(({ what }) => what.includes('hr'));
  expect(ofHr).toEqual([{ what: expect.stringContaining('hr'), why: expect.stringContaining('grant') }]);
  expect(result.perNamespace.map(({ name }) => name)).toEqual(['app.first', 'app.second']);
});

it('a database that is wanted by its name and hidden from a user is named, and not taken for the same', async () => {
  const { clients, source, destination } = await startBoth({ ...two, 'hr.people': [{ _id: 1 }] });
  await insert(clients.source, 'hr.people', [{ _id: 2 }]);
  const roles = [{ role: 'read', db: 'app' }];
  await clients.source.db('admin').command({ createUser: 'half', pwd: 'p', roles });
  const half = source.replace(/\/\/[^@]*@/, '//half:p@');
  for (const namespaces of [['hr'], ['hr.people', 'app']])
    expect(await verifyTwo({ source: half, destination, request: { namespaces } })).toMatchObject({
      verdict: 'not-all-compared',
      notCompared: [{ what: 'database "hr" of the source', why: expect.stringContaining('grant read on "hr"') }],
    });
  expect(await verifyTwo({ source: half, destination, request: { namespaces: ['app'] } })).toMatchObject({
    verdict: 'identical',
  });
});

it('a database that came later and is hidden from a user is named as well', async () => {
  const { clients, source, destination } = await startBoth(two);
  const half = await asHalf(clients.source, source);
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    definitions: async () => {
      if (name === 'destination') await insert(clients.destination, 'late.one', [{ v: 1 }]);
      const found = await side.definitions();
      return name === 'source' ? { ...found, unread: [{ database: 'late', why: 'not authorized' }] } : found;
    },
  });
  expect(await verifyTwo({ source: half, destination, mutate })).toMatchObject({
    verdict: 'not-all-compared',
    notCompared: [{ what: expect.stringContaining('late.one') }],
  });
});

it('what could not be read of a namespace is named, whatever its user may see of others', async () => {
  const { clients, source, destination } = await startBoth({ ...two, 'hr.people': [{ _id: 1 }] });
  const roles = [
    { role: 'read', db: 'app' },
    { role: 'clusterMonitor', db: 'admin' },
  ];
  await clients.source.db('admin').command({ createUser: 'half', pwd: 'p', roles });
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    definitions: async () => {
      const found = await side.definitions();
      if (name === 'destination') return found;
      const unread = ['app.odd', 'hr.odd'].map((namespace) => ({ namespace, why: 'its name is not UTF-8' }));
      const unevenIndexes = [{ namespace: 'app.first', index: 'uneven', missingFrom: ['one'], differing: [] }];
      return { ...found, unread: [...found.unread, ...unread, { database: 'other', why: 'it is ill' }], unevenIndexes };
    },
  });
  const half = source.replace(/\/\/[^@]*@/, '//half:p@');
  const result = await verifyTwo({ source: half, destination, mutate, request: { namespaces: ['app'] } });
  expect([result.verdict, result.notCompared.map(({ what }) => what)]).toEqual([
    'not-all-compared',
    ['app.odd', 'the index uneven of app.first on every shard'],
  ]);
});

it('a namespace that comes while others are compared is compared as well', async () => {
  const both = await startBoth(two);
  let looks = 0;
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    definitions: async () => {
      looks += 1;
      const found = await side.definitions();
      // Both sides have it from their second look on.
      if (looks === 2)
        for (const client of [both.clients.source, both.clients.destination])
          await insert(client, 'app.third', name === 'source' ? [{ _id: 4, n: 1 }] : [{ _id: 4, n: 1 }]);
      return found;
    },
  });
  const result = await verifyTwo({ ...both, mutate });
  expect(result.perNamespace.map(({ name }) => name)).toEqual(['app.first', 'app.second', 'app.third']);
  expect(result.verdict).toBe('identical');
});

it('where others come again and again, what nobody has come to look at is named, and is no difference', async () => {
  const both = await startBoth(two);
  let came = 0;
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    // What is there has been listed by then.
    now: async () => {
      if (name === 'source') came += 1;
      if (name === 'source')
        for (const client of [both.clients.source, both.clients.destination])
          await insert(client, `app.late${came}`, [{ _id: 1 }]);
      return side.now();
    },
  });
  const { verdict, notCompared, differences } = await verifyTwo({ ...both, mutate });
  expect([verdict, differences, notCompared.map(({ what }) => what)]).toEqual(['not-all-compared', [], ['app.late3']]);
});

it('what differs in a definition is looked at twice, and a namespace that has arrived by then is compared', async () => {
  const both = await startBoth(two);
  const [source, destination] = [both.clients.source.db('app'), both.clients.destination.db('app')];
  await source.collection('first').createIndex({ a: 1 });
  await insert(both.clients.source, 'app.third', [{ _id: 1, v: 1 }]);
  const pause = async () => {
    if (await destination.listCollections({ name: 'third' }).hasNext()) return;
    await destination.collection('first').createIndex({ a: 1 });
    await insert(both.clients.destination, 'app.third', [{ _id: 1, v: 2 }]);
  };
  const { differences } = await verifyTwo({ ...both, ports: { pause } });
  expect(differences.map(({ namespace, kind, id }) => [namespace, kind, id])).toEqual([
    ['app.third', 'document', expect.stringContaining('1')],
  ]);
});

it('one that is missing at the end is a difference, whatever it was at the beginning', async () => {
  const both = await startBoth(two);
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    definitions: async () => {
      const found = await side.definitions();
      if (name === 'destination') await both.clients.destination.db('app').collection('second').drop();
      return found;
    },
  });
  const result = await verifyTwo({ ...both, mutate }).catch((error: unknown) => error);
  expect(result).toMatchObject({ verdict: 'different' });
});

it('one that only one side has, and that goes before it is counted, does not end the verification', async () => {
  const both = await startBoth(two);
  await insert(both.clients.source, 'app.temporary', [{ _id: 1 }]);
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    documentsSince: (time) => ({
      ...side.documentsSince(time),
      measure(namespace) {
        const measure = side.documentsSince(time).measure(namespace);
        if (name !== 'source' || namespace !== 'app.temporary') return measure;
        const size = async () => {
          await both.clients.source.db('app').collection('temporary').drop();
          return measure.size();
        };
        return { ...measure, size };
      },
    }),
  });
  expect(await verifyTwo({ ...both, mutate })).toMatchObject({
    ...{ verdict: 'different', documents: { source: 3, destination: 3 } },
    differences: [{ kind: 'missing-namespace', namespace: 'app.temporary' }],
  });
});

it('one that only one side has, and whose size its user may not be told, does not end the verification', async () => {
  const { clients, source, destination } = await startBoth(two);
  await insert(clients.source, 'app.third', [{ _id: 4 }]);
  const readable = (collection: string, more: readonly string[]) => ({
    resource: { db: 'app', collection },
    actions: ['find', 'listIndexes', ...more],
  });
  const privileges = [
    ...['first', 'second'].map((name) => readable(name, ['collStats'])),
    ...[readable('third', []), { resource: { db: 'app', collection: '' }, actions: ['listCollections'] }],
    { resource: { cluster: true }, actions: ['listDatabases'] },
  ];
  const admin = clients.source.db('admin');
  await admin.command({ createRole: 'narrow', privileges, roles: [] });
  await admin.command({ createUser: 'half', pwd: 'p', roles: [{ role: 'narrow', db: 'admin' }] });
  const half = source.replace(/\/\/[^@]*@/, '//half:p@');
  const result = await verifyTwo({ source: half, destination });
  expect(result.notCompared.map(({ what, why }) => [what, why])).toContainEqual([
    expect.stringContaining('app.third'),
    expect.stringContaining('collStats'),
  ]);
});

it('a watch of what may not be followed does not end with a verdict as if nobody had asked for one', async () => {
  const { clients, source, destination } = await startBoth(two);
  const half = await asHalf(clients.source, source);
  const ports = { queues: { changed: queueInMemory(), open: queueInMemory() } };
  const followed = (watch: boolean) => ({
    ...{ source: half, destination, ports },
    request: { namespaces: ['app'], writesStopped: false, watch },
  });
  expect(await verifyTwo(followed(false))).toMatchObject({ verdict: 'identical' });
  expect((await caught(verifyTwo(followed(true)))).code).toBe('CHANGES_REFUSED');
});

it('one that goes while it is compared, and comes again, is looked at again', async () => {
  const both = await startBoth(two);
  const destination = both.clients.destination.db('app');
  let isGone = false;
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    definitions: async () => {
      const found = await side.definitions();
      if (name !== 'destination') return found;
      // It goes when it has been listed, and is back, with another document, once somebody has seen that it is gone.
      if (!isGone) await destination.collection('second').drop();
      else if (found.namespaces.length === 1) await insert(both.clients.destination, 'app.second', [{ _id: 8 }]);
      isGone = true;
      return found;
    },
  });
  expect(await verifyTwo({ ...both, mutate })).toMatchObject({ verdict: 'different', differencesTotal: 2 });
});

it('what cut a read off is told, also where nobody can see whether the collection has gone', async () => {
  let isAway = false;
  const away = (message: string) => new LivemigError({ kind: 'step-failed', code: 'MONGODB', message, fix: 'Look.' });
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    definitions: async () => {
      if (isAway) throw away('the definitions could not be read');
      return side.definitions();
    },
    documentsSince: (time) => ({
      ...side.documentsSince(time),
      documents(namespace) {
        if (name === 'destination') return side.documentsSince(time).documents(namespace);
        isAway = true;
        throw away('the documents could not be read');
      },
    }),
  });
  expect((await caught(verifyTwo({ ...(await startBoth(two)), mutate }))).message).toBe(
    'the documents could not be read',
  );
});

/** Keeps what is to be gone on from, as a file would. */
function keptWork() {
  let kept: unknown;
  const reported: StepProgress[] = [];
  const work: Work = {
    report: (progress) => void reported.push(progress),
    checkpoint: async (value) => {
      kept = JSON.parse(JSON.stringify(value));
    },
    resumeFrom: async (schema) => schema.safeParse(kept).data,
    forget: async () => {},
  };
  return { work, reported };
}

/** Reads of documents by namespace; the second namespace cannot be read while `isGone`. */
function countingReads(isGone: () => boolean) {
  const read: string[] = [];
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    documentsSince: (time) => {
      const reads = side.documentsSince(time);
      return {
        ...reads,
        documents(namespace) {
          if (name === 'source') {
            if (namespace === 'app.second' && isGone()) throw new Error('the network has gone');
            read.push(namespace);
          }
          return reads.documents(namespace);
        },
      };
    },
  });
  return { read, mutate };
}

it.each([
  ['goes on with the next namespace where nobody has written since', async () => {}, ['app.first', 'app.second']],
  [
    'begins anew where somebody has written to the source',
    (clients: { source: MongoClient }) => insert(clients.source, 'app.first', [{ _id: 9 }]),
    ['app.first', 'app.first', 'app.second'],
  ],
  [
    'begins anew where somebody has written to the destination',
    (clients: { destination: MongoClient }) => insert(clients.destination, 'app.first', [{ _id: 9 }]),
    ['app.first', 'app.first', 'app.second'],
  ],
])('a verification that was cut off %s', async (_, meanwhile, expected) => {
  const both = await startBoth(two);
  let isGone = true;
  const { work, reported } = keptWork();
  const { read, mutate } = countingReads(() => isGone);
  await expect(verifyTwo({ ...both, work, mutate })).rejects.toThrow('the network has gone');
  await meanwhile(both.clients);
  isGone = false;
  reported.length = 0;
  const result = await verifyTwo({ ...both, work, mutate });
  expect(new Set(read)).toEqual(new Set(expected));
  expect(result).toEqual(await verifyTwo(both));
  expect(reported.at(-1)).toMatchObject({ unit: 'documents', total: expect.any(Number) });
});

it('servers are asked how they hash before the first collection is hashed, also where that came later', async () => {
  const both = await startBoth({});
  let isThere = false;
  const mutate: VerifyTwo['mutate'] = (side, name) => ({
    ...side,
    // What is there has been listed by then.
    now: async () => {
      if (name === 'source' && !isThere)
        for (const client of [both.clients.source, both.clients.destination])
          await insert(client, 'app.late', [{ _id: 1 }]);
      isThere = true;
      return side.now();
    },
    documentsSince: (time) => {
      const reads = side.documentsSince(time);
      return { ...reads, hashed: (salt) => ({ ...reads.hashed(salt), probe: async () => ({ refused: 'not it' }) }) };
    },
  });
  expect((await caught(verifyTwo({ ...both, mutate, request: { level: 'hashed' } }))).code).toBe('HASHES_REFUSED');
});

/** The source gives the last document of `app.first` twice when it is read. */
const stuttering: NonNullable<VerifyTwo['mutate']> = (side, name) => ({
  ...side,
  documentsSince: (time) => {
    const reads = side.documentsSince(time);
    if (name !== 'source') return reads;
    return {
      ...reads,
      documents: (namespace) => {
        const documents = reads.documents(namespace);
        if (namespace !== 'app.first') return documents;
        return {
          ...documents,
          async *batches(partition) {
            let last: DocumentBatch | undefined;
            for await (const batch of documents.batches(partition, 1)) {
              last = batch;
              yield batch;
            }
            if (last !== undefined) yield last;
          },
        };
      },
    };
  },
});

it('what was read in one way and then in another, while nobody wrote, is no proof', async () => {
  const both = await startBoth(two);
  const told = {
    what: '1 document of app.first',
    why: expect.stringContaining('nobody has written'),
  };
  expect(await verifyTwo({ ...both, mutate: stuttering })).toMatchObject({
    ...{ verdict: 'not-all-compared', notCompared: [told], differencesTotal: 0 },
  });
  // Where somebody has written, that may be why.
  let writes = 0;
  const writing: VerifyTwo['mutate'] = (side, name) => ({
    ...stuttering(side, name),
    position: async () => {
      writes += 1;
      return `set ${writes}.1`;
    },
  });
  expect(await verifyTwo({ ...both, mutate: writing })).toMatchObject({ verdict: 'identical' });
  // Where nobody but a word says so, as of a sharded cluster, it stands beside the verdict.
  const unknown: VerifyTwo['mutate'] = (side, name) => ({ ...stuttering(side, name), position: async () => undefined });
  expect(await verifyTwo({ ...both, mutate: unknown })).toMatchObject({
    verdict: 'identical',
    doesNotCover: expect.arrayContaining([
      expect.stringMatching(/^1 document of app\.first, .* were said to be stopped$/),
    ]),
  });
});

it('what is counted and was given by neither side when it was read is named', async () => {
  const both = await startBoth(two);
  const cut: VerifyTwo['mutate'] = (side) => ({
    ...side,
    documentsSince: (time) => {
      const reads = side.documentsSince(time);
      return {
        ...reads,
        documents: (namespace) => ({
          ...reads.documents(namespace),
          async *batches(partition) {
            for await (const batch of reads.documents(namespace).batches(partition, 1)) {
              yield batch;
              return;
            }
          },
        }),
      };
    },
  });
  expect(await verifyTwo({ ...both, mutate: cut })).toMatchObject({
    verdict: 'not-all-compared',
    notCompared: [{ what: '1 document of app.first', why: expect.stringContaining('1 of 2') }],
  });
});

it('a verification that goes on says from which time on its first part was read', async () => {
  const both = await startBoth(two);
  let isGone = true;
  const { work } = keptWork();
  const { mutate } = countingReads(() => isGone);
  const times: unknown[] = [];
  const noting: VerifyTwo['mutate'] = (side, name) => ({
    ...mutate(side, name),
    documentsSince: (time) => {
      if (name === 'source') times.push(time);
      return mutate(side, name).documentsSince(time);
    },
  });
  await expect(verifyTwo({ ...both, work, mutate: noting })).rejects.toThrow('the network has gone');
  isGone = false;
  // The time of the source goes on, and nothing of users is written.
  await both.clients.source.db('admin').command({ appendOplogNote: 1, data: {} });
  const { source } = await verifyTwo({ ...both, work, mutate: noting });
  expect(times.at(-1)).not.toEqual(times[0]);
  expect(source.clusterTime).toEqual(times[0]);
});

it('a side that is another deployment at the end is named, and one that has got a member is not', async () => {
  const both = await startBoth(two);
  const verified = (other: Partial<SideRead['identity']>) => {
    let looks = 0;
    const mutate: VerifyTwo['mutate'] = (side, name) => ({
      ...side,
      read: async () => {
        const read = await side.read();
        if (name === 'source') looks += 1;
        return name === 'source' && looks > 1 ? { ...read, identity: { ...read.identity, ...other } } : read;
      },
    });
    return verifyTwo({ ...both, mutate });
  };
  expect(await verified({ id: '0'.repeat(24) })).toMatchObject({
    verdict: 'not-all-compared',
    notCompared: [{ what: 'the source from its beginning to its end', why: expect.stringContaining('000)') }],
  });
  expect(await verified({ hosts: ['another:27017'], processId: '1' })).toMatchObject({ verdict: 'identical' });
});

it.each([true, false])(
  'a side that was set back meanwhile is named, with writes said to be stopped: %s',
  async (writesStopped) => {
    const both = await startBoth(two);
    let looks = 0;
    const mutate: VerifyTwo['mutate'] = (side, name) => ({
      ...side,
      position: async () => {
        if (name === 'source') looks += 1;
        return `set ${name === 'source' && looks > 1 ? 4 : 5}.1`;
      },
    });
    const ports = { queues: { changed: queueInMemory(), open: queueInMemory() } };
    expect(await verifyTwo({ ...both, mutate, ports, request: { writesStopped } })).toMatchObject({
      verdict: 'not-all-compared',
      notCompared: [{ what: 'the source from its beginning to its end', why: expect.stringContaining('set back') }],
    });
  },
);

it('a share tells only of the parts that it has come to', async () => {
  const both = await startBoth({ 'app.first': [{ _id: 1 }, { _id: 2 }, { _id: 3 }] });
  let now = 0;
  const elapsed = () => {
    now += 10;
    return now;
  };
  const request = { share: { number: 1, of: 1 }, partitionBytes: 20, maxDurationMs: 1 };
  const { scope, notCompared } = await verifyTwo({ ...both, request, ports: { elapsed } });
  expect(notCompared).toMatchObject([{ what: 'the rest of app.first', why: expect.stringContaining('1 of') }]);
  expect(scope?.parts).toMatchObject([{ name: 'app.first', compared: [{ index: 0 }] }]);
});

it('at most a hundred differences are listed, and all are counted', async () => {
  const both = await startBoth({ 'app.many': [{ _id: 0 }] });
  await insert(
    both.clients.source,
    'app.many',
    Array.from({ length: 250 }, (_, n) => ({ _id: n + 1 })),
  );
  const { differences, differencesTotal } = await verifyTwo(both);
  expect([differences.length, differencesTotal]).toEqual([100, 250]);
});
