import { z } from 'zod';
import {
  appended,
  asDocument,
  elementsOf,
  fieldOf,
  plainOf,
  type RawElement,
  type RawValue,
  rawDoc,
  rawOf,
} from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { listCursor } from '../query/cursors.ts';
import { majorVersion } from '../server.ts';
import { collectionOf, databaseOf } from '../storage/catalog.ts';
import { insertDocument } from '../storage/writes.ts';
import { CursorOptions, Doc, Flag, Statements } from './argument-types.ts';
import { type Call, type Command, command } from './command.ts';
import { defaultBatch, firstBatch } from './cursor-reply.ts';
import { queryOptions, variablesOf } from './query-options.ts';
import { checkStatement } from './statement-fields.ts';
import { updateMatches, updateSpec } from './update-matches.ts';
import { checkNamespaceOf, writableCollection } from './writable-collection.ts';
import { runBatch, statementsOf } from './write-batch.ts';
import { deleteMatches, refuseRetryableMulti } from './writes.ts';

/** mongodb/mongo, src/mongo/db/commands/bulk_write.idl */
const BulkWrite = z.strictObject({
  ops: Statements,
  nsInfo: Statements,
  ordered: z.boolean().default(true),
  errorsOnly: z.boolean().default(false),
  bypassDocumentValidation: Flag.default(false),
  let: Doc.optional(),
  cursor: CursorOptions.default({}),
});
type BulkWrite = z.infer<typeof BulkWrite>;

interface Counts {
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

type Result = Readonly<Record<string, RawValue>>;

/** Writes of all kinds into several collections, in one command (8.0). */
async function run(args: BulkWrite, call: Call): Promise<Buffer> {
  const namespaces = statementsOf(call, 'nsInfo').map((info) => {
    checkStatement(info, 'bulkWrite.namespace');
    return namespaceOf(fieldOf(info, 'ns'));
  });
  const counts: Counts = { nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const results: Buffer[] = [];
  const operations = statementsOf(call, 'ops');
  for (const operation of operations) {
    checkOperation(operation, majorVersion(call.server));
    targetOf(operation, namespaces);
  }
  const { writeErrors } = await runBatch(call, operations, args.ordered, (operation, index) => {
    const result = runOne(args, call, { operation, ns: targetOf(operation, namespaces) }, counts);
    if (!args.errorsOnly) results.push(rawDoc({ ok: rawOf(1), idx: rawOf(index), ...result }));
  });
  const errors = writeErrors === undefined ? [] : elementsOf(writeErrors.bytes).map(({ value }) => failed(value));
  const all = [...results, ...errors].sort((a, b) => indexOf(a) - indexOf(b));
  const reply = await firstBatch(call, listCursor('admin.$cmd.bulkWrite', all), args.cursor.batchSize ?? defaultBatch);
  return appended(reply, rawDoc({ nErrors: rawOf(errors.length), ...counted(counts) }));
}

function counted(counts: Counts): Result {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, rawOf(count)]));
}

function namespaceOf(ns: RawValue | undefined): string {
  const name = ns === undefined ? '' : String(plainOf(ns));
  if (!name.includes('.')) throw new MongodError('InvalidNamespace', `Invalid namespace specified '${name}'`);
  return checkNamespaceOf(databaseOf(name), collectionOf(name));
}

function targetOf(operation: Buffer, namespaces: readonly string[]): string {
  const [first] = elementsOf(operation);
  const ns = first === undefined ? undefined : namespaces[Number(plainOf(first.value))];
  if (ns === undefined) throw new MongodError('BadValue', 'BulkWrite ops entry does not point to an nsInfo entry');
  return ns;
}

interface Target {
  readonly operation: Buffer;
  readonly ns: string;
}

/** Throws for one that is of no kind, or has fields that its kind has not. */
function checkOperation(operation: Buffer, version: number): void {
  const kind = elementsOf(operation)[0]?.name;
  if (kind !== 'insert' && kind !== 'update' && kind !== 'delete') {
    throw new MongodError('FailedToParse', `Unknown bulkWrite operation: ${kind}`);
  }
  checkStatement(operation, `bulkWrite.${kind}`, version);
}

function runOne(args: BulkWrite, call: Call, target: Target, counts: Counts): Result {
  const kind = elementsOf(target.operation)[0]?.name;
  if (kind === 'insert') return insertOne(args, call, target, counts);
  if (kind === 'update') return updateOne(args, call, target, counts);
  return deleteOne(call, target, counts);
}

function insertOne(args: BulkWrite, { server }: Call, { operation, ns }: Target, counts: Counts): Result {
  const document = fieldOf(operation, 'document');
  if (document?.type !== Type.document) throw new MongodError('FailedToParse', 'an insert needs a document');
  const bypassValidation = args.bypassDocumentValidation;
  insertDocument(server, writableCollection(server, ns), document.bytes, { bypassValidation });
  server.opcounters.insert += 1;
  counts.nInserted += 1;
  return { n: rawOf(1) };
}

function updateOne(args: BulkWrite, call: Call, { operation, ns }: Target, counts: Counts): Result {
  const { server, body } = call;
  const statement = { server, ns, body: operation, variables: variablesOf(body) };
  const spec = updateSpec(statement, { filter: 'filter', update: 'updateMods' });
  refuseRetryableMulti(call, spec.isMulti);
  const outcome = updateMatches(server, ns, { ...spec, bypassValidation: args.bypassDocumentValidation });
  server.opcounters.update += 1;
  const { matched, modified, upsertedId } = outcome;
  counts.nMatched += matched;
  counts.nModified += modified;
  if (upsertedId === undefined) return { n: rawOf(matched), nModified: rawOf(modified) };
  counts.nUpserted += 1;
  return { n: rawOf(1), nModified: rawOf(0), upserted: asDocument(rawDoc({ _id: upsertedId })) };
}

function deleteOne(call: Call, { operation, ns }: Target, counts: Counts): Result {
  const { server, body } = call;
  const multi = fieldOf(operation, 'multi');
  const isMulti = multi !== undefined && plainOf(multi) === true;
  refuseRetryableMulti(call, isMulti);
  const options = queryOptions({ server, ns, body: operation, filterName: 'filter', variables: variablesOf(body) });
  const n = deleteMatches(call, ns, options, !isMulti);
  counts.nDeleted += n;
  return { n: rawOf(n) };
}

/** A write error in the form that this command gives it. */
function failed(error: RawValue): Buffer {
  const fields = elementsOf(error.bytes).filter(({ name }) => name !== 'index');
  const index = fieldOf(error.bytes, 'index') ?? rawOf(0);
  const head: RawElement[] = [
    { name: 'ok', value: rawOf(0) },
    { name: 'idx', value: index },
    { name: 'n', value: rawOf(0) },
  ];
  return rawDoc(Object.fromEntries([...head, ...fields].map(({ name, value }) => [name, value])));
}

function indexOf(result: Buffer): number {
  const index = fieldOf(result, 'idx');
  return index === undefined ? 0 : Number(plainOf(index));
}

const bulkWrite = command({ access: 'write', isWrite: true, since: 8, counter: 'by-statement', args: BulkWrite, run });

export const bulkWriteCommands: Readonly<Record<string, Command>> = { bulkWrite };
