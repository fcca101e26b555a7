import fc, { type Arbitrary } from 'fast-check';

/** A type byte and the bytes after the field's name. */
interface Value {
  readonly type: number;
  readonly bytes: Buffer;
}

type Field = readonly [name: string, value: Value];

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
const withoutZero = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));

/** What JavaScript, MongoDB or a parser of digits may trip over. */
const oddNames = ['', '__proto__', '_bsontype', 'constructor', '2024', '0', 'a.b', '$x', 'toBSON', 'length'];
const name = fc.oneof(fc.constantFrom(...oddNames), withoutZero);

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}

function counted(text: string): Buffer {
  const content = Buffer.from(`${text}\0`);
  return Buffer.concat([int32(content.length), content]);
}

export function encode(fields: readonly Field[]): Buffer {
  const content = Buffer.concat(
    fields.map(([key, { type, bytes: value }]) => Buffer.concat([Buffer.from([type]), Buffer.from(`${key}\0`), value])),
  );
  return Buffer.concat([int32(content.length + 5), content, Buffer.alloc(1)]);
}

const fixed = (type: number, length: number) => bytes(length).map((value) => ({ type, bytes: value }));
const text = (type: number) => fc.string({ unit: 'grapheme' }).map((value) => ({ type, bytes: counted(value) }));

/** Every type of the BSON specification, the deprecated ones too. */
const { value } = fc.letrec<{ value: Value; fields: Field[] }>((tie) => ({
  fields: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(6, 10, 255, 127).map((type) => ({ type, bytes: Buffer.alloc(0) })),
    fc.constantFrom(0, 1).map((flag) => ({ type: 8, bytes: Buffer.from([flag]) })),
    fixed(16, 4),
    fc.constantFrom(1, 9, 17, 18).chain((type) => fixed(type, 8)),
    fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324).map(double),
    fixed(19, 16),
    fixed(7, 12),
    fc.constantFrom(2, 13, 14).chain(text),
    fc
      .tuple(fc.nat(255), fc.uint8Array({ maxLength: 20 }))
      .filter(([subtype]) => subtype !== 2)
      .map(binary),
    fc
      .tuple(withoutZero, withoutZero)
      .map(([pattern, flags]) => ({ type: 11, bytes: Buffer.from(`${pattern}\0${flags}\0`) })),
    fc.tuple(fc.string(), bytes(12)).map(([ns, id]) => ({ type: 12, bytes: Buffer.concat([counted(ns), id]) })),
    fc.tuple(fc.string(), tie('fields')).map(codeWithScope),
    tie('fields').map((fields) => ({ type: 3, bytes: encode(fields) })),
    tie('fields').map((fields) => ({ type: 4, bytes: encode(fields) })),
  ),
}));

function double(number: number): Value {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleLE(number);
  return { type: 1, bytes: buffer };
}

function binary([subtype, content]: [number, Uint8Array]): Value {
  return { type: 5, bytes: Buffer.concat([int32(content.length), Buffer.from([subtype]), content]) };
}

function codeWithScope([code, fields]: [string, Field[]]): Value {
  const content = Buffer.concat([counted(code), encode(fields)]);
  return { type: 15, bytes: Buffer.concat([int32(content.length + 4), content]) };
}

/** Fields of any type and name, names twice too, and arrays whose keys are no numbers. Give it the `_id`, an int32. */
export const anyDocument: Arbitrary<(id: number) => Buffer> = fc
  .array(fc.tuple(name, value), { maxLength: 6 })
  .map((fields) => (id) => encode([['_id', { type: 16, bytes: int32(id) }], ...fields]));
