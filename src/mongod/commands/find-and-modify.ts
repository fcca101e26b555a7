import { z } from 'zod';
import { asDocument, fieldOf, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { compileProjection } from '../query/project.ts';
import { scan } from '../query/scan.ts';
import { deleteDocument } from '../storage/writes.ts';
import { whenFree } from '../transactions/when-free.ts';
import { Doc, Flag, Hint, Whole } from './argument-types.ts';
import { type Call, type Command, command } from './command.ts';
import { optionalDocument } from './document-field.ts';
import { orderOf, queryOptions, variablesOf } from './query-options.ts';
import { updateMatches, updateSpec } from './update-matches.ts';
import { checkNamespaceOf, writableCollection } from './writable-collection.ts';

/** mongodb/mongo, src/mongo/db/ops/find_and_modify_command.idl */
export const FindAndModify = z.strictObject({
  findAndModify: z.string().optional(),
  findandmodify: z.string().optional(),
  query: Doc.optional(),
  fields: Doc.optional(),
  sort: Doc.optional(),
  hint: Hint.optional(),
  collation: Doc.optional(),
  arrayFilters: z.array(Doc).optional(),
  update: z.union([Doc, z.array(Doc)]).optional(),
  let: Doc.optional(),
  remove: Flag.default(false),
  new: Flag.default(false),
  upsert: Flag.default(false),
  bypassDocumentValidation: Flag.default(false),
  stmtId: Whole.optional(),
});
type FindAndModify = z.infer<typeof FindAndModify>;

async function run(args: FindAndModify, call: Call): Promise<Buffer> {
  const { server, client, body } = call;
  refuseBoth(args, call);
  const fields = optionalDocument(body, 'fields');
  const filter = optionalDocument(body, 'query');
  const expressions = { server, variables: variablesOf(body), order: orderOf(server, namespaceOf(args, call), body) };
  const project =
    fields === undefined
      ? (document: Buffer) => document
      : compileProjection(fields, { ...expressions, ...(filter === undefined ? {} : { filter }) });
  const { value, last } = await whenFree(server, client.signal, () =>
    args.remove ? removeOne(args, call) : updateOne(args, call),
  );
  return rawDoc({
    lastErrorObject: asDocument(rawDoc(last)),
    value: value === undefined ? rawOf(null) : asDocument(project(value)),
  });
}

function refuseBoth(args: FindAndModify, { body }: Call): void {
  const hasUpdate = fieldOf(body, 'update') !== undefined;
  if (args.remove && hasUpdate)
    throw new MongodError('FailedToParse', "Cannot specify both an 'update' and 'remove'=true");
  if (args.remove && args.upsert)
    throw new MongodError('FailedToParse', "Cannot specify both 'upsert'=true and 'remove'=true");
  if (args.remove && args.new) {
    throw new MongodError(
      'FailedToParse',
      "Cannot specify both 'new'=true and 'remove'=true; 'remove' always returns the deleted document",
    );
  }
  if (!args.remove && !hasUpdate)
    throw new MongodError('FailedToParse', "Either an 'update' or 'remove'=true must be specified");
}

interface Outcome {
  readonly value: Buffer | undefined;
  readonly last: Readonly<Record<string, RawValue>>;
}

function namespaceOf(args: FindAndModify, { db }: Call): string {
  return checkNamespaceOf(db, args.findAndModify ?? args.findandmodify ?? '');
}

function removeOne(args: FindAndModify, { server, body, ...call }: Call): Outcome {
  const ns = namespaceOf(args, { server, body, ...call });
  const collection = writableCollection(server, ns, { mustExist: true });
  const match = collection && scan(collection, queryOptions({ server, ns, body, filterName: 'query' })).next().value;
  if (collection === undefined || match === undefined) return { value: undefined, last: { n: rawOf(0) } };
  deleteDocument(server, collection, match.idKey, match.document);
  server.opcounters.delete += 1;
  return { value: match.document, last: { n: rawOf(1) } };
}

function updateOne(args: FindAndModify, call: Call): Outcome {
  const { server, body } = call;
  const ns = namespaceOf(args, call);
  const spec = updateSpec({ server, ns, body }, { filter: 'query', update: 'update' });
  const bypassValidation = args.bypassDocumentValidation;
  const { matched, upsertedId, before, after } = updateMatches(server, ns, { ...spec, bypassValidation });
  server.opcounters.update += 1;
  const last = {
    n: rawOf(matched + (upsertedId === undefined ? 0 : 1)),
    updatedExisting: rawOf(matched > 0),
    ...(upsertedId === undefined ? {} : { upserted: upsertedId }),
  };
  return { value: args.new ? after : before, last };
}

const findAndModify = command({ access: 'write', isWrite: true, args: FindAndModify, run });

export const findAndModifyCommands: Readonly<Record<string, Command>> = { findAndModify, findandmodify: findAndModify };
