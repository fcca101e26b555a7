import { expect, it } from 'vitest';
import { writeRateOf } from '../../../../src/core/following/seen-now.ts';

const written = (counts: Readonly<Record<string, number>>, seconds = 5) => ({
  seconds,
  namespaces: Object.entries(counts).map(([namespace, writes]) => ({ namespace, writes, documents: 1, hottest: 1 })),
  definitions: [],
});

const seen = (read: readonly ReturnType<typeof written>[], unread: readonly string[] = []) => ({
  ...{ seconds: 5, slower: null },
  sets: {
    read: read.map((value, index) => ({ name: `shard ${index}`, value })),
    unread: unread.map((name) => ({ name, reason: 'no route' })),
  },
});

it('adds up the writes of all shards, each over its own time', () => {
  const rate = writeRateOf(seen([written({ 'a.x': 50, 'a.y': 10 }), written({ 'a.x': 20, 'b.z': 20 }, 10)]));
  expect(rate).toEqual({ perSecond: 16, top: { namespace: 'a.x', share: 12 / 16 } });
});

it('is nothing where nothing is written', () => {
  expect(writeRateOf(seen([written({})]))).toEqual({ perSecond: 0 });
});

it.each([
  ['a shard could not be looked at', seen([written({ 'a.x': 5 })], ['shard b'])],
  ['no set was seen', seen([])],
  ['nothing was watched', seen([written({}, 0)])],
])('is not known where %s', (_, writes) => {
  expect(writeRateOf(writes)).toBeUndefined();
});
