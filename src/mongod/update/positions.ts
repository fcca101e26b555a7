import { arrayOf, asDocument, docOf, elementsOf, itemsOf, type RawValue } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { compileFilter, type Filter } from '../query/match.ts';
import { changeAt, valueAt } from './change-at.ts';
import { rootsOf } from './operand-checks.ts';

export interface Positions {
  /** The query that found the document; `$` is the first element that it fits. */
  readonly filter: Buffer;
  /** By the identifier in `$[identifier]`; each is tested on `{identifier: element}`. */
  readonly arrayFilters: ReadonlyMap<string, Filter>;
}

export function arrayFiltersOf(filters: readonly Buffer[]): Map<string, Filter> {
  return new Map(filters.map((filter) => [rootsOf(asDocument(filter))[0] ?? '', compileFilter(filter)]));
}

/** Of the conditions that an element can fit; one that it must not fit finds none. */
function pathsOf(query: Buffer): string[] {
  return elementsOf(query).flatMap(({ name, value }) => {
    if (name !== '$and' && name !== '$or') return [name];
    return value.type === Type.array ? itemsOf(value).flatMap(({ bytes }) => pathsOf(bytes)) : [];
  });
}

/** The paths with `$`, `$[]` and `$[identifier]` replaced by the indexes they stand for. */
export function concretePaths(document: RawValue, path: string, positions: Positions): string[][] {
  return path
    .split('.')
    .reduce<string[][]>(
      (paths, name) =>
        paths.flatMap((soFar) => indexesFor(document, soFar, name, positions).map((index) => [...soFar, index])),
      [[]],
    );
}

function indexesFor(document: RawValue, path: readonly string[], name: string, positions: Positions): string[] {
  if (name !== '$' && !name.startsWith('$[')) return [name];
  const array = valueAt(document, path);
  if (array?.type !== Type.array) {
    throw new MongodError('BadValue', `The path '${path.join('.')}' must exist as an array to apply array updates`);
  }
  const items = itemsOf(array);
  if (name === '$') return [String(matchedIndex(document, path, items, positions.filter))];
  if (name === '$[]') return items.map((_, at) => String(at));
  const identifier = name.slice(2, -1);
  const filter = positions.arrayFilters.get(identifier);
  if (filter === undefined) throw new MongodError('BadValue', `No array filter found for identifier '${identifier}'`);
  return items.flatMap((item, at) => (filter(docOf([{ name: identifier, value: item }])) ? [String(at)] : []));
}

/** The first element with which alone the document still fits the query. */
function matchedIndex(document: RawValue, path: readonly string[], items: readonly RawValue[], query: Buffer): number {
  const name = path.join('.');
  const isAsked = pathsOf(query).some((one) => one === name || one.startsWith(`${name}.`));
  const fits = isAsked ? compileFilter(query) : () => false;
  const at = items.findIndex((item) => fits(changeAt(asDocument(document.bytes), path, () => arrayOf([item])).bytes));
  if (at < 0) {
    throw new MongodError('BadValue', 'The positional operator did not find the match needed from the query.');
  }
  return at;
}
