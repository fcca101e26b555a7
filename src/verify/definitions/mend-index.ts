import { type Element, elements } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { inMongosh, mongoshDatabase, mongoshText } from '../../core/mongosh-words.ts';
import type { Definition } from '../../core/verification/definition.ts';
import { type IndexSpec, isLegacy, isTrue, sameForm } from './index-spec.ts';
import { fieldsText, mongoshValue } from './mongosh-value.ts';
import { fieldsOf } from './same-value.ts';

/** The command in mongosh that makes the index of the source on the destination; undefined where there is none. */
export function createIndex({ namespace, options }: Definition, { fields }: IndexSpec): string | undefined {
  // A collection is clustered when it is made.
  if (isTrue(fields.get('clustered'))) return undefined;
  const texts = [...fields.values()]
    .filter(({ name }) => !isNothing(name, fields))
    .map((field) => [field, field.name === 'key' ? keyText(field) : mongoshValue(field)] as const);
  // An index without a collation would get that of its collection.
  const isInherited = !fields.has('collation') && fieldsOf(options).has('collation');
  const simple = isInherited ? [[{ name: 'collation' }, '{ locale: "simple" }'] as const] : [];
  const spec = fieldsText([...texts, ...simple]);
  return spec && command(namespace, (name) => `{ createIndexes: ${name}, indexes: [${spec}] }`);
}

/** What makes the index of the destination that of the source; `differing` are the options in which they differ. */
export function changeIndex(
  source: Definition,
  index: IndexSpec,
  there: IndexSpec,
  differing: readonly string[],
): string | undefined {
  const { namespace } = source;
  const name = mongoshText(index.name);
  const change = changed(differing, index, there);
  if (change !== undefined) {
    return command(namespace, (collection) => `{ collMod: ${collection}, index: { name: ${name}, ${change} } }`);
  }
  const created = createIndex(source, index);
  // The index of `_id` cannot be dropped.
  if (created === undefined || there.name === '_id_') return undefined;
  return `${command(namespace, (collection) => `{ dropIndexes: ${collection}, index: ${mongoshText(there.name)} }`)}; ${created}`;
}

/** What `collMod` changes without building anything (manual, collMod). */
function changed(differing: readonly string[], { fields }: IndexSpec, there: IndexSpec): string | undefined {
  const isOnly = (...options: string[]) =>
    differing.length === options.length && options.every((one) => differing.includes(one));
  if (isOnly('hidden')) return `hidden: ${isTrue(fields.get('hidden'))}`;
  if (isOnly('unique', 'prepareUnique') && isTrue(there.fields.get('prepareUnique'))) return 'unique: true';
  const seconds = fields.get('expireAfterSeconds');
  const isBoth = seconds !== undefined && there.fields.has('expireAfterSeconds');
  return isOnly('expireAfterSeconds') && isBoth ? `expireAfterSeconds: ${mongoshValue(seconds)}` : undefined;
}

/** What only an old server takes, and what says nothing. */
function isNothing(name: string, fields: IndexSpec['fields']): boolean {
  return sameForm(name, fields.get(name), undefined);
}

function keyText(key: Element): string | undefined {
  const isPlain = key.type === BsonType.document;
  return isPlain
    ? fieldsText(
        Array.from(elements(key.value), (field) => [field, isLegacy(field) ? '1' : mongoshValue(field)] as const),
      )
    : undefined;
}

function command(namespace: string, text: (collection: string) => string): string {
  const dot = namespace.indexOf('.');
  const [database, collection] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  return `${mongoshDatabase(database)}.runCommand(${inMongosh(text(JSON.stringify(collection)))})`;
}
