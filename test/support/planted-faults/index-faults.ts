import { BSON } from 'mongodb';
import type { Expectation, IndexState } from '../../../src/core/verification/difference.ts';
import { type Content, content, type InOrder, inOrder } from './contents.ts';
import type { FaultClass, Planted } from './fault-class.ts';

type Option = readonly [name: string, value: unknown];

/** An index of a collection on both sides; one that is left out is missing there. */
interface IndexPair {
  readonly name: string;
  readonly source?: readonly Option[];
  readonly destination?: readonly Option[];
  readonly expected?: Expectation;
  /** Where it is not what is on which side that tells; `same` where nothing is to be told. */
  readonly state?: IndexState['state'] | 'same';
}

/** `planted` is the name of a field that no document has. */
const key = (...fields: readonly Option[]): Option => ['key', inOrder(...fields)];
const planted = key(['planted', 1]);
const numbers = key(['b', 1], ['7', 1], ['planted', 1]);
const after = (seconds: unknown): Option => ['expireAfterSeconds', seconds];
const filter = (value: unknown): Option => ['partialFilterExpression', inOrder(['a', inOrder(['$gt', value])])];
const orderedFilter = (...names: string[]): Option => [
  'partialFilterExpression',
  inOrder(...names.map((name) => [name, 1] as const)),
];
const collation = (locale: string, strength: number): Option => [
  'collation',
  inOrder(['locale', locale], ['strength', strength]),
];
const unique = key(['planted', 1], ['_id', 1]);

const pairs: readonly IndexPair[] = [
  { name: 'missing', source: [planted] },
  { name: 'extra', destination: [planted] },
  { name: 'the order of its key', source: [numbers], destination: [key(['7', 1], ['b', 1], ['planted', 1])] },
  { name: 'a direction', source: [planted], destination: [key(['planted', -1])] },
  { name: 'another field', source: [planted], destination: [key(['planted too', 1])] },
  { name: 'no more unique', source: [unique, ['unique', true]], destination: [unique] },
  { name: 'unique', source: [unique], destination: [unique, ['unique', true]] },
  { name: 'no more sparse', source: [planted, ['sparse', true]], destination: [planted] },
  { name: 'hidden', source: [planted], destination: [planted, ['hidden', true]] },
  { name: 'a time to live', source: [planted, after(60)], destination: [planted, after(61)] },
  { name: 'no time to live', source: [planted, after(60)], destination: [planted] },
  { name: 'a filter', source: [planted, filter(1)], destination: [planted, filter(2)] },
  { name: 'no filter', source: [planted, filter(1)], destination: [planted] },
  {
    name: 'a filter beyond 2^53',
    source: [planted, filter(BSON.Long.fromString('9007199254740993'))],
    destination: [planted, filter(BSON.Long.fromString('9007199254740992'))],
  },
  {
    name: 'the type of a number in a filter',
    source: [planted, filter(new BSON.Int32(1))],
    destination: [planted, filter(BSON.Long.ONE)],
  },
  {
    name: 'the order of a filter',
    source: [planted, orderedFilter('a', 'b')],
    destination: [planted, orderedFilter('b', 'a')],
  },
  { name: 'a language', source: [planted, collation('fr', 1)], destination: [planted, collation('de', 1)] },
  {
    name: 'the strength of a collation',
    source: [planted, collation('fr', 1)],
    destination: [planted, collation('fr', 2)],
  },
  {
    name: 'no collation',
    source: [planted, collation('fr', 1)],
    destination: [planted, ['collation', inOrder(['locale', 'simple'])]],
  },
  {
    ...{ name: 'a fraction of a second to live', expected: 'legacy-form' },
    source: [planted, after(new BSON.Double(60.5))],
    destination: [planted, after(60)],
  },
  {
    ...{ name: 'a flag that is a number', expected: 'legacy-form' },
    source: [planted, ['sparse', new BSON.Double(1)]],
    destination: [planted, ['sparse', true]],
  },
  {
    ...{ name: 'one that was to become unique, and did not', state: 'failed' },
    source: [unique, ['unique', true]],
    destination: [unique, ['prepareUnique', true]],
  },
  {
    ...{ name: 'nothing but its version', state: 'same' },
    source: [planted, ['v', 1]],
    destination: [planted, ['v', 2]],
  },
  {
    ...{ name: 'nothing but the order of its options', state: 'same' },
    source: [planted, ['sparse', true], after(60)],
    destination: [after(60), ['sparse', true], planted],
  },
  {
    ...{ name: 'nothing but the type of a number', state: 'same' },
    source: [planted, after(new BSON.Int32(60))],
    destination: [planted, after(new BSON.Double(60))],
  },
  ...[true, '', 0, null].map(
    (direction): IndexPair => ({
      ...{ name: `a direction of old servers: ${JSON.stringify(direction)}`, expected: 'legacy-form' },
      source: [key(['planted', direction]), ['v', 1]],
      destination: [planted],
    }),
  ),
];

