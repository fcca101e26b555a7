import { z } from 'zod';
import { arrayOf, asDocument, fieldOf, plainOf, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import { checkNames } from '../query/check-pipeline.ts';
import { stageOf, stagesIn } from '../query/pipeline-stages.ts';
import { scan } from '../query/scan.ts';
import { majorVersion } from '../server.ts';
import { deleteDocument, insertDocument } from '../storage/writes.ts';
import { Doc, Flag, Statements, Whole } from './argument-types.ts';
import { type Call, type Command, command } from './command.ts';
import { queryOptions, variablesOf } from './query-options.ts';
import { checkStatement } from './statement-fields.ts';
import { updateMatches, updateSpec } from './update-matches.ts';
import { checkNamespaceOf, writableCollection } from './writable-collection.ts';
import { runBatch, statementsOf } from './write-batch.ts';

// mongodb/mongo, src/mongo/db/ops/write_ops.idl
const Ordered = z.strictObject({
  ordered: z.boolean().default(true),
  bypassDocumentValidation: Flag.default(false),
  stmtId: Whole.optional(),
  stmtIds: z.array(z.number()).optional(),
});
const Insert = Ordered.extend({ insert: z.string(), documents: Statements });
export const Update = Ordered.extend({ update: z.string(), updates: Statements, let: Doc.optional() });
export const Delete = Ordered.extend({ delete: z.string(), deletes: Statements, let: Doc.optional() });

const insert = command({
  access: 'write',
  isWrite: true,
  counter: 'by-statement',
  args: Insert,
  async run(args, call) {
    const { server, db } = call;
    const statements = statementsOf(call, 'documents');
    const ns = checkNamespaceOf(db, args.insert);
    let n = 0;
    const errors = await runBatch(call, statements, args.ordered, (document) => {
      // Looked up each time: the collection may have been dropped while a statement waited.
      const collection = writableCollection(server, ns);
      insertDocument(server, collection, document, { bypassValidation: args.bypassDocumentValidation });
      server.opcounters.insert += 1;
      n += 1;
    });
    return rawDoc({ n: rawOf(n), ...errors });
  },
});

const update = command({
  access: 'write',
  isWrite: true,
  counter: 'by-statement',
  args: Update,
  async run(args, call) {
    const { server, db, body } = call;
    const ns = checkNamespaceOf(db, args.update);
    const statements = statementsOf(call, 'updates');
    for (const statement of statements) {
      checkStatement(statement, 'update', majorVersion(server));
      const modification = fieldOf(statement, 'u');
      // Pipelines are read once before they are run, to see what rights they need.
      if (modification?.type === Type.array) checkNames(stagesIn(modification).map(stageOf), majorVersion(server));
    }
    const variables = variablesOf(body);
    const upserted: RawValue[] = [];
    let [n, nModified] = [0, 0];
    const errors = await runBatch(call, statements, args.ordered, (statement, index) => {
      const spec = updateSpec({ server, ns, body: statement, variables });
      refuseRetryableMulti(call, spec.isMulti);
      const outcome = updateMatches(server, ns, { ...spec, bypassValidation: args.bypassDocumentValidation });
      server.opcounters.update += 1;
      n += outcome.matched;
      nModified += outcome.modified;
      if (outcome.upsertedId === undefined) return;
      n += 1;
      upserted.push(asDocument(rawDoc({ index: rawOf(index), _id: outcome.upsertedId })));
    });
    const counts = { n: rawOf(n), nModified: rawOf(nModified) };
    return rawDoc({ ...counts, ...(upserted.length === 0 ? {} : { upserted: arrayOf(upserted) }), ...errors });
  },
});

/** Only what changes one document can be known to have been done. */
export function refuseRetryableMulti({ args, transaction }: Call, isMulti: boolean): void {
  if (!isMulti || args.txnNumber === undefined || transaction !== undefined) return;
  throw new MongodError('InvalidOptions', 'Cannot use (or request) retryable writes with multi=true');
}

const remove = command({
  access: 'write',
  isWrite: true,
  counter: 'by-statement',
  args: Delete,
  async run(args, call) {
    const { server, db, body } = call;
    const ns = checkNamespaceOf(db, args.delete);
    const statements = statementsOf(call, 'deletes');
    for (const statement of statements) {
      checkStatement(statement, 'delete');
      limitOf(statement);
    }
    const variables = variablesOf(body);
    let n = 0;
    const errors = await runBatch(call, statements, args.ordered, (statement) => {
      const isOne = limitOf(statement) === 1;
      refuseRetryableMulti(call, !isOne);
      const options = queryOptions({ server, ns, body: statement, filterName: 'q', variables });
      n += deleteMatches(call, ns, options, isOne);
    });
    return rawDoc({ n: rawOf(n), ...errors });
  },
});

/** One or all: 1 or 0. */
function limitOf(statement: Buffer): number {
  const limit = fieldOf(statement, 'limit');
  const value = limit === undefined ? Number.NaN : Number(plainOf(limit));
  if (value === 0 || value === 1) return value;
  throw new MongodError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${value}`);
}

/** How many were deleted. */
export function deleteMatches(
  { server }: Pick<Call, 'server'>,
  ns: string,
  options: ReturnType<typeof queryOptions>,
  isOne: boolean,
): number {
  const entry = writableCollection(server, ns, { mustExist: true });
  if (entry === undefined) return 0;
  const matches = scan(entry, options);
  const first = isOne ? matches.next().value : undefined;
  const doomed = isOne ? (first === undefined ? [] : [first]) : [...matches];
  for (const { document } of doomed) server.transactions.beforeWrite(entry, document);
  for (const { idKey, document } of doomed) {
    deleteDocument(server, entry, idKey, document);
    server.opcounters.delete += 1;
  }
  return doomed.length;
}

export const writeCommands: Readonly<Record<string, Command>> = {
  insert,
  update,
  delete: remove,
};
