import fc from 'fast-check';
import { BSON } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { elements } from '../../../../src/core/bson/elements.ts';
import { compareDefinitions } from '../../../../src/verify/definitions/compare-definitions.ts';
import { mongoshValue } from '../../../../src/verify/definitions/mongosh-value.ts';
import { definition, definitions, raw } from '../../../support/definitions.ts';
import { valueInMongosh } from '../../../support/in-mongosh.ts';

type Fields = ReadonlyMap<string, unknown>;

const name = fc.oneof(
  fc.constantFrom('7', '0', 'b', 'a.b', '$gt', '__proto__', 'ä'),
  fc.string({ minLength: 1 }).filter((text) => !text.includes('\0')),
);
const number = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((int): unknown => new BSON.Int32(int)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((long) => BSON.Long.fromBigInt(long)),
  fc.double().map((double) => new BSON.Double(double)),
);
const leaf = fc.oneof(
  number,
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => new BSON.Binary(bytes, 0)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new BSON.ObjectId(bytes)),
);
const { document } = fc.letrec<{ value: unknown; document: Fields }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, tie('document'), fc.array(tie('value'), { maxLength: 3 })),
  document: fc
    .uniqueArray(fc.tuple(name, tie('value')), { maxLength: 4, selector: ([one]) => one })
    .map((all) => new Map(all)),
}));
const key = fc
  .uniqueArray(fc.tuple(name, fc.constantFrom(1, -1, 'hashed')), {
    minLength: 1,
    maxLength: 4,
    selector: ([one]) => one,
  })
  .map((all): Fields => new Map(all));

const anyIndex = fc.record(
  {
    name: fc.string({ minLength: 1 }),
    key,
    partialFilterExpression: document,
    sparse: fc.constant(true),
    collation: document,
  },
  { requiredKeys: ['name', 'key'] },
);
const any = fc.record({
  validator: document,
  pipeline: fc.array(document, { maxLength: 3 }),
  size: fc.integer({ min: 1 }),
  encryptedFields: document,
  shardKey: key,
  indexes: fc.uniqueArray(anyIndex, { maxLength: 4, selector: (one) => one.name }),
});
type Any = typeof any extends fc.Arbitrary<infer Value> ? Value : never;

function side({ indexes, shardKey, ...options }: Any, type = 'collection') {
  const one = definition({
    type,
    options,
    indexes: indexes.filter((index) => index.name !== '_id_'),
    shardKey: { key: shardKey },
  });
  return definitions([one], { isSharded: true });
}

function kinds(source: ReturnType<typeof side>, destination: ReturnType<typeof side>) {
  return compareDefinitions(source, destination, { synchronizing: false }).differences.map(({ kind, expected }) => [
    kind,
    expected,
  ]);
}

const added = (fields: Fields): Fields => new Map([...fields, ['one more', 1]]);
const reversed = (fields: Fields): Fields => new Map([...fields].reverse());

/** One place is changed; undefined where there is no such place. */
const mutations: readonly [string, string, (one: Any) => Any | undefined][] = [
  ['a field more in the validator', 'options', (one) => ({ ...one, validator: added(one.validator) })],
  [
    'the fields of the validator in another order',
    'options',
    (one) => (one.validator.size < 2 ? undefined : { ...one, validator: reversed(one.validator) }),
  ],
  ['a stage more', 'options', (one) => ({ ...one, pipeline: [...one.pipeline, new Map([['$limit', 1]])] })],
  ['a larger size', 'options', (one) => ({ ...one, size: one.size + 1 })],
  ['more that is encrypted', 'options', (one) => ({ ...one, encryptedFields: added(one.encryptedFields) })],
  ['a field more in the shard key', 'shard-key', (one) => ({ ...one, shardKey: added(one.shardKey) })],
  [
    'the shard key in another order',
    'shard-key',
    (one) => (one.shardKey.size < 2 ? undefined : { ...one, shardKey: reversed(one.shardKey) }),
  ],
  [
    'an index less',
    'index',
    (one) => (one.indexes.length === 0 ? undefined : { ...one, indexes: one.indexes.slice(1) }),
  ],
  [
    'an index more',
    'index',
    (one) => ({ ...one, indexes: [...one.indexes, { name: 'one more', key: new Map([['a', 1]]) }] }),
  ],
  [
    'an index in another order',
    'index',
    (one) => changedFirst(one, (index) => (index.key.size < 2 ? undefined : { ...index, key: reversed(index.key) })),
  ],
  [
    'a sparse index',
    'index',
    (one) => changedFirst(one, ({ sparse, ...index }) => (sparse ? index : { ...index, sparse: true })),
  ],
  [
    'a filter with a field more',
    'index',
    (one) =>
      changedFirst(one, (index) => ({
        ...index,
        partialFilterExpression: added(index.partialFilterExpression ?? new Map()),
      })),
  ],
];

function changedFirst(
  one: Any,
  change: (index: Any['indexes'][number]) => Any['indexes'][number] | undefined,
): Any | undefined {
  const [first, ...others] = one.indexes;
  const changed = first === undefined ? undefined : change(first);
  return changed && { ...one, indexes: [changed, ...others] };
}

describe('any definition', () => {
  it('differs in nothing from itself', () => {
    fc.assert(
      fc.property(any, (one) => {
        expect(kinds(side(one), side(one))).toEqual([]);
      }),
    );
  });

  it('is told once where its type is another', () => {
    fc.assert(
      fc.property(any, (one) => {
        expect(kinds(side(one), side(one, 'view'))).toEqual([['type', undefined]]);
      }),
    );
  });

  it.each(mutations)('is told once where it has %s', (_, kind, mutate) => {
    fc.assert(
      fc.property(any, (one) => {
        const mutated = mutate(one);
        fc.pre(mutated !== undefined);
        expect(kinds(side(one), side(mutated))).toEqual([[kind, undefined]]);
        expect(kinds(side(mutated), side(one))).toEqual([[kind, undefined]]);
      }),
    );
  });
});

it('any document is written for mongosh so that it becomes the same bytes again', () => {
  fc.assert(
    fc.property(document, (value) => {
      const bytes = Buffer.from(raw({ value }));
      const text = Array.from(elements(bytes), mongoshValue)[0] ?? '';
      expect(Buffer.from(raw({ value: valueInMongosh(text) }))).toEqual(bytes);
    }),
  );
});
