import { Aggregator } from 'mingo';
import { keyString } from '../bson/key-string.ts';
import {
  asDocument,
  docOf,
  elementsOf,
  fieldOf,
  itemsOf,
  plainDoc,
  plainOf,
  type RawValue,
  serialize,
} from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { changeAt, valueAt } from './change-at.ts';
import { operators, type UpdateTime } from './operators.ts';
import { concretePaths, type Positions } from './positions.ts';

export type UpdateKind = 'replacement' | 'operators' | 'pipeline';

export function updateKind(update: RawValue): UpdateKind {
  if (update.type === Type.array) return 'pipeline';
  const names = elementsOf(update.bytes).map((element) => element.name);
  if (!names[0]?.startsWith('$')) return 'replacement';
  const unknown = names.find((name) => operators[name] === undefined && name !== '$rename');
  if (unknown !== undefined) throw new MongodError('FailedToParse', `Unknown modifier: ${unknown}`);
  return 'operators';
}

/** The document after the update. Untouched fields keep their bytes. Throws ImmutableField where `_id` would change. */
export function applyUpdate(document: Buffer, update: RawValue, positions: Positions, time: UpdateTime): Buffer {
  const kind = updateKind(update);
  const changed =
    kind === 'replacement'
      ? replaced(document, update.bytes)
      : kind === 'pipeline'
        ? transformed(document, itemsOf(update))
        : operated(document, update.bytes, positions, time);
  refuseOtherId(document, changed);
  return changed;
}

function replaced(document: Buffer, replacement: Buffer): Buffer {
  const id = fieldOf(document, '_id');
  return id === undefined || fieldOf(replacement, '_id') !== undefined
    ? replacement
    : docOf([{ name: '_id', value: id }, ...elementsOf(replacement)]);
}

function transformed(document: Buffer, stages: readonly RawValue[]): Buffer {
  const pipeline = stages.map((stage) => plainDoc(stage.bytes));
  return serialize(new Aggregator(pipeline).run([plainDoc(document)])[0] ?? {});
}

function operated(document: Buffer, update: Buffer, positions: Positions, time: UpdateTime): Buffer {
  let result = asDocument(document);
  for (const { name, value: fields } of elementsOf(update)) {
    if (fields.type !== Type.document) {
      throw new MongodError('FailedToParse', `Modifiers operate on fields but we found another type for ${name}`);
    }
    for (const { name: path, value } of elementsOf(fields.bytes)) {
      if (name === '$rename') result = renamed(result, path, String(plainOf(value)));
      else {
        const change = operators[name]?.(value, time) ?? ((old) => old);
        for (const concrete of concretePaths(result, path, positions)) result = changeAt(result, concrete, change);
      }
    }
  }
  return result.bytes;
}

function renamed(document: RawValue, path: string, target: string): RawValue {
  const value = valueAt(document, path.split('.'));
  if (value === undefined) return document;
  const without = changeAt(document, path.split('.'), () => undefined);
  return changeAt(without, target.split('.'), () => value);
}

function refuseOtherId(before: Buffer, after: Buffer): void {
  const [old, id] = [fieldOf(before, '_id'), fieldOf(after, '_id')];
  if (old !== undefined && (id === undefined || keyString(old) !== keyString(id))) {
    throw new MongodError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
}
