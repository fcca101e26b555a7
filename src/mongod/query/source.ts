import { docOf } from '../bson/raw.ts';
import { oplogNamespace } from '../oplog/oplog.ts';
import type { Server } from '../server.ts';
import { databaseOf } from '../storage/catalog.ts';
import { compileFilter } from './match.ts';
import { runPipeline } from './pipeline.ts';
import { type ScanOptions, scan } from './scan.ts';
import { sorted } from './sort.ts';
import { oplogStart } from './tailing-cursor.ts';

/** The documents of a collection, a view or the oplog that fit the filter, in the order asked for. */
export function* documentsOf(
  server: Server,
  ns: string,
  options: ScanOptions = { filter: docOf([]) },
): Generator<Buffer> {
  const entry = server.catalog.get(ns);
  if (entry !== undefined && entry.type !== 'view') {
    for (const { document } of scan(entry, options)) yield document;
    return;
  }
  const all =
    entry === undefined ? virtualDocuments(server, ns, options) : viewDocuments(server, entry.viewOn, entry.pipeline);
  const matching = filtered(all, compileFilter(options.filter, options));
  const { sort = [], order } = options;
  yield* sort.length === 0 ? matching : sorted(matching, sort, order);
}

function viewDocuments(server: Server, viewOn: string, pipeline: readonly Buffer[]): Iterable<Buffer> {
  return runPipeline({ server, db: databaseOf(viewOn), ns: viewOn }, pipeline);
}

function* virtualDocuments(server: Server, ns: string, { natural, filter }: ScanOptions): Generator<Buffer> {
  // A mongos has no oplog of its own.
  if (ns !== oplogNamespace || server.node.kind === 'mongos') return;
  yield* natural === -1 ? server.oplog.documentsNewestFirst() : server.oplog.documentsAfter(oplogStart(filter));
}

function* filtered(documents: Iterable<Buffer>, filter: (document: Buffer) => boolean): Generator<Buffer> {
  for (const document of documents) if (filter(document)) yield document;
}
