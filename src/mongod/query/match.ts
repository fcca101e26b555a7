import { randomInt } from 'node:crypto';
import { asDocument, elementsOf, itemsOf, plainOf, type RawElement, type RawValue } from '../bson/raw.ts';
import type { TextOrder } from '../bson/text-order.ts';
import { isNumber, Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { compileCondition } from './conditions.ts';
import { compileExpression, type Variables } from './expression.ts';
import { isTrue } from './expression-operators.ts';
import { compileSchema } from './json-schema.ts';
import { resolvePath } from './resolve-path.ts';

export type Filter = (document: Buffer) => boolean;

export interface FilterOptions {
  /** Of the collation; text is compared by its bytes where there is none. */
  readonly order?: TextOrder | undefined;
  /** The command's `let`. */
  readonly variables?: Variables | undefined;
  /** As of expressions. */
  readonly server?: { readonly version: string };
}

/**
 * A query as a predicate over stored bytes, so that types are told apart exactly as the server does.
 * Throws BadValue for an operator that is not known.
 */
export function compileFilter(query: Buffer, options: FilterOptions = {}): Filter {
  const tests = elementsOf(query).map((element) => compileElement(element, options));
  if (tests.length === 1 && tests[0] !== undefined) return tests[0];
  return (document) => tests.every((test) => test(document));
}

function compileElement({ name, value }: RawElement, options: FilterOptions): Filter {
  if (!name.startsWith('$')) return fieldFilter(name, value, options);
  switch (name) {
    case '$and':
      return every(filtersOf(name, value, options));
    case '$or':
      return some(filtersOf(name, value, options));
    case '$nor': {
      const any = some(filtersOf(name, value, options));
      return (document) => !any(document);
    }
    case '$expr':
      return expressionFilter(value, options);
    case '$jsonSchema': {
      if (value.type !== Type.document) throw new MongodError('TypeMismatch', '$jsonSchema must be an object');
      const fits = compileSchema(value);
      return (document) => fits(asDocument(document));
    }
    case '$comment':
      return () => true;
    case '$sampleRate':
      return sampleFilter(isNumber(value.type) ? Number(plainOf(value)) : Number.NaN);
    default:
      throw new MongodError('BadValue', `unknown top level operator: ${name}`);
  }
}

function fieldFilter(path: string, value: RawValue, options: FilterOptions): Filter {
  const condition = compileCondition(value, (query) => compileFilter(query, options), options.order);
  return (document) => condition(resolvePath(asDocument(document), path));
}

function filtersOf(operator: string, value: RawValue, options: FilterOptions): Filter[] {
  if (value.type !== Type.array) throw new MongodError('BadValue', `${operator} must be an array`);
  const items = itemsOf(value);
  if (items.some(({ type }) => type !== Type.document)) {
    throw new MongodError('BadValue', '$or/$and/$nor entries need to be full objects');
  }
  const filters = items.map((item) => compileFilter(item.bytes, options));
  if (filters.length === 0) throw new MongodError('BadValue', `${operator} must be a nonempty array`);
  return filters;
}

function every(filters: readonly Filter[]): Filter {
  return (document) => filters.every((filter) => filter(document));
}

function some(filters: readonly Filter[]): Filter {
  return (document) => filters.some((filter) => filter(document));
}

const chances = 2 ** 32;

/** Each document by itself, with this probability. */
function sampleFilter(rate: number): Filter {
  if (!(rate >= 0 && rate <= 1)) {
    throw new MongodError('BadValue', `$sampleRate must be between 0.0 and 1.0 inclusive, found ${rate}`);
  }
  return () => randomInt(chances) < rate * chances;
}

function expressionFilter(value: RawValue, options: FilterOptions): Filter {
  const expression = compileExpression(value, options);
  return (document) => isTrue(expression(document));
}
