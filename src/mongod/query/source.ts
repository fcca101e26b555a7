import { oplogNamespace } from '../oplog/oplog.ts';
import type { Server } from '../server.ts';
import type { View } from '../storage/catalog.ts';
import { filterOf, type ScanOptions, scan } from './scan.ts';
import { sorted } from './sort.ts';
import { oplogStart } from './tailing-cursor.ts';

/** The documents of a collection, a view or the oplog that fit the filter, in the order asked for; `ofView` runs a view. */
export function* storedDocuments(
  server: Server,
  ns: string,
  options: ScanOptions,
  ofView: (view: View) => Iterable<Buffer>,
): Generator<Buffer> {
  const entry = server.catalog.get(ns);
  if (entry !== undefined && entry.type !== 'view') {
    for (const { document } of scan(entry, options)) yield document;
    return;
  }
  const all = entry === undefined ? virtualDocuments(server, ns, options) : ofView(entry);
  const matching = filtered(all, filterOf(options));
  const { sort = [], order } = options;
  yield* sort.length === 0 ? matching : sorted(matching, sort, order);
}

function* virtualDocuments(server: Server, ns: string, { natural, filter }: ScanOptions): Generator<Buffer> {
  // A mongos has no oplog of its own.
  if (ns !== oplogNamespace || server.node.kind === 'mongos') return;
  yield* natural === -1 ? server.oplog.documentsNewestFirst() : server.oplog.documentsAfter(oplogStart(filter));
}

function* filtered(documents: Iterable<Buffer>, filter: (document: Buffer) => boolean): Generator<Buffer> {
  for (const document of documents) if (filter(document)) yield document;
}
