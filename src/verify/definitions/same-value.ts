import { type Element, elements } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { numberOf, type Value } from '../../core/bson/value.ts';

export type Same = (source: Element | undefined, destination: Element | undefined) => boolean;

/** Where the order of fields has a meaning, such as in a key, a filter or a pipeline: byte for byte. */
export const sameBytes: Same = (source, destination) =>
  source === undefined || destination === undefined
    ? source === destination
    : Buffer.compare(source.whole, destination.whole) === 0;

/**
 * Of options: the order of their fields has no meaning, and neither has the type of a number, which servers report as int32
 * here and as double or int64 there (SERVER-91498 for `expireAfterSeconds`); its value is compared exactly.
 */
export const sameOption: Same = (source, destination) =>
  source === undefined || destination === undefined
    ? source === destination
    : inOneForm(source, { isOrdered: false }) === inOneForm(destination, { isOrdered: false });

/** A value as text that is equal where the values are: numbers by value, fields in the order of their names unless `isOrdered`. */
export function inOneForm(element: Value, form: { readonly isOrdered: boolean }): string {
  const { type, value } = element;
  const number = numberOf(element);
  if (number !== undefined) return `#${number}`;
  if (type === BsonType.array) return `[${Array.from(elements(value), (item) => inOneForm(item, form))}]`;
  if (type !== BsonType.document) return `${type}:${Buffer.from(value).toString('hex')}`;
  const fields = Array.from(elements(value), (one) => `${JSON.stringify(one.nameBytes)}:${inOneForm(one, form)}`);
  return `{${form.isOrdered ? fields : fields.sort()}}`;
}

/** By name; of a name that is repeated the first counts, as it does for a server (buildRepairedIndexSpec of mongodb/mongo). */
export function fieldsOf(document: Uint8Array): Map<string, Element> {
  const fields = new Map<string, Element>();
  for (const element of elements(document)) if (!fields.has(element.name)) fields.set(element.name, element);
  return fields;
}
