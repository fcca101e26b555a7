import { type Element, elements } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { numberOf, textOf } from '../../core/bson/value.ts';
import { fieldsOf, inOneForm, type Same, sameBytes, sameOption } from './same-value.ts';

/** An index as one side has it. */
export interface IndexSpec {
  readonly name: string;
  readonly isBuilding: boolean;
  /** By name, without what is the server's own business. */
  readonly fields: ReadonlyMap<string, Element>;
}

/** Of each server and of the way of building (domain notes 7.2). */
const ofServer = ['v', 'ns', 'background'];

export function indexSpec(row: Uint8Array): IndexSpec {
  const outer = fieldsOf(row);
  const spec = outer.get('spec');
  // With `includeBuildUUIDs` or `includeIndexBuildInfo` one that is being built stands within (mongodb/mongo, list_indexes.cpp).
  const fields = spec?.type === BsonType.document ? fieldsOf(spec.value) : outer;
  for (const name of ofServer) fields.delete(name);
  if (isSimple(fields.get('collation'))) fields.delete('collation');
  const isBuilding = outer.has('buildUUID') || outer.has('indexBuildInfo');
  return { name: textOf(fields.get('name')?.value).text, isBuilding, fields };
}

/** Newer servers name the simple collation, others leave it out (mongodb/mongo, list_indexes.h). */
function isSimple(collation: Element | undefined): boolean {
  return (
    collation?.type === BsonType.document && textOf(fieldsOf(collation.value).get('locale')?.value).text === 'simple'
  );
}

const ordered = new Set(['key', 'partialFilterExpression', 'weights', 'wildcardProjection']);

export function sameIn(option: string): Same {
  return ordered.has(option) ? sameBytes : sameOption;
}

/** Whether both mean the same index, in a form of old servers here or there. */
export function sameForm(option: string, source: Element | undefined, destination: Element | undefined): boolean {
  // mongosync leaves out what is no option of an index (mongosync docs, "Legacy Index Handling").
  if (!known.has(option)) return destination === undefined;
  return formOf(option, source) === formOf(option, destination);
}

/** mongodb/mongo, src/mongo/db/catalog/index_key_validate.cpp: allowedFieldNames; without `dropDups`, which no server obeys since 3.0. */
const known = new Set([
  ...['2dsphereIndexVersion', 'bits', 'bucketSize', 'clustered', 'collation', 'columnstoreProjection'],
  ...['default_language', 'expireAfterSeconds', 'hidden', 'key', 'language_override', 'max', 'min', 'name'],
  ...['originalSpec', 'partialFilterExpression', 'prepareUnique', 'sparse', 'storageEngine', 'textIndexVersion'],
  ...['unique', 'weights', 'wildcardProjection'],
]);

const flags = new Set(['unique', 'sparse', 'hidden', 'prepareUnique', 'clustered']);

function formOf(option: string, element: Element | undefined): string | undefined {
  if (element === undefined) return undefined;
  if (flags.has(option)) return isTrue(element) ? 'true' : undefined;
  if (option === 'expireAfterSeconds') return String(secondsOf(element));
  if (option === 'bits') return String(Math.trunc(Number(numberOf(element))));
  if (option === 'key') return JSON.stringify(Array.from(elements(element.value), keyForm));
  // A filter is compared with documents, byte for byte.
  if (option === 'partialFilterExpression') return Buffer.from(element.value).toString('hex');
  return inOneForm(element, { isOrdered: ordered.has(option) });
}

/** As the server understands a flag: whatever is not false, null, undefined or 0 (BSONElement::trueValue). */
export function isTrue(element: Element | undefined): boolean {
  if (element === undefined || element.type === BsonType.null || element.type === BsonType.undefined) return false;
  if (element.type === BsonType.boolean) return element.value[0] === 1;
  return Number(numberOf(element) ?? 1n) !== 0;
}

/** So many seconds stand for "never" (mongodb/mongo, kExpireAfterSecondsForInactiveTTLIndex). */
export const neverExpires = 2 ** 31 - 1;

/** Whole seconds; what is none, or is out of range, counts as never (index_key_validate.cpp, repairIndexSpec). */
export function secondsOf(element: Element): number {
  const seconds = Math.trunc(Number(numberOf(element) ?? Number.NaN));
  return seconds >= 0 && seconds <= neverExpires ? seconds : neverExpires;
}

function keyForm(field: Element): string {
  return `${field.nameBytes}:${isLegacy(field) ? '#1' : inOneForm(field, { isOrdered: true })}`;
}

/** The kinds of indexes that a key may name (mongodb/mongo, src/mongo/db/index_names.cpp). */
const kinds = new Set([
  '2d',
  '2dsphere',
  '2dsphere_bucket',
  'columnstore',
  'geoHaystack',
  'hashed',
  'text',
  'wildcard',
]);

/**
 * What servers before 3.4 took for a direction: 0, null, `true`, `""` and texts that name no kind of index. It counts as 1, and
 * the engine writes it as 1 (mongosync docs, "Legacy Index Handling"; SERVER-96766).
 */
export function isLegacy(field: Element): boolean {
  const number = numberOf(field);
  if (number !== undefined) return Number(number) === 0;
  if (field.type === BsonType.decimal) return false;
  return field.type !== BsonType.text || !kinds.has(textOf(field.value).text);
}
