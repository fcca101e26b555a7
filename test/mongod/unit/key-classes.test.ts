import { describe, expect, it } from 'vitest';
import { keyString } from '../../../src/mongod/bson/key-string.ts';
import { docOf, type RawValue, rawOf } from '../../../src/mongod/bson/raw.ts';
import { Type } from '../../../src/mongod/bson/type.ts';

/* What no driver writes (mongodb/mongo, src/mongo/db/storage/key_string/key_string.cpp). */

const [one, two] = [rawOf(1), rawOf(2)];
const array = (names: readonly [string, string]): RawValue => ({
  type: Type.array,
  bytes: docOf([
    { name: names[0], value: one },
    { name: names[1], value: two },
  ]),
});

function nan(lastByte: number): RawValue {
  return { type: Type.double, bytes: Buffer.from([lastByte, 0, 0, 0, 0, 0, 0xf8, 0x7f]) };
}

/** `{X: 1}` with a name of one byte. */
function named(byte: number): RawValue {
  return { type: Type.document, bytes: Buffer.from([12, 0, 0, 0, Type.int, byte, 0, 1, 0, 0, 0, 0]) };
}

const twice: RawValue = {
  type: Type.document,
  bytes: docOf([
    { name: 'a', value: one },
    { name: 'a', value: two },
  ]),
};

describe('a key string', () => {
  it('is the same for arrays whose items are numbered otherwise', () => {
    expect(keyString(array(['0', '1']))).toBe(keyString(array(['1', '0'])));
  });

  it('is the same for NaN in other bits', () => {
    expect(keyString(nan(0))).toBe(keyString(nan(1)));
  });

  it('tells apart names that are not UTF-8', () => {
    expect(keyString(named(0xfe))).not.toBe(keyString(named(0xff)));
  });

  it('holds both fields of one name', () => {
    const once: RawValue = { type: Type.document, bytes: docOf([{ name: 'a', value: one }]) };
    expect(keyString(twice)).not.toBe(keyString(once));
  });
});
