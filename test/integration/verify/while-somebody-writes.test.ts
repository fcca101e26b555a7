import { Int32 } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { VerifyEntry, VerifyJournal } from '../../../src/core/verification/entry.ts';
import type { RecheckQueue } from '../../../src/core/verification/recheck-queue.ts';
import type { VerifyRequest } from '../../../src/core/verification/request.ts';
import { queueInMemory } from '../../support/queue-in-memory.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { type VerifyTwo, verifyTwo } from '../../support/verify-two.ts';

const servers = twoDeployments();
const documents = Array.from({ length: 20 }, (_, at) => ({ _id: new Int32(at), v: new Int32(0) }));

beforeEach(async () => {
  for (const { fill } of [servers.source, servers.destination]) await fill(documents);
});

type Name = 'source' | 'destination';
const set = (name: Name, _id: number, v: number) =>
  servers[name].client
    .db('d')
    .collection<{ _id: unknown }>('c')
    .updateOne({ _id: new Int32(_id) }, { $set: { v: new Int32(v) } }, { upsert: true });

interface Script {
  readonly request?: Partial<VerifyRequest>;
  /** Happens when the documents have been compared once. */
  readonly afterScan?: () => Promise<unknown>;
  /** Happens when the verification lets time pass, with how often it has. */
  readonly later?: (rest: number) => Promise<unknown>;
}

/** Verifies with a clock that goes on by what is waited for; the entries of its journal are told too. */
async function verified({ request = { writesStopped: false }, afterScan, later }: Script) {
  const entries: VerifyEntry[] = [];
  let [now, rests, hasScanned] = [Date.now(), 0, false];
  const journal: VerifyJournal = {
    entries: async () => [...entries],
    spool: () => ({ add: () => {}, drop: async () => {} }),
    async append(entry) {
      entries.push(entry);
      if (entry.kind !== 'compared' || hasScanned) return;
      hasScanned = true;
      await afterScan?.();
    },
  };
  const ports = {
    journal,
    queues: { changed: queueInMemory(), open: queueInMemory() },
    now: () => new Date(now),
    elapsed: () => now,
    sleep: async (ms: number) => {
      now += ms;
      rests += 1;
      await later?.(rests);
    },
  };
  const { source, destination } = servers;
  const result = await verifyTwo({ source: source.uri, destination: destination.uri, request, ports });
  return { result, entries };
}

describe('a verification while somebody writes', () => {
  it('waits for what is on its way, and says up to when everything has arrived', async () => {
    const { result } = await verified({
      afterScan: () => set('source', 3, 7),
      later: (rest) => (rest === 2 ? set('destination', 3, 7) : Promise.resolve()),
    });
    expect(result).toMatchObject({ verdict: 'identical', differences: [], perNamespace: [{ different: 0 }] });
    expect(result.verifiedThrough).toEqual({ seconds: expect.any(Number), increment: expect.any(Number) });
  });

  it('finds what never arrives, and nothing else', async () => {
    const { result } = await verified({
      afterScan: async () => {
        for (const id of [3, 30]) await set('source', id, 7);
        await set('source', 4, 8);
        await set('destination', 4, 8);
      },
    });
    expect(result).toMatchObject({ verdict: 'different', differencesTotal: 2 });
    expect(result.differences.map(({ kind, id }) => [kind, id]).toSorted()).toEqual([
      ['document', '{"$numberInt":"3"}'],
      ['missing-document', '{"$numberInt":"30"}'],
    ]);
    for (const { since } of result.differences) expect(since).toBeDefined();
  });

  it('takes a document that differs from the start for different once it has lasted', async () => {
    await set('destination', 5, 9);
    const { result } = await verified({ afterScan: () => set('source', 3, 7), later: () => set('destination', 3, 7) });
    expect(result.differences.map(({ id }) => id)).toEqual(['{"$numberInt":"5"}']);
    expect(result.perNamespace).toMatchObject([{ different: 1 }]);
  });

  it('compares a namespace anew whose definition changes', async () => {
    const { result, entries } = await verified({
      afterScan: async () => {
        for (const { client } of [servers.source, servers.destination])
          await client.db('d').collection('c').createIndex({ v: 1 });
      },
    });
    expect(result).toMatchObject({ verdict: 'identical' });
    expect(entries.filter(({ kind }) => kind === 'dropped')).toMatchObject([{ namespace: 'd.c' }]);
    expect(entries.filter(({ kind }) => kind === 'compared')).toHaveLength(2);
  });

  it('follows nobody where somebody gave their word that nobody writes, and says who did', async () => {
    const { result } = await verified({
      request: { writesStopped: true },
      afterScan: () => set('source', 3, 7),
    });
    // Whoever writes all the same is not followed: it was compared before. That is said beside the verdict.
    expect(result).toMatchObject({ verdict: 'identical' });
    expect(result.doesNotCover).toContainEqual(expect.stringMatching(/^what was written to the source meanwhile/));
    expect(result.verifiedThrough).toBeUndefined();
  });

  it('names what was written meanwhile where counts alone were looked at', async () => {
    const { result } = await verified({
      request: { writesStopped: false, level: 'quick' },
      afterScan: () => set('source', 3, 7),
    });
    expect(result).toMatchObject({
      verdict: 'not-all-compared',
      notCompared: [{ what: 'what was written meanwhile', why: expect.stringContaining('the source') }],
    });
  });
});

