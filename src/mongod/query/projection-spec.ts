import { arrayOf, docOf, elementsOf, itemsOf, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { isNumber, Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { namesIn } from './field-path.ts';
import { compileFilter } from './match.ts';

/** What becomes of one field. `change` cuts an array and is neither taking nor leaving out. */
export type Action =
  | { readonly kind: 'take' }
  | { readonly kind: 'leave' }
  | { readonly kind: 'compute'; readonly value: RawValue }
  | {
      readonly kind: 'change';
      readonly name: '$slice' | '$elemMatch' | '$';
      change(value: RawValue): RawValue | undefined;
    };

export interface Leaf {
  readonly path: readonly string[];
  readonly action: Action;
}

/** The fields of a projection, and whether it takes what it names or leaves it out. Throws where it mixes both. */
export function leavesOf(spec: Buffer, filter: Buffer | undefined): { leaves: Leaf[]; takes: boolean } {
  const leaves = elementsOf(spec).flatMap((field) => leavesAt(field, [], filter));
  if (leaves.filter(({ action }) => action.kind === 'change' && action.name === '$').length > 1) {
    throw new MongodError('Location31276', 'Cannot specify more than one positional projection per query.');
  }
  const isId = ({ path }: Leaf) => path.length === 1 && path[0] === '_id';
  const deciding = leaves.filter((leaf) => !isId(leaf) && !isSlice(leaf));
  const first = deciding[0] ?? leaves.find((leaf) => isId(leaf));
  const takes = first !== undefined && isTaking(first);
  const odd = deciding.find((leaf) => isTaking(leaf) !== takes);
  if (odd !== undefined) throw mixed(odd, takes);
  if (takes && !leaves.some(({ path }) => path[0] === '_id'))
    return { leaves: [...leaves, { path: ['_id'], action: { kind: 'take' } }], takes };
  return { leaves, takes };
}

function isTaking({ action }: Leaf): boolean {
  return action.kind !== 'leave' && !(action.kind === 'change' && action.name === '$slice');
}

function isSlice({ action }: Leaf): boolean {
  return action.kind === 'change' && action.name === '$slice';
}

function mixed({ path }: Leaf, takes: boolean): MongodError {
  const name = path.join('.');
  return takes
    ? new MongodError('Location31254', `Cannot do exclusion on field ${name} in inclusion projection`)
    : new MongodError('Location31253', `Cannot do inclusion on field ${name} in exclusion projection`);
}

function leavesAt(
  { name, value }: RawElement,
  parents: readonly string[],
  filter: Buffer | undefined,
): readonly Leaf[] {
  const isPositional = name.endsWith('.$');
  const path = [...parents, ...namesIn(isPositional ? name.slice(0, -2) : name)];
  if (isPositional) return [{ path, action: positional(path, filter) }];
  if (value.type === Type.bool || isNumber(value.type)) {
    return [{ path, action: { kind: plainOf(value) ? 'take' : 'leave' } }];
  }
  const fields = value.type === Type.document ? elementsOf(value.bytes) : [];
  const operator = fields[0];
  // mongodb/mongo, src/mongo/db/query/projection_parser.cpp
  if (value.type === Type.document && operator === undefined) {
    throw new MongodError(
      'Location51270',
      `An empty sub-projection is not a valid value. Found empty object at path ${path.join('.')}`,
    );
  }
  if (operator?.name === '$elemMatch' && operator.value.type !== Type.document) {
    throw new MongodError('Location31274', 'elemMatch: Invalid argument, object required');
  }
  if (operator?.name === '$slice' && isFindSlice(operator.value)) return [{ path, action: slice(operator.value) }];
  if (operator?.name === '$elemMatch') return [{ path, action: elementMatch(operator.value) }];
  if (operator === undefined || operator.name.startsWith('$')) return [{ path, action: { kind: 'compute', value } }];
  return fields.flatMap((field) => leavesAt(field, path, filter));
}

/** `[array, n]` is the expression of the same name. */
function isFindSlice(value: RawValue): boolean {
  return isNumber(value.type) || (value.type === Type.array && itemsOf(value).every(({ type }) => isNumber(type)));
}

function slice(operand: RawValue): Action {
  const numbers = (operand.type === Type.array ? itemsOf(operand) : [operand]).map((item) => Number(plainOf(item)));
  const [first = 0, count] = numbers;
  const cut = (items: RawValue[]) => {
    if (count === undefined) return first < 0 ? items.slice(first) : items.slice(0, first);
    const start = first < 0 ? Math.max(0, items.length + first) : first;
    return items.slice(start, start + count);
  };
  const change = (value: RawValue) => (value.type === Type.array ? arrayOf(cut(itemsOf(value))) : value);
  return { kind: 'change', name: '$slice', change };
}

function elementMatch(query: RawValue): Action {
  const matches = compileFilter(docOf([{ name: 'v', value: elementMatchQuery(query) }]));
  return {
    kind: 'change',
    name: '$elemMatch',
    change: (value) => firstFitting(value, (item) => matches(docOf([{ name: 'v', value: arrayOf([item]) }]))),
  };
}

function elementMatchQuery(query: RawValue): RawValue {
  return { type: Type.document, bytes: docOf([{ name: '$elemMatch', value: query }]) };
}

/** The first element with which alone the query's condition on the array holds. */
function positional(path: readonly string[], filter: Buffer | undefined): Action {
  const name = path.join('.');
  const conditions = filter === undefined ? [] : elementsOf(filter).filter((field) => field.name.startsWith(name));
  if (conditions.length === 0)
    throw new MongodError('Location51246', `the query has no condition on the array '${name}'`);
  const matches = compileFilter(docOf(conditions));
  const asItWas = (item: RawValue) =>
    path.reduceRight<RawValue>(
      (value, part) => ({ type: Type.document, bytes: docOf([{ name: part, value }]) }),
      arrayOf([item]),
    );
  return {
    kind: 'change',
    name: '$',
    change: (value) => firstFitting(value, (item) => matches(asItWas(item).bytes)),
  };
}

function firstFitting(value: RawValue, fits: (item: RawValue) => boolean): RawValue | undefined {
  if (value.type !== Type.array) return undefined;
  const item = itemsOf(value).find(fits);
  return item === undefined ? undefined : arrayOf([item]);
}
