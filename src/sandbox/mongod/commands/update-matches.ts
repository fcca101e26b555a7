import { docOf, fieldOf, itemsOf, plainDoc, type RawValue } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { refuseCollation } from '../query/collation.ts';
import { scan } from '../query/scan.ts';
import { type SortKey, sortKeys } from '../query/sort.ts';
import type { Server } from '../server.ts';
import type { Collection } from '../storage/collection.ts';
import { insertDocument, updateDocument, type WriteOptions } from '../storage/writes.ts';
import { applyUpdate, updateKind } from '../update/apply-update.ts';
import { arrayFiltersOf, type Positions } from '../update/positions.ts';
import { upsertedDocument } from '../update/upsert.ts';

export interface UpdateSpec extends WriteOptions {
  readonly filter: Buffer;
  readonly update: RawValue;
  readonly sort: readonly SortKey[];
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

/** A statement of `update`; findAndModify names two of the fields otherwise. */
export function updateSpec(statement: Buffer, names = { filter: 'q', update: 'u' }): UpdateSpec {
  const { multi, upsert, collation } = plainDoc(statement);
  refuseCollation(collation);
  const filter = fieldOf(statement, names.filter)?.bytes ?? docOf([]);
  const update = fieldOf(statement, names.update);
  if (update === undefined) throw new MongodError('FailedToParse', `an update needs the field '${names.update}'`);
  const arrayFilters = fieldOf(statement, 'arrayFilters');
  const sort = fieldOf(statement, 'sort');
  return {
    filter,
    update,
    sort: sort === undefined ? [] : sortKeys(sort.bytes),
    isMulti: multi === true,
    isUpsert: upsert === true || upsert === 1,
    positions: {
      filter,
      arrayFilters: arrayFiltersOf(arrayFilters ? itemsOf(arrayFilters).map((item) => item.bytes) : []),
    },
  };
}

export function updateMatches(server: Server, collection: Collection, spec: UpdateSpec): UpdateOutcome {
  const { update, positions, isMulti } = spec;
  const kind = updateKind(update);
  if (isMulti && kind === 'replacement') {
    throw new MongodError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  const wasReplaced = kind === 'replacement';
  const time = { now: server.now(), isInsert: false };
  let outcome: UpdateOutcome = { matched: 0, modified: 0 };
  for (const { idKey, document } of matchesOf(collection, spec)) {
    const after = applyUpdate(document, update, positions, time);
    const isChanged = updateDocument(server, collection, idKey, { ...spec, before: document, after, wasReplaced });
    outcome = { matched: outcome.matched + 1, modified: outcome.modified + Number(isChanged), before: document, after };
  }
  return outcome.matched === 0 && spec.isUpsert ? upserted(server, collection, spec) : outcome;
}

/** All of them before the first is changed, so that a changed document is not met again. */
function matchesOf(collection: Collection, { filter, sort, isMulti }: UpdateSpec) {
  const matches = scan(collection, { filter, sort });
  if (isMulti) return [...matches];
  const { value } = matches.next();
  return value === undefined ? [] : [value];
}

function upserted(server: Server, collection: Collection, spec: UpdateSpec): UpdateOutcome {
  const { filter, update, positions } = spec;
  const document = insertDocument(server, collection, upsertedDocument(filter, update, positions, server.now()), spec);
  const upsertedId = fieldOf(document, '_id');
  return { matched: 0, modified: 0, after: document, ...(upsertedId === undefined ? {} : { upsertedId }) };
}