it('follows nobody any longer where its journal cannot be written', async () => {
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  const queue = () => ({ ...queueInMemory(), close });
  const journal: VerifyJournal = {
    entries: async () => [],
    spool: () => ({ add: () => {}, drop: async () => {} }),
    append: () => Promise.reject(new Error('the disk is full')),
  };
  const { source, destination } = servers;
  const ports = { journal, queues: { changed: queue(), open: queue() } };
  const request = { writesStopped: false };
  const failing = verifyTwo({ source: source.uri, destination: destination.uri, request, ports });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(closed).toBe(2);
});

describe('a verification that was killed while it followed what is written', () => {
  /** As it is killed once a change of document 3 of the source has been taken in, that came when it had been read. */
  async function killedWith() {
    const { source, destination } = servers;
    const entries: VerifyEntry[] = [];
    const journal = (killedAt?: VerifyEntry['kind']): VerifyJournal => ({
      entries: async () => [...entries],
      spool: () => ({ add: () => {}, drop: async () => {} }),
      async append(entry) {
        entries.push(entry);
        if (entry.kind === killedAt) throw new Error('killed');
      },
    });
    const changed = queueInMemory();
    let resolve = () => {};
    const taken = new Promise<void>((done) => {
      resolve = done;
    });
    const append: typeof changed.append = async (documents) => {
      await changed.append(documents);
      if (documents.length > 0) resolve();
    };
    const open = queueInMemory();
    let now = Date.now();
    const sleep = async (ms: number) => {
      now += ms;
    };
    const clock = { now: () => new Date(now), elapsed: () => now, sleep };
    const both = { source: source.uri, destination: destination.uri, request: { writesStopped: false } };
    const killed = verifyTwo({
      ...both,
      ports: { ...clock, journal: journal('compared'), queues: { changed: { ...changed, append }, open } },
      mutate: (side, name) => ({
        ...side,
        documentsSince(time) {
          const reads = side.documentsSince(time);
          return {
            ...reads,
            documents: (namespace) => ({
              ...reads.documents(namespace),
              async *batches(partition, batchSize) {
                yield* reads.documents(namespace).batches(partition, batchSize);
                // Written when it has been read, and told before its part is kept.
                if (name === 'source') await set('source', 3, 7);
                await taken;
              },
            }),
          };
        },
      }),
    });
    await expect(killed).rejects.toThrow('killed');
    const resumed = (
      queues: { changed: RecheckQueue; open: RecheckQueue },
      mutate: VerifyTwo['mutate'] = (side) => side,
    ) => verifyTwo({ ...both, ports: { ...clock, journal: journal(), queues }, mutate });
    const proofs = () => entries.filter((entry) => entry.kind === 'proved');
    return { queues: { changed, open }, resumed, proofs };
  }

  it('goes on with the changes that were taken in', async () => {
    const { queues, resumed, proofs } = await killedWith();
    expect((await resumed(queues)).differences.map(({ id }) => id)).toEqual(['{"$numberInt":"3"}']);
    expect(proofs().map(({ anew }) => anew)).toEqual([undefined, undefined]);
  });

  it('begins anew where these are in no queue any more', async () => {
    const { queues, resumed, proofs } = await killedWith();
    const result = await resumed({ ...queues, changed: queueInMemory() });
    expect(result.differences.map(({ id }) => id)).toEqual(['{"$numberInt":"3"}']);
    expect(proofs()).toMatchObject([{}, { anew: expect.stringContaining('files') }]);
  });

  it.each(['source', 'destination'] as const)('begins anew where the time of the %s was set back', async (which) => {
    const { queues, resumed, proofs } = await killedWith();
    await resumed(queues, (side, name) => ({
      ...side,
      time: async () => (name === which ? { seconds: 1, increment: 1 } : await side.time()),
    }));
    expect(proofs()).toMatchObject([{}, { anew: expect.stringMatching(`^the ${which} .* set back`) }]);
  });
});

it.each([true, false])(
  'takes no counts of an earlier run for those of now, writes stopped: %s',
  async (writesStopped) => {
    // So many that not all of them are drawn.
    for (const { fill } of [servers.source, servers.destination])
      await fill(Array.from({ length: 200 }, (_, at) => ({ _id: new Int32(at), v: new Int32(0) })));
    const entries: VerifyEntry[] = [];
    const journal = (killedAt?: VerifyEntry['kind']): VerifyJournal => ({
      entries: async () => [...entries],
      spool: () => ({ add: () => {}, drop: async () => {} }),
      async append(entry) {
        entries.push(entry);
        if (entry.kind === killedAt) throw new Error('killed');
      },
    });
    const queues = { changed: queueInMemory(), open: queueInMemory() };
    const { source, destination } = servers;
    const run = (stopped: boolean, killedAt?: VerifyEntry['kind']) =>
      verifyTwo({
        ...{ source: source.uri, destination: destination.uri, ports: { journal: journal(killedAt), queues } },
        request: { level: 'sample', writesStopped: stopped },
      });
    await set('source', 200, 0);
    await expect(run(false, 'compared')).rejects.toThrow('killed');
    await set('destination', 200, 0);
    expect(await run(writesStopped)).toMatchObject({
      ...{ verdict: 'identical', documents: { source: 201, destination: 201 } },
    });
  },
);

it('tells nothing of the documents of what only one side has', async () => {
  await servers.destination.client.db('d').dropCollection('c');
  await set('source', 3, 7);
  const { result } = await verified({ afterScan: async () => {} });
  expect(result.differences.map(({ kind }) => kind)).toEqual(['missing-namespace']);
});
