import { keyString } from '../bson/key-string.ts';
import { docOf, elementsOf, type RawElement, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { type Accumulator, accumulators } from './accumulators.ts';
import { compileExpression, type Expression, type ExpressionContext } from './expression.ts';
import { sorted } from './sort.ts';

interface Field {
  readonly name: string;
  readonly expression: Expression;
  create(): Accumulator;
}

/** `$group`; groups come in the order in which they were met. */
export function* group(documents: Iterable<Buffer>, spec: RawValue, context: ExpressionContext): Generator<Buffer> {
  const fields = spec.type === Type.document ? elementsOf(spec.bytes) : [];
  const id = fields.find(({ name }) => name === '_id');
  if (id === undefined) throw new MongodError('Location15955', 'a group specification must include an _id');
  const idOf = compileExpression(id.value, context);
  const accumulated = fields.filter((field) => field !== id).map((field) => fieldOfGroup(field, context));
  const groups = new Map<string, { id: RawValue; sums: Accumulator[] }>();
  for (const document of documents) {
    // A missing key is grouped with null.
    const key = idOf(document) ?? rawOf(null);
    const text = keyString(key, context.order);
    const found = groups.get(text) ?? { id: key, sums: accumulated.map(({ create }) => create()) };
    groups.set(text, found);
    for (const [at, { expression }] of accumulated.entries()) found.sums[at]?.add(expression(document));
  }
  for (const { id: _id, sums } of groups.values()) {
    const values = accumulated.map(({ name }, at) => ({ name, value: sums[at]?.result() ?? rawOf(null) }));
    yield docOf([{ name: '_id', value: _id }, ...values]);
  }
}

function fieldOfGroup({ name, value }: RawElement, context: ExpressionContext): Field {
  const operators = value.type === Type.document ? elementsOf(value.bytes) : [];
  const [operator] = operators;
  if (operator === undefined || operators.length !== 1) {
    throw new MongodError('Location40234', `The field '${name}' must be an accumulator object`);
  }
  const accumulator = Object.hasOwn(accumulators, operator.name) ? accumulators[operator.name] : undefined;
  if (accumulator === undefined) throw new MongodError('Location15952', `unknown group operator '${operator.name}'`);
  return {
    name,
    expression: compileExpression(operator.value, context),
    create: () => accumulator(context.order),
  };
}

/** `$sortByCount` is a `$group` and a `$sort`. */
export function sortByCount(documents: Iterable<Buffer>, spec: RawValue, context: ExpressionContext): Buffer[] {
  const spelled = rawDoc({ _id: spec, count: rawOf({ $sum: 1 }) });
  const groups = group(documents, { type: Type.document, bytes: spelled }, context);
  return sorted(groups, [{ path: 'count', direction: -1 }]);
}
