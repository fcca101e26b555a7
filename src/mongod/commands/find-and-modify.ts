import { z } from 'zod';
import { asDocument, fieldOf, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { compileProjection } from '../query/project.ts';
import { scan } from '../query/scan.ts';
import { deleteDocument } from '../storage/writes.ts';
import { whenFree } from '../transactions/when-free.ts';
import { type Call, type Command, command } from './command.ts';
import { optionalDocument } from './document-field.ts';
import { queryOptions } from './query-options.ts';
import { updateMatches, updateSpec } from './update-matches.ts';
import { checkNamespaceOf, writableCollection } from './writable-collection.ts';

const FindAndModify = z.object({
  findAndModify: z.string().optional(),
  findandmodify: z.string().optional(),
  remove: z.boolean().default(false),
  new: z.boolean().default(false),
  upsert: z.boolean().default(false),
  bypassDocumentValidation: z.boolean().default(false),
});
type FindAndModify = z.infer<typeof FindAndModify>;

async function run(args: FindAndModify, call: Call): Promise<Buffer> {
  const { server, client, body } = call;
  refuseBoth(args, call);
  const fields = optionalDocument(body, 'fields');
  const filter = optionalDocument(body, 'query');
  const project =
    fields === undefined
      ? (document: Buffer) => document
      : compileProjection(fields, filter === undefined ? {} : { filter });
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
