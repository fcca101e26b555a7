import { keyString } from '../bson/key-string.ts';
import { asDocument, docOf, elementsOf, fieldOf, plainOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import type { Flow } from '../query/pipeline-context.ts';
import type { TouchedPath } from '../storage/difference.ts';
import { changeAt, valueAt } from './change-at.ts';
import { checkOperand } from './operand-checks.ts';
import { operators, type UpdateContext } from './operators.ts';
import { concretePaths, type Positions } from './positions.ts';

export type UpdateKind = 'replacement' | 'operators' | 'pipeline';

export function updateKind(update: RawValue): UpdateKind {
  if (update.type === Type.array) return 'pipeline';
  if (update.type !== Type.document) {
    throw new MongodError('FailedToParse', 'Update argument must be either an object or an array');
  }
  const names = elementsOf(update.bytes).map((element) => element.name);
  if (!names[0]?.startsWith('$')) return 'replacement';
  const unknown = names.find((name) => operators[name] === undefined && name !== '$rename');
  if (unknown !== undefined) throw new MongodError('FailedToParse', `Unknown modifier: ${unknown}`);
  return 'operators';
}

/** The document after the update. Untouched fields keep their bytes. Throws ImmutableField where `_id` would change. */
export function applyUpdate(document: Buffer, update: RawValue, positions: Positions, context: UpdateContext): Buffer {
  const { stages } = context;
  const changed =
    stages !== undefined
      ? transformed(document, stages)
      : updateKind(update) === 'replacement'
        ? replaced(document, update.bytes)
        : operated(document, update, positions, context);
  refuseOtherId(document, changed);
  return changed;
}

function replaced(document: Buffer, replacement: Buffer): Buffer {
  const fields = elementsOf(replacement);
  const dollar = fields.find(({ name }) => name.startsWith('$'));
  if (dollar !== undefined) throw dollarPrefixed(dollar.name, "an update's replacement document");
  const id = fieldOf(document, '_id');
  return id === undefined || fieldOf(replacement, '_id') !== undefined
    ? replacement
    : docOf([{ name: '_id', value: id }, ...fields]);
}

function dollarPrefixed(name: string, where: string): MongodError {
  return new MongodError(
    'DollarPrefixedFieldName',
    `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of ${where}.`,
  );
}

function transformed(document: Buffer, stages: Flow): Buffer {
  const [result] = stages([document]);
  return withOldId(document, result ?? docOf([]));
}

/** Every stage may drop `_id`; the document keeps it. */
function withOldId(document: Buffer, result: Buffer): Buffer {
  const id = fieldOf(document, '_id');
  if (id === undefined || fieldOf(result, '_id') !== undefined) return result;
  return docOf([{ name: '_id', value: id }, ...elementsOf(result)]);
}

interface Modification {
  readonly operator: string;
  readonly path: string;
  readonly operand: RawValue;
}

/** One update mostly changes many documents. */
const known = new WeakMap<Buffer, readonly Modification[]>();

function modificationsOf(update: RawValue): readonly Modification[] {
  const found = known.get(update.bytes) ?? readModifications(update);
  known.set(update.bytes, found);
  return found;
}

function readModifications(update: RawValue): Modification[] {
  const all = elementsOf(update.bytes).flatMap(({ name, value: fields }) => {
    if (fields.type !== Type.document) {
      throw new MongodError('FailedToParse', `Modifiers operate on fields but we found another type for ${name}`);
    }
    return elementsOf(fields.bytes).map(({ name: path, value }) => ({ operator: name, path, operand: value }));
  });
  for (const { operator, path, operand } of all) checkOperand(operator, operand, path);
  refuseConflicts(all);
  return all;
}

/** The paths that the operators of an update work on. Throws for what is wrong in it, before any document is looked at. */
export function checkedPaths(update: RawValue): string[] {
  return updateKind(update) === 'operators' ? modificationsOf(update).map(({ path }) => path) : [];
}

/** Two modifiers must not work on one path, nor one inside the other's. */
function refuseConflicts(modifications: readonly Modification[]): void {
  const targets = modifications.flatMap(({ operator, path, operand }) =>
    operator === '$rename' ? [path, String(plainOf(operand))] : [path],
  );
  for (const path of targets) {
    if (path === '' || path.split('.').includes('')) {
      throw new MongodError('EmptyFieldName', `The update path '${path}' contains an empty field name.`);
    }
    if (/^\$[^[]/.test(path)) throw dollarPrefixed(path, 'an update');
  }
  const seen = new Set<string>();
  for (const path of targets) {
    const clash = [...seen].find((one) => one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`));
    if (clash !== undefined) {
      throw new MongodError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${clash}'`,
      );
    }
    seen.add(path);
  }
}

function operated(document: Buffer, update: RawValue, positions: Positions, context: UpdateContext): Buffer {
  let result = asDocument(document);
  for (const { operator, path, operand } of modificationsOf(update)) {
    if (operator === '$rename') result = renamed(result, path, String(plainOf(operand)));
    else {
      const change = operators[operator]?.(operand, context) ?? ((old) => old);
      for (const concrete of concretePaths(result, path, positions)) result = changeAt(result, concrete, change);
    }
  }
  return result.bytes;
}

/** Where the operators work, for the oplog, which tells a change no finer than they do. */
export function touchedPaths(document: Buffer, update: RawValue, positions: Positions): TouchedPath[] {
  return modificationsOf(update).flatMap(({ operator, path, operand }) => {
    if (operator === '$rename')
      return [path, String(plainOf(operand))].map((one) => ({ path: one.split('.'), isAppend: false }));
    const concrete = concretePaths(asDocument(document), path, positions);
    return concrete.map((one) => ({ path: one, isAppend: operator === '$push' }));
  });
}

function renamed(document: RawValue, path: string, target: string): RawValue {
  for (const one of [path, target]) refuseElement(document, one);
  const value = valueAt(document, path.split('.'));
  if (value === undefined) return document;
  const without = changeAt(document, path.split('.'), () => undefined);
  return changeAt(without, target.split('.'), () => value);
}

/** mongodb/mongo, src/mongo/db/update/rename_node.cpp */
function refuseElement(document: RawValue, path: string): void {
  const names = path.split('.');
  const isInArray = names.some((_, at) => at > 0 && valueAt(document, names.slice(0, at))?.type === Type.array);
  if (isInArray)
    throw new MongodError('BadValue', `The source and target field of $rename cannot be an array element: ${path}`);
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
