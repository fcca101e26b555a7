import { describe, expect, it } from 'vitest';
import { credentialsMissing } from '../../../src/core/credentials.ts';
import type { FactId, FactValues } from '../../../src/core/facts.ts';
import { Secret } from '../../../src/core/secret.ts';
import { gatherFacts } from '../../../src/facts/index.ts';
import { good } from '../../support/good-facts.ts';
import { memorySecrets } from '../../support/memory-ports.ts';

const uris = { sourceUri: new Secret('mongodb://source'), destinationUri: new Secret('mongodb://destination') };

async function read(id: FactId, watchMs: number | undefined, seen: Partial<FactValues> = {}, values: object = uris) {
  const asked: (number | undefined)[] = [];
  const { known, unknown } = await gatherFacts([id], {
    get atlas(): never {
      throw credentialsMissing('Atlas');
    },
    get manager(): never {
      throw credentialsMissing('manager');
    },
    hasManager: false,
    inspector: {
      greet: async () => {},
      deployment: async () => ({ version: '8.0.4', sharded: true }),
      namespaces: async () => [],
      survey: async (_, survey, __, ___, ms) => {
        asked.push(ms);
        return { ...good, ...seen }[survey];
      },
    },
    secrets: memorySecrets(),
    clock: { now: () => new Date(0) },
    watchMs,
    values,
  });
  return { asked, value: known[id], reason: unknown[id] };
}

describe('what shows only while the source is watched', () => {
  it.each(['sourceCounts', 'sourceWrites', 'everySetWatched'] as const)('%s: nobody asked for it', async (id) => {
    expect(await read(id, undefined)).toMatchObject({
      asked: [],
      reason: 'nobody watched what goes on there: give --watch-writes 60s',
    });
  });

  it.each(['sourceCounts', 'sourceWrites'] as const)(
    '%s: it was watched for as long as it was asked for',
    async (id) => {
      expect(await read(id, 60_000)).toMatchObject({ asked: [60_000], value: good[id] });
    },
  );

  it.each(['sourceCounts', 'sourceWrites', 'destinationWrites'] as const)('%s: there is no connection', async (id) => {
    expect((await read(id, 60_000, {}, {})).reason).toMatch(/LIVEMIG_\w+_URI is not set/);
  });
});

it('of a destination that nobody asked to be watched nothing is said', async () => {
  expect(await read('destinationWrites', undefined)).toMatchObject({ asked: [], value: null });
  expect(await read('destinationWrites', 60_000)).toMatchObject({ asked: [60_000] });
});

const unread = [{ name: 'shard1', reason: 'it timed out' }];

it.each<[FactId, Partial<FactValues>]>([
  ['everySetWatched', { sourceWrites: { ...good.sourceWrites, sets: { read: [], unread } } }],
  ['everyDriverSeen', { sourceDrivers: { read: [], unread } }],
])('%s is not known where one was left out', async (id, seen) => {
  expect((await read(id, 60_000)).value).toBe(true);
  expect((await read(id, 60_000, seen)).reason).toBe('shard1 was not looked at: it timed out');
});
