import { Timestamp } from 'mongodb';
import {
  arrayOf,
  asDocument,
  docOf,
  elementsOf,
  fieldOf,
  itemsOf,
  plainOf,
  type RawElement,
  type RawValue,
  rawDoc,
  rawOf,
} from '../bson/raw.ts';
import { decodeOperation, type OplogEntry } from '../oplog/entry-codec.ts';
import { collectionOf, databaseOf, uuidValue } from '../storage/catalog.ts';
import { disambiguated } from './disambiguated-paths.ts';
import { type Position, place, tokenOf } from './resume-token.ts';
import { describe } from './update-description.ts';

/** What a stream watches. */
export type Scope =
  | { readonly kind: 'cluster' }
  | { readonly kind: 'database'; readonly db: string }
  | { readonly kind: 'collection'; readonly ns: string };

export interface EventOptions {
  readonly scope: Scope;
  readonly showExpandedEvents: boolean;
  /** The document as it is now, for `fullDocument: 'updateLookup'`. */
  lookup?(ns: string, documentKey: Buffer): Buffer | undefined;
}

export interface ChangeEvent {
  readonly position: Position;
  readonly document: Buffer;
  /** After it the stream ends. */
  readonly isInvalidate: boolean;
}

interface Change {
  readonly operationType: string;
  readonly ns: string;
  readonly fields: Readonly<Record<string, RawValue | undefined>>;
  readonly isExpanded?: boolean;
  /** A rename shows in the streams on both names. */
  readonly target?: string;
  /** The namespace is gone: a stream on it ends. */
  readonly ends?: 'collection' | 'database';
}

/** The events that a stream shows for an entry of the oplog; mostly none or one. */
export function eventsOf(entry: OplogEntry, options: EventOptions): ChangeEvent[] {
  const operations = entry.op === 'c' ? fieldOf(entry.o, 'applyOps') : undefined;
  if (operations === undefined) return eventsAt(entry, place.event, options);
  return itemsOf(operations).flatMap(({ bytes }, index) =>
    eventsAt({ ...entry, ...decodeOperation(bytes) }, place.event + index * place.nextEvent, options),
  );
}

function eventsAt(entry: OplogEntry, at: number, options: EventOptions): ChangeEvent[] {
  const change = changeOf(entry, options);
  if (change === undefined || !isInScope(change, options.scope)) return [];
  if (change.isExpanded && !options.showExpandedEvents) return [];
  const event = eventOf(entry, at, change, options);
  const isLast = change.ends !== undefined && change.ends === options.scope.kind;
  return isLast ? [event, invalidateOf(entry)] : [event];
}

function isInScope({ ns, target }: Change, scope: Scope): boolean {
  const [db, name] = [databaseOf(ns), collectionOf(ns)];
  if (scope.kind === 'collection') return ns === scope.ns || target === scope.ns;
  if (name.startsWith('system.')) return false;
  if (scope.kind === 'database') return db === scope.db;
  return db !== 'admin' && db !== 'config' && db !== 'local';
}

function changeOf(entry: OplogEntry, options: EventOptions): Change | undefined {
  const { o } = entry;
  const documentKey = asDocument(entry.o2 ?? o);
  if (entry.op === 'i')
    return { operationType: 'insert', ns: entry.ns, fields: { fullDocument: asDocument(o), documentKey } };
  if (entry.op === 'd') return { operationType: 'delete', ns: entry.ns, fields: { documentKey } };
  if (entry.op === 'u') return updateOf(entry.ns, o, documentKey, options);
  return entry.op === 'c' ? commandOf(entry, o) : undefined;
}

