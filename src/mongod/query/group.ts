import { keyString } from '../bson/key-string.ts';
import { docOf, elementsOf, plainOf, type RawElement, type RawValue, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { type Accumulator, accumulators } from './accumulators.ts';
import { compileExpression, type Expression, type ExpressionContext } from './expression.ts';
import type { Flow, PipelineScope } from './pipeline-context.ts';
import { sorted } from './sort.ts';

interface Field {
  readonly name: string;
  readonly expression: Expression;
  create(): Accumulator;
}

/** `$group`; groups come in the order in which they were met. */
export function group(spec: RawValue, { context }: PipelineScope): Flow {
  if (spec.type !== Type.document) {
    throw new MongodError('Location15947', "a group's fields must be specified in an object");
  }
  const fields = elementsOf(spec.bytes);
  const id = fields.find(({ name }) => name === '_id');
  if (id === undefined) throw new MongodError('Location15955', 'a group specification must include an _id');
  const others = fields.filter((field) => field !== id);
  return groupedBy(compileExpression(id.value, context), others, context);
}

/** Groups by what is computed; a missing key is null. */
export function groupedBy(idOf: Expression, fields: readonly RawElement[], context: ExpressionContext): Flow {
  const accumulated = fields.map((field) => fieldOfGroup(field, context));
  return function* (documents) {
    const groups = new Map<string, { id: RawValue; sums: Accumulator[] }>();
    for (const document of documents) {
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
  };
}

/** One accumulated field (mongodb/mongo, src/mongo/db/pipeline/accumulation_statement.cpp). */
function fieldOfGroup({ name, value }: RawElement, context: ExpressionContext): Field {
  if (name.includes('.')) throw new MongodError('Location40235', `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) {
    throw new MongodError('Location40236', `The field name '${name}' cannot be an operator name`);
  }
  const operators = value.type === Type.document ? elementsOf(value.bytes) : [];
  const [operator] = operators;
  if (operators.length > 1) {
    throw new MongodError('Location40238', `The field '${name}' must specify one accumulator`);
  }
  if (operator === undefined) {
    throw new MongodError('Location40234', `The field '${name}' must be an accumulator object`);
  }
  const accumulator = Object.hasOwn(accumulators, operator.name) ? accumulators[operator.name] : undefined;
  if (accumulator === undefined) throw new MongodError('Location15952', `unknown group operator '${operator.name}'`);
  if (operator.value.type === Type.array) {
    throw new MongodError('Location40237', `The ${operator.name} accumulator is a unary operator`);
  }
  return {
    name,
    expression: compileExpression(operator.value, context),
    create: () => accumulator(context.order),
  };
}

/** `$sortByCount` is a `$group` and a `$sort`. */
export function sortByCount(spec: RawValue, { context }: PipelineScope): Flow {
  refuseConstant(spec);
  const grouped = groupedBy(compileExpression(spec, context), counting, context);
  return (documents) => sorted(grouped(documents), [{ path: 'count', direction: -1 }]);
}

/** The field that a stage makes which counts and is not told what to make. */
export const counting: readonly RawElement[] = [{ name: 'count', value: rawOf({ $sum: 1 }) }];

/** It groups by a path or an expression (document_source_sort_by_count.cpp). */
function refuseConstant(spec: RawValue): void {
  if (spec.type === Type.document) {
    const [first] = elementsOf(spec.bytes);
    if (first?.name.startsWith('$')) return;
    throw new MongodError(
      'Location40147',
      'the sortByCount field must be defined as a $-prefixed path or an expression',
    );
  }
  if (spec.type !== Type.string) {
    throw new MongodError('Location40149', 'the sortByCount field must be specified as a string or as an object');
  }
  if (String(plainOf(spec)).startsWith('$')) return;
  throw new MongodError('Location40148', 'the sortByCount field must be defined as a $-prefixed path or an expression');
}
