import { Aggregator } from 'mingo';
import * as plainOperators from 'mingo/operators/expression';
import {
  arrayOf,
  asDocument,
  docOf,
  elementsOf,
  itemsOf,
  plainDoc,
  plainOf,
  type RawElement,
  type RawValue,
  rawOf,
} from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { checkNames, checkOperands } from './expression-operands.ts';
import { exactOperators } from './expression-operators.ts';
import { isKnown } from './expression-versions.ts';
import { checkFieldName, namesIn } from './field-path.ts';

/** An aggregation expression on a stored document; `undefined` is a missing value. */
export type Expression = (document: Buffer) => RawValue | undefined;

/** The `let` of a command or of a stage, by name. One that was computed to be missing is known, and missing. */
export type Variables = Readonly<Record<string, RawValue | undefined>>;

export interface ExpressionContext {
  readonly variables?: Variables | undefined;
  /** Of the collation. */
  readonly order?: TextOrder | undefined;
  /** Some operators are younger than others; all of them are known where it is left out. */
  readonly server?: { readonly version: string };
}

/**
 * Paths, literals, comparisons and logic are computed on the stored bytes, in the server's order of all types; any
 * other operator by mingo on plain values. Throws InvalidPipelineOperator, when it is run, for one that nobody knows.
 */
export function compileExpression(value: RawValue, context: ExpressionContext = {}): Expression {
  if (value.type === Type.string) return compileText(String(plainOf(value)), value, context);
  if (value.type === Type.array) return compileArray(value, context);
  if (value.type !== Type.document) return () => value;
  const fields = elementsOf(value.bytes);
  const [first] = fields;
  if (first === undefined || !first.name.startsWith('$')) return compileObject(fields, context);
  if (fields.length > 1) {
    throw new MongodError('Location15983', `an expression specification must contain exactly one field: ${first.name}`);
  }
  if (isKnown(first.name, context.server)) {
    const exact = compileOperator(first, context);
    if (exact !== undefined) return exact;
    checkOperands(first);
    if (Object.hasOwn(plainOperators, first.name)) return computed(value, context);
  }
  throw new MongodError('InvalidPipelineOperator', `Unrecognized expression '${first.name}'`);
}

function compileOperator({ name, value: operand }: RawElement, context: ExpressionContext): Expression | undefined {
  if (name === '$literal') return () => operand;
  const operator = exactOperators[name];
  if (operator === undefined) return undefined;
  checkNames({ name, value: operand });
  const operands = operand.type === Type.array ? itemsOf(operand) : [operand];
  if (!operator.arity(operands.length)) {
    throw new MongodError(
      'Location16020',
      `Expression ${name} takes another number of arguments. ${operands.length} were passed in.`,
    );
  }
  const inner = operands.map((one) => compileExpression(one, context));
  return (document) =>
    operator.apply(
      inner.map((expression) => expression(document)),
      context.order,
    );
}

function compileText(text: string, value: RawValue, context: ExpressionContext): Expression {
  if (!text.startsWith('$')) return () => value;
  if (text === '$') throw new MongodError('Location16872', "'$' by itself is not a valid FieldPath");
  if (!text.startsWith('$$')) return pathExpression(namesIn(text.slice(1)));
  const [name = '', ...path] = namesIn(text.slice(2));
  if (name === 'REMOVE') return () => undefined;
  if (name === 'ROOT' || name === 'CURRENT') return pathExpression(path);
  const { variables = {} } = context;
  if (Object.hasOwn(variables, name)) {
    const held = variables[name];
    return () => held && valueAtPath(held, path);
  }
  if (name === 'NOW') return computed(value, context);
  throw new MongodError('Location17276', `Use of undefined variable: ${name}`);
}

function pathExpression(path: readonly string[]): Expression {
  return (document) => valueAtPath(asDocument(document), path);
}

/** A path through an array is the array of what its documents hold there; missing ones are left out. */
export function valueAtPath(value: RawValue, path: readonly string[]): RawValue | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (value.type === Type.array) {
    return arrayOf(itemsOf(value).flatMap((item) => valueAtPath(item, path) ?? []));
  }
  if (value.type !== Type.document) return undefined;
  const field = elementsOf(value.bytes).find((element) => element.name === name);
  return field && valueAtPath(field.value, rest);
}

function compileArray(value: RawValue, context: ExpressionContext): Expression {
  const items = itemsOf(value).map((item) => compileExpression(item, context));
  return (document) => arrayOf(items.map((item) => item(document) ?? rawOf(null)));
}

function compileObject(fields: readonly RawElement[], context: ExpressionContext): Expression {
  for (const { name } of fields) checkFieldName(name);
  const compiled = fields.map(({ name, value }) => ({ name, expression: compileExpression(value, context) }));
  return (document) =>
    asDocument(
      docOf(
        compiled.flatMap(({ name, expression }) => {
          const value = expression(document);
          return value === undefined ? [] : [{ name, value }];
        }),
      ),
    );
}

function computed(value: RawValue, context: ExpressionContext): Expression {
  const expression = plainOf(value);
  const variables = Object.fromEntries(
    Object.entries(context.variables ?? {}).map(([name, held]) => [name, held && plainOf(held)]),
  );
  const options = { variables, scriptEnabled: false };
  const aggregator = new Aggregator([{ $project: { _id: 0, v: expression } }], options);
  return (document) => {
    const result = mingoResult(aggregator, document);
    return result === undefined ? undefined : rawOf(result);
  };
}

function mingoResult(aggregator: Aggregator, document: Buffer): unknown {
  try {
    return aggregator.run<{ v?: unknown }>([plainDoc(document)])[0]?.v;
  } catch (error) {
    if (error instanceof MongodError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new MongodError('BadValue', message);
  }
}