const projection = (...names: string[]): Option => [
  'wildcardProjection',
  inOrder(...names.map((name) => [name, 1] as const)),
];
const weights = (one: number, other: number): Option => ['weights', inOrder(['a', one], ['b', other])];
const words = key(['a', 'text'], ['b', 'text']);
const anything = key(['$**', 1]);

const alone: readonly IndexPair[] = [
  {
    name: 'the order of what a wildcard takes',
    source: [anything, projection('a', 'b')],
    destination: [anything, projection('b', 'a')],
  },
  { name: 'what a wildcard takes', source: [anything, projection('a')], destination: [anything, projection('b')] },
  { name: 'weights of words', source: [words, weights(1, 2)], destination: [words, weights(1, 3)] },
];

export const indexFaults: readonly FaultClass[] = [
  ...pairs.map(ofPair),
  ...alone.map(ofLone),
  {
    ...{ name: 'an index: its name', seenBy: 'definitions' },
    plant(plot) {
      const namespace = plot.collection();
      if (namespace === undefined) return undefined;
      const field = plot.newName('field');
      const [name, other] = [plot.newName('index'), plot.newName('index')];
      plot.change('source', namespace, (one) => withIndex(one, index([planted], name, field)));
      plot.change('destination', namespace, (one) => withIndex(one, index([planted], other, field)));
      return [different(namespace, name, 'different')];
    },
  },
  named("one of the engine's", 'mongosync_dummy_shard_key_index', 'engine'),
  named('one that is called almost like those of the engine', 'mongosync_dummy_index'),
];

function ofPair(pair: IndexPair): FaultClass {
  return {
    name: `an index: ${pair.name}`,
    seenBy: 'definitions',
    plant(plot) {
      const namespace = plot.collection();
      if (namespace === undefined) return undefined;
      const [name, field] = [plot.newName('index'), plot.newName('field')];
      for (const side of ['source', 'destination'] as const) {
        const options = pair[side];
        if (options !== undefined) plot.change(side, namespace, (one) => withIndex(one, index(options, name, field)));
      }
      const state = pair.state ?? stateOf(pair);
      return state === 'same' ? [] : [different(namespace, name, state, pair.expected)];
    },
  };
}

/** A collection has only one like it. */
function ofLone({ name, source = [], destination = [] }: IndexPair): FaultClass {
  return {
    name: `an index: ${name}`,
    seenBy: 'definitions',
    plant(plot) {
      const namespace = plot.newNamespace();
      plot.put('source', namespace, content({ indexes: [index(source, 'lone', '')] }));
      plot.put('destination', namespace, content({ indexes: [index(destination, 'lone', '')] }));
      return [different(namespace, 'lone', 'different')];
    },
  };
}

function named(what: string, name: string, expected?: Expectation): FaultClass {
  return {
    name: `an index: ${what}`,
    seenBy: 'definitions',
    plant(plot) {
      const namespace = plot.newNamespace();
      plot.put('source', namespace, content({}));
      plot.put('destination', namespace, content({ indexes: [index([planted], name, 'field')] }));
      return [different(namespace, name, 'extra', expected)];
    },
  };
}

/** With a field of its own in the place of `planted`, since a collection has one index of a key. */
function index(options: readonly Option[], name: string, field: string): InOrder {
  return inOrder(
    ...options.map(([option, value]): Option => {
      if (option !== 'key' || !(value instanceof Map)) return [option, value];
      return [option, new Map([...value].map(([one, direction]) => [one.replace('planted', field), direction]))];
    }),
    ['name', name],
  );
}

function withIndex(one: Content, index: InOrder): Content {
  return { ...one, indexes: [...one.indexes, index] };
}

function stateOf({ source, destination }: IndexPair): IndexState['state'] {
  if (source === undefined) return 'extra';
  return destination === undefined ? 'missing' : 'different';
}

function different(namespace: string, name: string, state: IndexState['state'], expected?: Expectation): Planted {
  return { kind: 'index', namespace, what: `${name} ${state}`, ...(expected && { expected }) };
}
