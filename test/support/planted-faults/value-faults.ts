import { BSON } from 'mongodb';
import { field, type RawField, rawDocument, rawText } from '../raw-bson.ts';
import { differingDocument, type FaultClass } from './fault-class.ts';
import type { Plot } from './plot.ts';

/** A value on both sides, which is there under one and the same name. */
interface ValuePair {
  readonly name: string;
  readonly source: Value;
  readonly destination: Value;
  /** Of what hashes do not see. */
  readonly blindSpot?: string;
}

type Value = readonly [type: number, bytes: Buffer];

const { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Int32, Long, Timestamp } = BSON;
const written = (value: unknown): Value => {
  const [type, , bytes] = field('', value);
  return [type, bytes];
};
const int64 = (type: number, value: bigint): Value => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return [type, bytes];
};
const pair = (name: string, source: unknown, destination: unknown, blindSpot?: string): ValuePair => ({
  ...{ name, source: written(source), destination: written(destination) },
  ...(blindSpot !== undefined && { blindSpot }),
});
const rawPair = (name: string, source: Value, destination: Value, blindSpot?: string): ValuePair => ({
  ...{ name, source, destination },
  ...(blindSpot !== undefined && { blindSpot }),
});

const otherType = 'a number that has become another type of the same value and the same length in all';
const otherBits = 'NaN in other bits, and items of an array that are numbered otherwise';
const pointer = (byte: number): Value => [0x0c, Buffer.concat([rawText(Buffer.from('d.c')), Buffer.alloc(12, byte)])];
const numbered = (first: string, second: string): Value => [
  0x04,
  rawDocument(field(first, new Int32(1)), field(second, new Int32(2))),
];

const pairs: readonly ValuePair[] = [
  pair('another number', new Int32(1), new Int32(2)),
  pair('an int32 that became an int64', new Int32(1), Long.ONE),
  pair('an int32 that became a double', new Int32(1), new Double(1)),
  pair('an int64 that became a double', Long.fromNumber(5), new Double(5), otherType),
  pair('an int64 beyond 2^53', Long.fromString('9007199254740993'), Long.fromString('9007199254740992')),
  pair('a fraction', new Double(2.3), new Double(2.9)),
  pair('0 and -0', new Double(0), new Double(-0), '0 and -0'),
  rawPair('NaN in other bits', int64(0x01, 0x7ff8n << 48n), int64(0x01, (0x7ff8n << 48n) + 1n), otherBits),
  pair(
    'Decimal128 1.0 and 1.00',
    Decimal128.fromString('1.0'),
    Decimal128.fromString('1.00'),
    'Decimal128 values that are equal and written differently, such as 1.0 and 1.00',
  ),
  pair('Decimal128 1 and 2', Decimal128.fromString('1'), Decimal128.fromString('2')),
  pair('a string that became a symbol', 'text', new BSONSymbol('text'), 'a string that has become a symbol'),
  pair('a string that became code', 'text', new Code('text')),
  pair('capitals', 'text', 'Text'),
  pair('an accent in two ways', 'é', 'e\u0301'),
  pair('a zero byte in a text', 'a\0b', 'a\0c'),
  rawPair(
    'text that is not UTF-8',
    [0x02, rawText(Buffer.from([0xff, 0xfe]))],
    [0x02, rawText(Buffer.from([0xff, 0xfd]))],
  ),
  pair('a binary that was cut', new Binary(Buffer.from([1, 2, 3])), new Binary(Buffer.from([1, 2]))),
  pair('a binary of another subtype', new Binary(Buffer.alloc(16, 1), 0), new Binary(Buffer.alloc(16, 1), 4)),
  pair('an ObjectId', new BSON.ObjectId('0'.repeat(24)), new BSON.ObjectId(`${'0'.repeat(23)}1`)),
  pair('true and false', true, false),
  pair('a date', new Date(0), new Date(1)),
  rawPair('a date beyond those of JavaScript', int64(0x09, 9n ** 17n), int64(0x09, 9n ** 17n + 1n)),
  pair('a timestamp', new Timestamp({ t: 1, i: 1 }), new Timestamp({ t: 1, i: 2 })),
  pair('the options of a pattern', new BSONRegExp('^a', 'i'), new BSONRegExp('^a', 'm')),
  pair('null and an empty text', null, ''),
  rawPair('null and undefined', written(null), [0x06, Buffer.alloc(0)]),
  rawPair('a DBPointer', pointer(1), pointer(2)),
  pair('the scope of code', new Code('f()', { a: 1 }), new Code('f()', { a: 2 })),
  pair('the min key and the max key', new BSON.MinKey(), new BSON.MaxKey()),
  pair('an empty array and an empty document', [], {}),
  rawPair('items that are numbered otherwise', numbered('0', '1'), numbered('0', '2'), otherBits),
];

/** The paths that differ within, where the value itself is compared field by field. */
const within: Readonly<Record<string, readonly string[]>> = { 'items that are numbered otherwise': ['1'] };

export const valueFaults: readonly FaultClass[] = pairs.map(({ name, source, destination, blindSpot }) => ({
  name: `a value: ${name}`,
  seenBy: blindSpot === undefined ? 'hashes' : 'bytes',
  ...(blindSpot !== undefined && { blindSpot }),
  plant(plot) {
    const spot = plot.claimDocument(undefined, () => true);
    if (spot === undefined) return undefined;
    const { name: place, path, around } = randomPlace(plot);
    const at = 1 + plot.random.below(spot.fields.length);
    const [id, ...others] = spot.fields;
    const withValue = ([type, bytes]: Value): RawField => around([type, place, bytes]);
    const before = others.slice(0, at - 1);
    const after = others.slice(at - 1);
    const here = [id, ...before, withValue(source), ...after] as const;
    plot.replace('source', spot, here);
    plot.replace('destination', spot, [id, ...before, withValue(destination), ...after]);
    const paths = (within[name] ?? ['']).map((inner) => (inner === '' ? path : `${path}.${inner}`));
    return [differingDocument(spot.namespace, here, ...paths)];
  },
}));

/** Names that people, engines and JavaScript have a meaning for. */
const names = ['planted', 'mongosync_reserved_x', '', '9', '__proto__', '_bsontype', 'a b', 'é', 'toBSON'] as const;

/** At the top, in a document, in an array, or in both. */
function randomPlace({ random }: Plot): { name: string; path: string; around: (value: RawField) => RawField } {
  const name = random.pick(names);
  const shown = name === '' ? '""' : name;
  const item = ([type, , bytes]: RawField): RawField => [type, '0', bytes];
  return random.pick([
    { name, path: shown, around: (value: RawField) => value },
    { name, path: `in.${shown}`, around: (value: RawField): RawField => [0x03, 'in', rawDocument(value)] },
    { name, path: 'list.0', around: (value: RawField): RawField => [0x04, 'list', rawDocument(item(value))] },
    {
      ...{ name, path: `list.0.${shown}` },
      around: (value: RawField): RawField => [0x04, 'list', rawDocument([0x03, '0', rawDocument(value)])],
    },
  ]);
}
