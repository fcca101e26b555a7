import { asDocument, elementsOf, itemsOf, type RawElement, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { compileCondition } from './conditions.ts';
import { compileExpression } from './expression.ts';
import { isTrue } from './expression-operators.ts';
import { compileSchema } from './json-schema.ts';
import { resolvePath } from './resolve-path.ts';

export type Filter = (document: Buffer) => boolean;

/**
 * A query as a predicate over stored bytes, so that types are told apart exactly as the server does.
 * Throws BadValue for an operator that is not known.
 */
export function compileFilter(query: Buffer): Filter {
  const tests = elementsOf(query).map(compileElement);
  if (tests.length === 1 && tests[0] !== undefined) return tests[0];
  return (document) => tests.every((test) => test(document));
}

function compileElement({ name, value }: RawElement): Filter {
  if (!name.startsWith('$')) return fieldFilter(name, value);
  switch (name) {
    case '$and':
      return every(filtersOf(name, value));
    case '$or':
      return some(filtersOf(name, value));
    case '$nor': {
      const any = some(filtersOf(name, value));
      return (document) => !any(document);
    }
    case '$expr':
      return expressionFilter(value);
    case '$jsonSchema': {
      const fits = compileSchema(value);
      return (document) => fits(asDocument(document));
    }
    case '$comment':
      return () => true;
    default:
      throw new MongodError('BadValue', `unknown top level operator: ${name}`);
  }
}

function fieldFilter(path: string, value: RawValue): Filter {
  const condition = compileCondition(value, compileFilter);
  return (document) => condition(resolvePath(asDocument(document), path));
}

function filtersOf(operator: string, value: RawValue): Filter[] {
  if (value.type !== Type.array) throw new MongodError('BadValue', `${operator} must be an array`);
  const filters = itemsOf(value).map((item) => compileFilter(item.bytes));
  if (filters.length === 0) throw new MongodError('BadValue', `${operator} must be a nonempty array`);
  return filters;
}

function every(filters: readonly Filter[]): Filter {
  return (document) => filters.every((filter) => filter(document));
}

function some(filters: readonly Filter[]): Filter {
  return (document) => filters.some((filter) => filter(document));
}

function expressionFilter(value: RawValue): Filter {
  const expression = compileExpression(value);
  return (document) => isTrue(expression(document));
}
