import { type Element, elements } from '../../core/bson/elements.ts';
import { identityAt } from '../../core/bson/identity.ts';
import { BsonType } from '../../core/bson/type.ts';
import { isUserDatabase } from '../../core/engine-databases.ts';
import type { ChangedDocument } from '../../core/verification/change-feed.ts';
import { isBefore } from '../../core/verification/cluster-time.ts';
import type { DocumentBatch } from '../../core/verification/document-side.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import { startsIn } from './skip-delivered.ts';

/** What the events of one batch come to. */
export interface ToldChanges {
  readonly documents: readonly ChangedDocument[];
  /** Each once, in the order in which they came; `database.*` for all of a database. */
  readonly definitions: readonly string[];
}

/** All that is read of an event (manual, "Change Events"); `to` is where a collection was renamed to. */
export const readOfEvents = { _id: 1, operationType: 1, ns: 1, documentKey: 1, clusterTime: 1, to: 1 } as const;

const ofDocuments = new Set(['insert', 'update', 'replace', 'delete']);

/**
 * The changes of user data among the events of a batch. Whatever is no write of a document is taken for a change of the
 * definition of its namespace, also what nobody knows yet: then the namespace is compared anew, which is never wrong.
 *
 * @param after leaves out what is of this time or before
 */
export function changesIn(batch: DocumentBatch, after?: ClusterTime): ToldChanges {
  const documents: ChangedDocument[] = [];
  const definitions = new Set<string>();
  const nameOf = namespaceNames(batch.bytes);
  for (const start of startsIn(batch)) {
    const { operation, ns, to, documentKey, clusterTime } = partsAt(batch.bytes, start);
    if (after !== undefined && clusterTime !== undefined && !isBefore(after, timeAt(batch.bytes, clusterTime)))
      continue;
    if (ofDocuments.has(operation)) {
      const namespace = nameOf(ns);
      if (namespace !== undefined && documentKey !== undefined)
        documents.push({ namespace, identity: identityAt(batch.bytes, documentKey.start) });
    } else for (const name of [nameOf(ns), nameOf(to)]) if (name !== undefined) definitions.add(name);
  }
  return { documents, definitions: [...definitions] };
}

interface Parts {
  operation: string;
  ns?: Element;
  to?: Element;
  documentKey?: Element;
  clusterTime?: Element;
}

function partsAt(bytes: Buffer, start: number): Parts {
  const parts: Parts = { operation: '' };
  for (const field of elements(bytes, start)) {
    const { name } = field;
    if (name === 'operationType') parts.operation = textAt(bytes, field);
    else if ((name === 'ns' || name === 'to' || name === 'documentKey') && field.type === BsonType.document)
      parts[name] = field;
    else if (name === 'clusterTime' && field.type === BsonType.timestamp) parts.clusterTime = field;
  }
  return parts;
}

/** Names of namespaces of users; `undefined` for those of servers and engines. Most events are of the one before's. */
function namespaceNames(bytes: Buffer): (ns: Element | undefined) => string | undefined {
  let last: { readonly at: Element; readonly name: string | undefined } | undefined;
  return (ns) => {
    if (ns === undefined) return undefined;
    if (last !== undefined && bytes.compare(bytes, ns.start, ns.end, last.at.start, last.at.end) === 0)
      return last.name;
    last = { at: ns, name: nameIn(bytes, ns) };
    return last.name;
  };
}

function nameIn(bytes: Buffer, ns: Element): string | undefined {
  let [database, collection]: [string, string | undefined] = ['', undefined];
  for (const field of elements(bytes, ns.start)) {
    const { name } = field;
    if (name === 'db') database = textAt(bytes, field);
    else if (name === 'coll') collection = textAt(bytes, field);
  }
  if (database === '' || !isUserDatabase(database)) return undefined;
  if (collection === undefined) return `${database}.*`;
  return collection.startsWith('system.') ? undefined : `${database}.${collection}`;
}

/** Of a string, which is its length, its bytes and a zero. */
function textAt(bytes: Buffer, { start, end }: Element): string {
  return bytes.toString('utf8', start + 4, end - 1);
}

/** Of a timestamp, which has the count within the second first. */
function timeAt(bytes: Buffer, { start }: Element): ClusterTime {
  return { seconds: bytes.readUInt32LE(start + 4), increment: bytes.readUInt32LE(start) };
}
