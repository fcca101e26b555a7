import { BSON } from 'mongodb';
import { field, type RawField, rawDocument } from '../raw-bson.ts';
import { content, type Fields } from './contents.ts';
import { differingDocument, extraDocument, type FaultClass, missingDocument, type Planted } from './fault-class.ts';
import type { Plot, Spot } from './plot.ts';

const { Int32, Long, Double } = BSON;
const filler = field('filler', 'x');

/** Whole documents, and what happens to their fields as such. */
export const documentFaults: readonly FaultClass[] = [
  {
    ...{ name: 'a missing document', seenBy: 'counts' },
    plant: (plot) =>
      atSpot(plot, (spot) => {
        plot.replace('destination', spot);
        return [missingDocument(spot.namespace, spot.fields)];
      }),
  },
  {
    ...{ name: 'an extra document', seenBy: 'counts' },
    plant: (plot) =>
      atSpot(plot, (spot) => {
        plot.replace('source', spot);
        return [extraDocument(spot.namespace, spot.fields)];
      }),
  },
  {
    ...{ name: 'a field that is gone', seenBy: 'hashes' },
    plant: (plot) =>
      atSpot(plot, (spot) => {
        const [id, ...others] = spot.fields;
        const at = plot.random.below(others.length);
        plot.replace('destination', spot, [id, ...others.toSpliced(at, 1)]);
        return [differingDocument(spot.namespace, spot.fields, nameOf(others[at]))];
      }),
  },
  {
    ...{ name: 'a field more', seenBy: 'hashes' },
    plant: (plot) =>
      atSpot(plot, (spot) => {
        plot.replace('destination', spot, [...spot.fields, field('mongosync_more', null)]);
        return [differingDocument(spot.namespace, spot.fields, 'mongosync_more')];
      }),
  },
  {
    ...{ name: 'the order of fields', seenBy: 'hashes' },
    plant: (plot) =>
      atSpot(plot, (spot) => {
        const [id, first, ...others] = spot.fields;
        if (first === undefined) return undefined;
        plot.replace('destination', spot, [id, ...others, first]);
        return [orderOnly(spot)];
      }),
  },
  {
    ...{ name: 'the order of fields that look like numbers, within', seenBy: 'hashes' },
    plant: (plot) =>
      atSpot(plot, (spot) => {
        const [one, other] = [field('b', 1), field('7', 1)];
        plot.replace('source', spot, [...spot.fields, [0x03, 'within', rawDocument(one, other)]]);
        plot.replace('destination', spot, [...spot.fields, [0x03, 'within', rawDocument(other, one)]]);
        return [orderOnly(spot)];
      }),
  },
  {
    ...{ name: 'the order of items', seenBy: 'hashes' },
    plant: (plot) => withFields(plot, [field('items', [1, 2])], [field('items', [2, 1])], ['items.0', 'items.1']),
  },
  {
    ...{ name: 'the second of a repeated field', seenBy: 'hashes' },
    plant: (plot) => withFields(plot, [field('f', 1), field('f', 2)], [field('f', 1), field('f', 3)], ['f (2)']),
  },
  {
    ...{ name: 'a repeated field that is there once', seenBy: 'hashes' },
    plant: (plot) => withFields(plot, [field('f', 1), field('f', 1)], [field('f', 1)], ['f (2)']),
  },
  {
    ...{ name: 'the order of a repeated field', seenBy: 'hashes' },
    plant: (plot) => withFields(plot, [field('f', 1), field('f', 2)], [field('f', 2), field('f', 1)], ['f', 'f (2)']),
  },
  {
    ...{ name: 'two documents that have changed places', seenBy: 'hashes' },
    plant(plot) {
      const namespace = plot.newNamespace();
      const at = (id: number, value: string): Fields => [field('_id', id), field('v', value)];
      plot.put('source', namespace, content({ documents: [at(1, 'one'), at(2, 'two')] }));
      plot.put('destination', namespace, content({ documents: [at(2, 'one'), at(1, 'two')] }));
      return [1, 2].map((id) => differingDocument(namespace, at(id, ''), 'v'));
    },
  },
  {
    ...{ name: 'a destination that is empty', seenBy: 'counts' },
    plant(plot) {
      const namespace = plot.claimNamespace(({ documents }) => documents.length > 0);
      if (namespace === undefined) return undefined;
      plot.change('destination', namespace, (one) => ({ ...one, documents: [] }));
      return plot.documents('source', namespace).map((fields) => missingDocument(namespace, fields));
    },
  },
];

