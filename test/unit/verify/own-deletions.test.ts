import { BSON, Double, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { ownDeletionsOf } from '../../../src/verify/own-deletions.ts';

const of = (options: object, ...indexes: object[]) =>
  ownDeletionsOf({ options: BSON.serialize(options), indexes: indexes.map((index) => BSON.serialize(index)) });

const ttl = (more: object = {}) => ({ v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60, ...more });

describe('what a server deletes by itself', () => {
  it.each<[string, object[], object[]]>([
    ['nothing without such an index', [{ v: 2, key: { _id: 1 }, name: '_id_' }], []],
    ['what a TTL index says', [ttl()], [{ field: 'at', expireAfterSeconds: 60 }]],
    ['a field within', [ttl({ key: { 'a.at': -1 } })], [{ field: 'a.at', expireAfterSeconds: 60 }]],
    [
      'a number of any type',
      [ttl({ expireAfterSeconds: Long.fromNumber(60) })],
      [{ field: 'at', expireAfterSeconds: 60 }],
    ],
    ['nothing where the time never comes', [ttl({ expireAfterSeconds: new Double(2 ** 31 - 1) })], []],
    ['nothing by an index of several fields, which no server obeys', [ttl({ key: { at: 1, b: 1 } })], []],
    ['nothing that depends on a filter, which is not computed', [ttl({ partialFilterExpression: { a: 1 } })], []],
    ['nothing by an index that is being built', [{ spec: ttl(), buildUUID: 'x' }], []],
  ])('is %s', (_, indexes, rules) => {
    expect(of({}, ...indexes)).toEqual({ rules });
  });

  it('is by its _id of a clustered collection', () => {
    const options = { clusteredIndex: { v: 2, key: { _id: 1 }, unique: true }, expireAfterSeconds: 10 };
    expect(of(options).rules).toEqual([{ field: '_id', expireAfterSeconds: 10 }]);
  });

  it.each<[string, object, object | undefined]>([
    ['bytes', { capped: true, size: 4096 }, { bytes: 4096 }],
    ['bytes and documents', { capped: true, size: 4096, max: new Double(5) }, { bytes: 4096, documents: 5 }],
    ['nothing of one that is not capped', { size: 4096 }, undefined],
  ])('is the oldest of a capped collection: %s', (_, options, capped) => {
    expect(of(options).capped).toEqual(capped);
  });
});
