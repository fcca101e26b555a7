import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { ComparedDeployment, Namespace, RawDocument } from '../../../src/core/comparison.ts';
import { idDocument } from '../../../src/core/raw-document.ts';
import type { StepProgress, Work } from '../../../src/core/step.ts';
import { bsonFormat } from '../../../src/mongo/compared-deployment.ts';
import { compareDeployments } from '../../../src/verify/compare-deployments.ts';
import { silentWork } from '../../support/fake-world.ts';

type Content = Record<string, { documents: BSON.Document[] } & Partial<Omit<Namespace, 'name'>>>;

/** A deployment in memory, which is asked in batches of two. */
function deployment(content: Content): ComparedDeployment {
  const raw = (namespace: string): RawDocument[] =>
    (content[namespace]?.documents ?? []).map((document) => {
      const bytes = BSON.serialize(document);
      return { bytes, identity: idDocument(bytes) ?? new Uint8Array() };
    });
  return {
    position: async () => undefined,
    estimate: async (namespace) => raw(namespace).length,
    namespaces: async () =>
      Object.entries(content).map(([name, { type = 'collection', options = {}, indexes = {} }]) => ({
        name,
        type,
        options,
        indexes,
      })),
    count: async (namespace) => raw(namespace).length,
    async *batches(namespace) {
      for (let at = 0; at < raw(namespace).length; at += 2) yield raw(namespace).slice(at, at + 2);
    },
    find: async (namespace, identities) =>
      raw(namespace).filter(({ identity }) => identities.some((wanted) => Buffer.compare(wanted, identity) === 0)),
  };
}

const documents = [
  { _id: 1, a: 1, b: 2 },
  { _id: 2, a: 1, b: 2 },
  { _id: 3, a: 1, b: 2 },
];
const whole: Content = {
  'shop.orders': { documents, options: { capped: 'true' }, indexes: { _id_: '{"key":{"_id":1}}' } },
};

const compare = (source: Content, destination: Content) =>
  compareDeployments(deployment(source), deployment(destination), bsonFormat, silentWork);