/** What an `_id` is, byte for byte. */
export const idFaults: readonly FaultClass[] = [
  twin('an int32 that became a double', new Int32(7), new Double(7)),
  twin('an int32 that became an int64', new Int32(8), Long.fromNumber(8)),
  twin('an int64 that became a double', Long.fromNumber(9), new Double(9), {
    blindSpot: 'a number that has become another type of the same value and the same length in all',
  }),
  twin('a number within', { a: new Int32(1) }, { a: new Double(1) }, { path: '_id.a' }),
  apart('another one', field('_id', 'one'), field('_id', 'other')),
  apart('the order of its fields', field('_id', { x: 1, y: 2 }), field('_id', { y: 2, x: 1 })),
  apart(
    'a field that is there twice within',
    [0x03, '_id', rawDocument(field('a', 1), field('a', 2))],
    [0x03, '_id', rawDocument(field('a', 1), field('a', 3))],
  ),
  apart('null and the min key', field('_id', null), field('_id', new BSON.MinKey())),
  apart('the end of a long one', field('_id', `${'x'.repeat(60_000)}a`), field('_id', `${'x'.repeat(60_000)}b`)),
];

/** The server takes both for one. */
function twin(
  name: string,
  one: unknown,
  other: unknown,
  { path = '_id', blindSpot }: { readonly path?: string; readonly blindSpot?: string } = {},
): FaultClass {
  return {
    name: `an _id: ${name}`,
    seenBy: blindSpot === undefined ? 'hashes' : 'bytes',
    ...(blindSpot !== undefined && { blindSpot }),
    plant(plot) {
      const namespace = plot.newNamespace();
      const of = (id: unknown): Fields[] => [[field('_id', id), filler], ...neighbours];
      plot.put('source', namespace, content({ documents: of(one) }));
      plot.put('destination', namespace, content({ documents: of(other) }));
      return [differingDocument(namespace, [field('_id', one)], path)];
    },
  };
}

function apart(name: string, one: RawField, other: RawField): FaultClass {
  return {
    name: `an _id: ${name}`,
    seenBy: 'hashes',
    plant(plot) {
      const namespace = plot.newNamespace();
      plot.put('source', namespace, content({ documents: [[one, filler], ...neighbours] }));
      plot.put('destination', namespace, content({ documents: [[other, filler], ...neighbours] }));
      return [missingDocument(namespace, [one]), extraDocument(namespace, [other])];
    },
  };
}

const neighbours: readonly Fields[] = [
  [field('_id', 6), filler],
  [field('_id', 'text'), filler],
];

function atSpot(plot: Plot, plant: (spot: Spot) => readonly Planted[] | undefined) {
  const spot = plot.claimDocument();
  return spot && plant(spot);
}

function withFields(plot: Plot, here: readonly RawField[], there: readonly RawField[], paths: readonly string[]) {
  return atSpot(plot, (spot) => {
    plot.replace('source', spot, [...spot.fields, ...here]);
    plot.replace('destination', spot, [...spot.fields, ...there]);
    return [differingDocument(spot.namespace, spot.fields, ...paths)];
  });
}

function orderOnly({ namespace, fields }: Spot): Planted {
  return { ...differingDocument(namespace, fields), kind: 'field-order', expected: 'field-order' };
}

function nameOf(one: RawField | undefined): string {
  return String(one?.[1] ?? '');
}
