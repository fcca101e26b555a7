import { ObjectId } from 'mongodb';
import { asDocument, docOf, elementsOf, fieldOf, itemsOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { applyUpdate, updateKind } from './apply-update.ts';
import { changeAt } from './change-at.ts';
import type { UpdateContext } from './operators.ts';
import type { Positions } from './positions.ts';

/** The document that an upsert inserts: what the query says is equal, then the update. */
export function upsertedDocument(
  filter: Buffer,
  update: RawValue,
  positions: Positions,
  context: Omit<UpdateContext, 'isInsert'>,
): Buffer {
  const isReplacement = updateKind(update) === 'replacement';
  const equalities = equalitiesOf(filter).filter(({ name }) => !isReplacement || name === '_id');
  refuseTwice(equalities.map(({ name }) => name));
  const base = equalities.reduce(
    (document, { name, value }) => changeAt(document, name.split('.'), () => value),
    asDocument(docOf([])),
  );
  return withId(applyUpdate(base.bytes, update, positions, { ...context, isInsert: true }));
}

/** Throws NotSingleValueField where the query gives a field two values (mongodb/mongo, src/mongo/db/ops/path_support.cpp). */
function refuseTwice(paths: readonly string[]): void {
  for (const [at, path] of paths.entries()) {
    const other = paths
      .slice(at + 1)
      .find((one) => `${one}.`.startsWith(`${path}.`) || `${path}.`.startsWith(`${one}.`));
    if (other === undefined) continue;
    throw new MongodError(
      'NotSingleValueField',
      `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`,
    );
  }
}

/** The document with `_id` in front; one is made where there is none. */
export function withId(document: Buffer): Buffer {
  const first = document.length > 5 && document.toString('latin1', 5, 9) === '_id\0';
  if (first) return document;
  const id = fieldOf(document, '_id') ?? rawOf(new ObjectId());
  return docOf([{ name: '_id', value: id }, ...elementsOf(document).filter(({ name }) => name !== '_id')]);
}

function equalitiesOf(filter: Buffer): RawElement[] {
  return elementsOf(filter).flatMap(({ name, value }) => {
    if (name === '$and' && value.type === Type.array) return itemsOf(value).flatMap((item) => equalitiesOf(item.bytes));
    if (name.startsWith('$') || value.type === Type.regex) return [];
    const isOperators = value.type === Type.document && elementsOf(value.bytes)[0]?.name.startsWith('$');
    if (!isOperators) return [{ name, value }];
    const equal = fieldOf(value.bytes, '$eq');
    return equal === undefined ? [] : [{ name, value: equal }];
  });
}
