import fc from 'fast-check';
import { z } from 'zod';

/** Values that a schema takes, of every branch of it. Throws for a kind of schema that it does not know. */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodISODateTime) return moment;
  if (schema instanceof z.ZodString) return text.filter((value) => schema.safeParse(value).success);
  if (schema instanceof z.ZodNumber) return numberOf(schema);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNull) return fc.constant(null);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodArray) return fc.array(arbitraryOf(innerOf(schema.element)), { maxLength: 4 });
  if (schema instanceof z.ZodTuple) return fc.tuple(...schema.def.items.map((item) => arbitraryOf(innerOf(item))));
  if (schema instanceof z.ZodRecord) return recordOf(schema);
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map((option) => arbitraryOf(innerOf(option))));
  if (schema instanceof z.ZodReadonly || schema instanceof z.ZodNullable) return wrapped(schema);
  if (schema instanceof z.ZodObject) return objectOf(schema);
  throw new Error(`there are no values for a schema of the kind ${schema.def.type}`);
}

/** Versions, hosts, namespaces and such, which rules read something into; and whatever else a text can be. */
const text = fc.oneof(
  fc.constantFrom('', '7.0.14', '8.0.4', '5.0', '8.1.0', 'x.y', 'M40', 'IDLE', 'db1.corp.example:27017', 'shop.orders'),
  fc.constantFrom('1', '-1', '"hashed"', '{"$numberDouble":"NaN"}', 'true', '{', 'NaN'),
  // What every object of JavaScript has by itself.
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
  // What a terminal obeys, and what turns or hides letters.
  fc.constant('\u001b[31mred\u202e\nline'),
  fc.string({ maxLength: 12 }),
);
const moment = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
  .map((date) => date.toISOString());

function numberOf(schema: z.ZodNumber): fc.Arbitrary<number> {
  const [min, max] = [schema.minValue ?? -1e15, schema.maxValue ?? 1e15];
  const whole = fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) });
  const any = schema.isInt ? whole : fc.oneof(whole, fc.double({ min, max, noNaN: true }));
  // JSON knows one zero.
  return any.map((value) => (value === 0 ? 0 : value)).filter((value) => schema.safeParse(value).success);
}

function recordOf({ keyType, valueType }: z.ZodRecord): fc.Arbitrary<unknown> {
  const keys = arbitraryOf(innerOf(keyType)).map(String);
  return fc
    .array(fc.tuple(keys, arbitraryOf(innerOf(valueType))), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries.filter(([key]) => key !== '__proto__')));
}

function wrapped(schema: z.ZodReadonly | z.ZodNullable): fc.Arbitrary<unknown> {
  const inner = arbitraryOf(innerOf(schema.unwrap()));
  return schema instanceof z.ZodNullable ? fc.oneof(fc.constant(null), inner) : inner;
}

/** What may be left out is left out at times. */
function objectOf({ shape }: z.ZodObject): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape).map(([name, field]) => {
    const inner = innerOf(field);
    const isOptional = inner instanceof z.ZodOptional || inner instanceof z.ZodExactOptional;
    return { name, isOptional, value: arbitraryOf(isOptional ? innerOf(inner.unwrap()) : inner) };
  });
  return fc.record(Object.fromEntries(fields.map(({ name, value }) => [name, value])), {
    requiredKeys: fields.flatMap(({ name, isOptional }) => (isOptional ? [] : [name])),
  });
}

/** A part of a schema is typed as less than it is. */
function innerOf(schema: unknown): z.ZodType {
  if (!(schema instanceof z.ZodType)) throw new Error('a part of a schema is none');
  return schema;
}
