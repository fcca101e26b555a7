import { type Element, elements } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { decoded, textOf, type Value, viewOf } from '../../core/bson/value.ts';
import { decimalText } from './decimal-text.ts';

/**
 * A value as mongosh reads it, so that a server gets the same bytes; undefined where there is no such text: a repeated
 * field, text that is not UTF-8, a type that nobody writes any more. Letters that a terminal obeys are left as they are.
 */
export function mongoshValue({ type, value }: Value): string | undefined {
  const view = viewOf(value);
  switch (type) {
    case BsonType.double:
      return doubleText(view.getFloat64(0, true));
    case BsonType.text:
      return quoted(value);
    case BsonType.document:
      return documentText([...elements(value)]);
    case BsonType.array:
      return all(Array.from(elements(value), mongoshValue), (items) => `[${items.join(', ')}]`);
    case BsonType.binary:
      // Of subtype 2 the length stands within once more, which nobody should write.
      return value[4] === 2 ? undefined : `BinData(${value[4]}, "${base64(value.subarray(5))}")`;
    case BsonType.objectId:
      return `ObjectId("${Buffer.from(value).toString('hex')}")`;
    case BsonType.boolean:
      return String(value[0] === 1);
    case BsonType.date:
      return dateText(view.getBigInt64(0, true));
    case BsonType.null:
      return 'null';
    case BsonType.regex:
      return regexText(value);
    case BsonType.code:
      return all([quoted(value)], ([text]) => `Code(${text})`);
    case BsonType.symbol:
      return all([quoted(value)], ([text]) => `BSONSymbol(${text})`);
    case BsonType.int32:
      return String(view.getInt32(0, true));
    case BsonType.timestamp:
      return `Timestamp({ t: ${view.getUint32(4, true)}, i: ${view.getUint32(0, true)} })`;
    case BsonType.int64:
      return `NumberLong("${view.getBigInt64(0, true)}")`;
    case BsonType.decimal:
      return `NumberDecimal("${decimalText(view)}")`;
    case BsonType.minKey:
      return 'MinKey()';
    case BsonType.maxKey:
      return 'MaxKey()';
    default:
      return undefined;
  }
}

/** Fields in their order, each with its value. */
export function documentText(fields: readonly Element[]): string | undefined {
  return fieldsText(fields.map((field) => [field, mongoshValue(field)]));
}

/**
 * In an ordinary object, JavaScript puts names like `7` first, and `__proto__` sets something else: a Map keeps both. A
 * repeated name fits into neither.
 */
export function fieldsText(
  fields: readonly (readonly [Pick<Element, 'name'> & Partial<Pick<Element, 'isNameUtf8'>>, string | undefined])[],
): string | undefined {
  const names = fields.map(([{ name }]) => name);
  if (new Set(names).size < names.length || fields.some(([field]) => field.isNameUtf8 === false)) return undefined;
  return all(
    fields.map(([, text]) => text),
    (texts) => {
      const isMap = names.some((name) => /^\d+$/.test(name) || name === '__proto__');
      const pairs = texts.map((text, at) => {
        const name = names[at] ?? '';
        return isMap ? `[${JSON.stringify(name)}, ${text}]` : `${propertyName(name)}: ${text}`;
      });
      if (isMap) return `new Map([${pairs.join(', ')}])`;
      return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
    },
  );
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function all(texts: readonly (string | undefined)[], join: (texts: readonly string[]) => string): string | undefined {
  const known = texts.filter((text) => text !== undefined);
  return known.length < texts.length ? undefined : join(known);
}

/** A plain number without a fraction would become an int32. */
function doubleText(double: number): string {
  if (Number.isNaN(double) || !Number.isFinite(double) || !Number.isInteger(double)) return String(double);
  return `Double(${Object.is(double, -0) ? '-0' : double})`;
}

function quoted(value: Uint8Array): string | undefined {
  const { text, isUtf8 } = textOf(value);
  return isUtf8 ? JSON.stringify(text) : undefined;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** JavaScript has dates up to 8.64e15 ms from 1970. */
function dateText(ms: bigint): string | undefined {
  const isDate = ms >= -8_640_000_000_000_000n && ms <= 8_640_000_000_000_000n;
  return isDate ? `new Date(${ms})` : undefined;
}

/** Two texts, each with a zero at its end. */
function regexText(value: Uint8Array): string | undefined {
  const end = value.indexOf(0);
  const [pattern, flags] = [decoded(value.subarray(0, end)), decoded(value.subarray(end + 1, value.length - 1))];
  if (!pattern.isUtf8 || !flags.isUtf8) return undefined;
  return `BSONRegExp(${JSON.stringify(pattern.text)}, ${JSON.stringify(flags.text)})`;
}
