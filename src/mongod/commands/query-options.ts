import type { BSON } from 'mongodb';
import { elementsOf, fieldOf, plainDoc, plainOf, type RawValue } from '../bson/raw.ts';
import { fullCollation, textOrderOf } from '../bson/text-order.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { compileExpression, type Variables } from '../query/expression.ts';
import { checkVariableName } from '../query/field-path.ts';
import { compileFilter } from '../query/match.ts';
import type { ScanOptions } from '../query/scan.ts';
import { sortKeys } from '../query/sort.ts';
import type { Server } from '../server.ts';
import type { Index } from '../storage/collection-index.ts';
import { documentField, optionalDocument } from './document-field.ts';

/** A command or statement that looks for documents, and what it names its filter. */
export interface QuerySource {
  readonly server: Server;
  readonly ns: string;
  readonly body: Buffer;
  readonly filterName: string;
  /** The command's `let`, where the statement is one of several. */
  readonly variables?: Variables;
}

/** Filter, sort, hint, bounds, collation and variables of a query, all checked. */
export function queryOptions({ server, ns, body, filterName, variables }: QuerySource): ScanOptions {
  const sort = optionalDocument(body, 'sort');
  const keys = sort === undefined ? [] : sortKeys(sort);
  const hint = hintIn(body);
  const natural = keys.find(({ path }) => path === '$natural')?.direction ?? naturalHint(hint);
  const index = natural === undefined && hint !== undefined ? hinted(server, ns, hint) : undefined;
  const [min, max] = [optionalDocument(body, 'min'), optionalDocument(body, 'max')];
  if (index === undefined && (min ?? max) !== undefined) {
    throw new MongodError('Location51173', 'When using min()/max() a hint of which index to use must be provided');
  }
  const filter = documentField(body, filterName);
  const order = orderOf(server, ns, body);
  const known = variables ?? variablesOf(body);
  // Where there is a collection it is compiled to be tried on its documents.
  if (server.catalog.get(ns) === undefined) compileFilter(filter, { server, order, variables: known });
  return {
    server,
    filter,
    sort: natural === undefined ? keys : [],
    order,
    variables: known,
    ...(natural === undefined ? {} : { natural }),
    ...(index === undefined ? {} : { hint: index }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...deadlineOf(server, body),
  };
}

function deadlineOf(server: Server, body: Buffer): Pick<ScanOptions, 'deadline'> {
  const given = fieldOf(body, 'maxTimeMS');
  const ms = given === undefined ? 0 : Number(plainOf(given));
  if (!Number.isInteger(ms) || ms < 0 || ms > 2 ** 31 - 1) {
    throw new MongodError('BadValue', `${String(ms)} value for maxTimeMS is out of range [0, 2147483647]`);
  }
  return ms === 0 ? {} : { deadline: { now: server.now, at: server.now() + ms } };
}

/** The collation of the command, or else of the collection or view. */
export function orderOf(server: Server, ns: string, body: Buffer) {
  const collation = optionalDocument(body, 'collation');
  // An empty one is the same as none (mongodb/mongo, src/mongo/db/query/canonical_query.cpp).
  const entry = server.catalog.get(ns);
  if (collation !== undefined && collation.length > 5) {
    if (entry?.type === 'view') refuseOther(plainDoc(collation), plainDoc(entry.options).collation);
    return textOrderOf(plainDoc(collation));
  }
  return entry === undefined ? undefined : textOrderOf(plainDoc(entry.options).collation);
}

/** mongodb/mongo, src/mongo/db/views/view_catalog_helpers.cpp: a view is read in its own collation. */
function refuseOther(given: BSON.Document, own: unknown): void {
  if (JSON.stringify(fullCollation(given)) === JSON.stringify(fullCollation(own ?? { locale: 'simple' }))) return;
  throw new MongodError('OptionNotSupportedOnView', "Cannot override a view's default collation");
}

const noDocument = Buffer.from([5, 0, 0, 0, 0]);

/** The values of the command's `let`: expressions that need no document. */
export function variablesOf(body: Buffer): Variables {
  const given = elementsOf(documentField(body, 'let'));
  return Object.fromEntries(
    given.map(({ name, value }) => {
      checkVariableName(name);
      return [name, compileExpression(value)(noDocument)];
    }),
  );
}

/** An empty one is none. */
function hintIn(body: Buffer): RawValue | undefined {
  const hint = fieldOf(body, 'hint');
  return hint?.type === Type.document && hint.bytes.length === 5 ? undefined : hint;
}

function naturalHint(hint: RawValue | undefined): 1 | -1 | undefined {
  if (hint?.type !== Type.document || fieldOf(hint.bytes, '$natural') === undefined) return undefined;
  return sortKeys(hint.bytes)[0]?.direction;
}

function hinted(server: Server, ns: string, hint: RawValue): Index | undefined {
  const entry = server.catalog.get(ns);
  if (entry === undefined || entry.type === 'view') return undefined;
  const wanted = plainOf(hint);
  const isText = typeof wanted === 'string';
  const index = [...entry.indexes.values()].find(({ name, pattern }) =>
    isText ? name === wanted : JSON.stringify(pattern) === JSON.stringify(wanted),
  );
  if (index !== undefined && !index.hidden) return index;
  throw new MongodError(
    'BadValue',
    `error processing query: ns=${ns}: planner returned error :: caused by :: hint provided does not correspond to an existing index`,
  );
}