describe('compareDeployments', () => {
  it('finds two equal deployments identical, and counts what it compared', async () => {
    expect(await compare(whole, structuredClone(whole))).toEqual({
      identical: true,
      namespaces: 1,
      documents: { source: 3, destination: 3 },
      differences: [],
      differencesTotal: 0,
    });
  });

  const changed = (change: Partial<Content[string]>): Content => ({
    'shop.orders': { ...whole['shop.orders'], documents, ...change },
  });

  it.each<[string, Content, string]>([
    ['a namespace that is missing', {}, 'missing-namespace not in the destination'],
    ['another type', changed({ type: 'view' }), 'type collection in the source, view in the destination'],
    ['other options', changed({ options: {} }), 'options capped: true in the source, absent in the destination'],
    [
      'a missing index',
      changed({ indexes: {} }),
      'index _id_: {"key":{"_id":1}} in the source, absent in the destination',
    ],
    ['a missing document', changed({ documents: documents.slice(1) }), 'missing-document 1'],
    ['an extra document', changed({ documents: [...documents, { _id: 4 }] }), 'extra-document 4'],
    ['a changed document', changed({ documents: [{ _id: 1, a: 1, b: 3 }, ...documents.slice(1)] }), 'document 1'],
    [
      'fields in another order',
      changed({ documents: [{ _id: 1, b: 2, a: 1 }, ...documents.slice(1)] }),
      'field-order 1',
    ],
    [
      'a number of another type',
      changed({ documents: [{ _id: 1, a: new BSON.Double(1), b: 2 }, ...documents.slice(1)] }),
      'document 1',
    ],
  ])('finds %s', async (_, destination, expected) => {
    const { identical, differences } = await compare(whole, destination);
    expect(identical).toBe(false);
    expect(differences.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([expected]);
  });

  it('finds a missing and an extra document where their numbers are the same', async () => {
    const destination = changed({ documents: [...documents.slice(1), { _id: 9 }] });
    const { differences } = await compare(whole, destination);
    expect(differences.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([
      'missing-document 1',
      'extra-document 9',
    ]);
  });

  it('finds an extra namespace', async () => {
    const { differences } = await compare(whole, { ...whole, 'shop.other': { documents: [] } });
    expect(differences).toEqual([{ namespace: 'shop.other', kind: 'extra-namespace', detail: 'not in the source' }]);
  });

  it('never takes a namespace that appears meanwhile for compared', async () => {
    const source = deployment(whole);
    let looks = 0;
    const growing: ComparedDeployment = {
      ...source,
      namespaces: async () =>
        looks++ === 0
          ? source.namespaces()
          : [...(await source.namespaces()), ...(await deployment({ 'shop.late': { documents: [] } }).namespaces())],
    };
    const { identical } = await compareDeployments(
      growing,
      deployment({ ...whole, 'shop.late': { documents: [] } }),
      bsonFormat,
      silentWork,
    );
    expect(identical).toBe(false);
  });

  it('never takes a namespace that was missing, and appears empty meanwhile, for compared', async () => {
    let looks = 0;
    const late: ComparedDeployment = {
      ...deployment(changed({ documents: [] })),
      namespaces: async () => (looks++ === 0 ? [] : deployment(whole).namespaces()),
    };
    const { identical, differences } = await compareDeployments(deployment(whole), late, bsonFormat, silentWork);
    expect(identical).toBe(false);
    expect(differences.map(({ namespace }) => namespace)).toEqual(['shop.orders']);
  });

  it('lists at most a hundred differences and counts them all', async () => {
    const many = Array.from({ length: 250 }, (_, index) => ({ _id: index }));
    const { differences, differencesTotal } = await compare(
      { 'a.b': { documents: many } },
      { 'a.b': { documents: [] } },
    );
    expect([differences.length, differencesTotal]).toEqual([100, 250]);
  });
});

describe('a comparison that was cut off', () => {
  const two: Content = { 'a.first': { documents }, 'b.second': { documents: [...documents, { _id: 4 }] } };
  const different: Content = { ...two, 'a.first': { documents: documents.slice(1) } };

  /** Reads of each namespace of the source, and how far it has come. */
  function course(source: Content, destination: Content) {
    const read: string[] = [];
    const reported: StepProgress[] = [];
    let kept: unknown;
    const attempt = async (positions: readonly [string | undefined, string | undefined], failsAt?: string) => {
      const here: ComparedDeployment = {
        ...deployment(source),
        position: async () => positions[0],
        batches(namespace) {
          if (namespace === failsAt) throw new Error('the network has gone');
          read.push(namespace);
          return deployment(source).batches(namespace);
        },
      };
      const there: ComparedDeployment = { ...deployment(destination), position: async () => positions[1] };
      const work: Work = {
        report: (progress) => void reported.push(progress),
        checkpoint: async (value) => {
          kept = JSON.parse(JSON.stringify(value));
        },
        resumeFrom: async (schema) => schema.safeParse(kept).data,
        forget: async () => {},
      };
      return compareDeployments(here, there, bsonFormat, work);
    };
    return { attempt, read, reported, kept: () => kept };
  }

  it('goes on with the next namespace where nobody has written since, to the same verdict', async () => {
    const { attempt, read, reported } = course(two, different);
    await expect(attempt(['rs 1.1', 'atlas 1.1'], 'b.second')).rejects.toThrow('the network has gone');
    reported.length = 0;
    const resumed = await attempt(['rs 1.1', 'atlas 1.1']);
    expect(read).toEqual(['a.first', 'b.second']);
    expect(resumed).toEqual(await course(two, different).attempt(['rs 1.1', 'atlas 1.1']));
    expect(resumed).toMatchObject({ identical: false, differencesTotal: 1, documents: { source: 7, destination: 6 } });
    expect(reported[0]).toMatchObject({ done: 3, total: 7 });
  });

  it.each<[string, readonly [string | undefined, string | undefined]]>([
    ['somebody has written to the source', ['rs 2.1', 'atlas 1.1']],
    ['somebody has written to the destination', ['rs 1.1', 'atlas 1.2']],
    ['it is another deployment', ['other 1.1', 'atlas 1.1']],
    ['nobody can tell of the source', [undefined, 'atlas 1.1']],
    ['nobody can tell of the destination', ['rs 1.1', undefined]],
  ])('begins anew where %s', async (_, positions) => {
    const { attempt, read } = course(two, two);
    await expect(attempt(['rs 1.1', 'atlas 1.1'], 'b.second')).rejects.toThrow('the network has gone');
    expect(await attempt(positions)).toMatchObject({ identical: true });
    expect(read).toEqual(['a.first', 'a.first', 'b.second']);
  });

  it.each<[string, readonly [string | undefined, string | undefined]]>([
    ['the source', [undefined, 'atlas 1.1']],
    ['the destination', ['rs 1.1', undefined]],
    ['either', [undefined, undefined]],
  ])('keeps nothing where writes to %s cannot be seen', async (_, positions) => {
    const { attempt, kept } = course(two, two);
    await attempt(positions);
    expect(kept()).toBeUndefined();
  });

  it('tells how many documents it has compared, of how many, and in which namespace', async () => {
    const { attempt, reported } = course(two, two);
    await attempt(['rs 1.1', 'atlas 1.1']);
    expect(reported.map(({ done, total, detail }) => [done, total, detail])).toEqual([
      ...[0, 2, 3, 3].map((done) => [done, 7, 'comparing a.first']),
      ...[3, 5, 7, 7].map((done) => [done, 7, 'comparing b.second']),
    ]);
    expect(new Set(reported.map(({ unit }) => unit))).toEqual(new Set(['documents']));
  });

  it('never tells of more than all', async () => {
    const { attempt, reported } = course({ 'a.first': { documents: [...documents, { _id: 4 }] } }, two);
    await attempt([undefined, undefined]);
    expect(reported.every(({ done, total = 0 }) => done <= total)).toBe(true);
  });
});