function updateOf(ns: string, o: Buffer, documentKey: RawValue, { lookup, showExpandedEvents }: EventOptions): Change {
  const diff = fieldOf(o, '$v') && fieldOf(o, 'diff');
  if (diff === undefined) return { operationType: 'replace', ns, fields: { fullDocument: asDocument(o), documentKey } };
  const description = describe(diff.bytes);
  const updateDescription = asDocument(
    rawDoc({
      updatedFields: asDocument(docOf(description.updated)),
      removedFields: rawOf(description.removed),
      truncatedArrays: rawOf(description.truncated),
      ...(showExpandedEvents ? { disambiguatedPaths: rawOf(disambiguated(diff.bytes)) } : {}),
    }),
  );
  if (lookup === undefined) return { operationType: 'update', ns, fields: { documentKey, updateDescription } };
  const current = lookup(ns, documentKey.bytes);
  const fullDocument = current === undefined ? rawOf(null) : asDocument(current);
  return { operationType: 'update', ns, fields: { fullDocument, documentKey, updateDescription } };
}

/** Commands are told apart by their first field, which also holds the collection's name. */
function commandOf(entry: OplogEntry, o: Buffer): Change | undefined {
  const db = databaseOf(entry.ns);
  const [first, ...rest] = elementsOf(o);
  if (first === undefined) return undefined;
  const ns = `${db}.${String(plainOf(first.value))}`;
  const operationDescription = asDocument(docOf(rest));
  switch (first.name) {
    case 'create':
      return { operationType: 'create', ns, fields: { operationDescription }, isExpanded: true };
    case 'createIndexes':
    case 'dropIndexes':
      return {
        operationType: first.name,
        ns,
        fields: { operationDescription: indexesOf(operationDescription) },
        isExpanded: true,
      };
    case 'collMod':
      return { operationType: 'modify', ns, fields: { operationDescription }, isExpanded: true };
    case 'drop':
      return { operationType: 'drop', ns, fields: {}, ends: 'collection' };
    case 'dropDatabase':
      return { operationType: 'dropDatabase', ns: db, fields: {}, ends: 'database' };
    case 'renameCollection':
      return renameOf(String(plainOf(first.value)), rest);
    default:
      return undefined;
  }
}

/** The oplog has one entry for each index; the event lists them. */
function indexesOf(spec: RawValue): RawValue {
  return asDocument(rawDoc({ indexes: arrayOf([spec]) }));
}

function renameOf(ns: string, rest: readonly RawElement[]): Change {
  const target = String(plainOf(rest.find(({ name }) => name === 'to')?.value ?? rawOf('')));
  const dropTarget = rest.find(({ name }) => name === 'dropTarget')?.value;
  const operationDescription = asDocument(
    rawDoc({ to: namespaceOf(target), ...(dropTarget === undefined ? {} : { dropTarget }) }),
  );
  const fields = { to: namespaceOf(target), operationDescription };
  return { operationType: 'rename', ns, fields, target, ends: 'collection' };
}

function namespaceOf(ns: string): RawValue {
  return rawOf(ns.includes('.') ? { db: databaseOf(ns), coll: collectionOf(ns) } : { db: ns });
}

function eventOf(
  entry: OplogEntry,
  at: number,
  { operationType, ns, fields }: Change,
  { showExpandedEvents }: EventOptions,
): ChangeEvent {
  const position = { ts: entry.ts, place: at };
  const uuid = showExpandedEvents && entry.ui !== undefined ? rawOf(uuidValue(entry.ui)) : undefined;
  const { fullDocument, ...others } = fields;
  const document = eventDocument(entry, position, operationType, {
    collectionUUID: uuid,
    fullDocument,
    ns: namespaceOf(ns),
    ...others,
    operationDescription: showExpandedEvents ? others.operationDescription : undefined,
  });
  return { position, document, isInvalidate: false };
}

function invalidateOf(entry: OplogEntry): ChangeEvent {
  const position = { ts: entry.ts, place: place.invalidate };
  return { position, document: eventDocument(entry, position, 'invalidate', {}), isInvalidate: true };
}

function eventDocument(
  entry: OplogEntry,
  position: Position,
  operationType: string,
  fields: Readonly<Record<string, RawValue | undefined>>,
): Buffer {
  const all = {
    _id: rawOf(tokenOf(position)),
    operationType: rawOf(operationType),
    clusterTime: rawOf(new Timestamp(entry.ts)),
    wallTime: rawOf(new Date(entry.wall)),
    ...fields,
    ...Object.fromEntries((entry.more ?? []).map(({ name, value }) => [name, value])),
  };
  return docOf(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])));
}
