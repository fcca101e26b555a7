import { field } from '../raw-bson.ts';
import { content, type Fields, inOrder, type ShardKey } from './contents.ts';
import { differingDocument, extraDocument, type FaultClass, missingDocument, type Planted } from './fault-class.ts';

const key = (...fields: readonly (readonly [string, unknown])[]): ShardKey => ({ key: inOrder(...fields) });
const ofPlace: ShardKey = { ...key(['place', 1]), splitAt: 1 };
const at = (place: number, value: string): Fields => [field('_id', 5), field('place', place), field('v', value)];

/** What only sharded clusters have. */
export const shardFaults: readonly FaultClass[] = [
  ofKeys('of another field', key(['a', 1]), key(['b', 1])),
  ofKeys('in another order', key(['a', 1], ['b', 1]), key(['b', 1], ['a', 1])),
  ofKeys('in an order that looks like numbers', key(['b', 1], ['7', 1]), key(['7', 1], ['b', 1])),
  ofKeys('that became hashed', key(['a', 1]), key(['a', 'hashed'])),
  ofKeys('of fewer fields', key(['a', 1], ['b', 1]), key(['a', 1])),
  ofKeys('that is not unique any more', { ...key(['c', 1]), unique: true }, key(['c', 1])),
  ofKeys('that is gone', key(['a', 1]), undefined),
  ofKeys('more', undefined, key(['a', 1])),
  twice('one of two is missing', [at(0, 'a'), at(1, 'b')], [at(1, 'b')], (name) => [missingDocument(name, at(0, ''))]),
  twice('one of two is extra', [at(0, 'a')], [at(0, 'a'), at(1, 'b')], (name) => [extraDocument(name, at(1, ''))]),
  twice('one of two differs', [at(0, 'a'), at(1, 'b')], [at(0, 'a'), at(1, 'c')], (name) => [
    differingDocument(name, at(1, ''), 'v'),
  ]),
  twice('two that are equal but for their place', [at(0, 'a'), at(1, 'a')], [at(0, 'a'), at(1, 'a')], () => []),
];

const supporting = [
  ['a', inOrder(['a', 1])],
  ['b', inOrder(['b', 1])],
  ['a b', inOrder(['a', 1], ['b', 1])],
  ['b a', inOrder(['b', 1], ['a', 1])],
  ['b 7', inOrder(['b', 1], ['7', 1])],
  ['7 b', inOrder(['7', 1], ['b', 1])],
  ['hashed', inOrder(['a', 'hashed'])],
] as const;

/** Each key has its index on both sides, so that nothing differs but the key. */
const plain = supporting.map(([name, fields]) => inOrder(['key', fields], ['name', name]));
/** Beside it no other shard key can be. */
const unique = [inOrder(['key', inOrder(['c', 1])], ['name', 'unique'], ['unique', true])];

function ofKeys(name: string, source: ShardKey | undefined, destination: ShardKey | undefined): FaultClass {
  return {
    ...{ name: `a shard key: ${name}`, seenBy: 'definitions', on: 'shards' },
    plant(plot) {
      const namespace = plot.newNamespace();
      const indexes = source?.unique ? unique : plain;
      plot.put('source', namespace, content({ indexes, ...(source && { shardKey: source }) }));
      plot.put('destination', namespace, content({ indexes, ...(destination && { shardKey: destination }) }));
      return [{ kind: 'shard-key', namespace }];
    },
  };
}

/** The same `_id` on two shards. */
function twice(
  name: string,
  source: readonly Fields[],
  destination: readonly Fields[],
  planted: (namespace: string) => readonly Planted[],
): FaultClass {
  return {
    ...{ name: `an _id on two shards: ${name}`, on: 'real shards' },
    seenBy: source.length === destination.length ? 'hashes' : 'counts',
    plant(plot) {
      const namespace = plot.newNamespace();
      plot.put('source', namespace, content({ documents: source, shardKey: ofPlace }));
      plot.put('destination', namespace, content({ documents: destination, shardKey: ofPlace }));
      return planted(namespace);
    },
  };
}
