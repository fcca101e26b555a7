import { docOf, fieldOf, plainDoc, type RawValue } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { Variables } from '../query/expression.ts';
import { compilePipeline } from '../query/pipeline.ts';
import type { Flow } from '../query/pipeline-context.ts';
import { stagesIn } from '../query/pipeline-stages.ts';
import { type Match, type ScanOptions, scan } from '../query/scan.ts';
import type { Server } from '../server.ts';
import { databaseOf } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { insertDocument, updateDocument, type WriteOptions } from '../storage/writes.ts';
import { applyUpdate, checkedPaths, touchedPaths, updateKind } from '../update/apply-update.ts';
import { checkArrayFilters, filtersIn } from '../update/operand-checks.ts';
import { arrayFiltersOf, type Positions } from '../update/positions.ts';
import { upsertedDocument } from '../update/upsert.ts';
import { queryOptions } from './query-options.ts';
import { writableCollection } from './writable-collection.ts';

export interface UpdateSpec extends WriteOptions {
  readonly query: ScanOptions;
  readonly update: RawValue;
  readonly isMulti: boolean;
  readonly isUpsert: boolean;
  readonly positions: Positions;
}

export interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  readonly upsertedId?: RawValue;
  /** Of the last document that was matched or upserted. */
  readonly before?: Buffer;
  readonly after?: Buffer;
}

export interface UpdateStatement {
  readonly server: Server;
  readonly ns: string;
  readonly body: Buffer;
  readonly variables?: Variables;
}

/** A statement of `update`; other commands name two of the fields otherwise. */
export function updateSpec(
  { server, ns, body, variables }: UpdateStatement,
  names = { filter: 'q', update: 'u' },
): UpdateSpec {
  const { multi, upsert } = plainDoc(docOf(['multi', 'upsert'].flatMap((name) => fieldNamed(body, name))));
  const update = fieldOf(body, names.update);
  if (update === undefined) throw new MongodError('FailedToParse', `an update needs the field '${names.update}'`);
  const query = queryOptions({ server, ns, body, filterName: names.filter, ...(variables ? { variables } : {}) });
  const arrayFilters = filtersIn(fieldOf(body, 'arrayFilters'));
  checkArrayFilters(arrayFilters, update, checkedPaths(update));
  if (multi === true && fieldOf(body, 'sort') !== undefined) {
    throw new MongodError('FailedToParse', 'Cannot specify sort with multi=true');
  }
  const isUpsert = upsert === true || upsert === 1;
  return {
    query,
    update,
    isMulti: multi === true,
    isUpsert,
    positions: {
      filter: query.filter,
      arrayFilters: arrayFiltersOf(arrayFilters.map(({ bytes }) => bytes)),
    },
  };
}

function fieldNamed(body: Buffer, name: string) {
  const value = fieldOf(body, name);
  return value === undefined ? [] : [{ name, value }];
}

export function updateMatches(server: Server, ns: string, spec: UpdateSpec): UpdateOutcome {
  const { update, positions, isMulti, isUpsert } = spec;
  const kind = updateKind(update);
  const stages = kind === 'pipeline' ? stagesOf(server, ns, spec) : undefined;
  if (isMulti && kind === 'replacement') {
    throw new MongodError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  const collection = writableCollection(server, ns, { mustExist: true });
  const matches = collection === undefined ? [] : matchesOf(collection, spec);
  if (collection === undefined || matches.length === 0) {
    return isUpsert ? upserted(server, writableCollection(server, ns), spec, stages) : { matched: 0, modified: 0 };
  }
  // All of them are free before the first is changed: a statement that has to wait has done nothing.
  for (const { document } of matches) server.transactions.beforeWrite(collection, document);
  const context = { now: server.now(), isInsert: false, stages };
  let outcome: UpdateOutcome = { matched: 0, modified: 0 };
  for (const { idKey, document } of matches) {
    const after = applyUpdate(document, update, positions, context);
    const touched = kind === 'operators' ? touchedPaths(document, update, positions) : undefined;
    const change = { ...spec, before: document, after, wasReplaced: kind === 'replacement', touched };
    const isChanged = updateDocument(server, collection, idKey, change);
    outcome = { matched: outcome.matched + 1, modified: outcome.modified + Number(isChanged), before: document, after };
  }
  return outcome;
}

function stagesOf(server: Server, ns: string, { query: { variables, order }, update }: UpdateSpec): Flow {
  const context = { server, db: databaseOf(ns), ns, variables, order };
  return compilePipeline(stagesIn(update), { context, places: ['update'] }).runOver;
}

/** All of them before the first is changed, so that a changed document is not met again. */
function matchesOf(collection: Collection, { query, isMulti }: UpdateSpec): readonly Match[] {
  const matches = scan(collection, query);
  if (isMulti) return [...matches];
  const { value } = matches.next();
  return value === undefined ? [] : [value];
}

function upserted(server: Server, collection: Collection, spec: UpdateSpec, stages: Flow | undefined): UpdateOutcome {
  const { query, update, positions } = spec;
  const made = upsertedDocument(query.filter, update, positions, { now: server.now(), stages });
  const document = insertDocument(server, collection, made, spec);
  const upsertedId = fieldOf(document, '_id');
  return { matched: 0, modified: 0, after: document, ...(upsertedId === undefined ? {} : { upsertedId }) };
}
