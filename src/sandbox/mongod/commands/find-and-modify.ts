import { z } from 'zod';
import { asDocument, docOf, fieldOf, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { compileProjection } from '../query/project.ts';
import { scan } from '../query/scan.ts';
import { sortKeys } from '../query/sort.ts';
import { collectionForWrite, deleteDocument } from '../storage/writes.ts';
import { type Call, type Command, command } from './command.ts';
import { updateMatches, updateSpec } from './update-matches.ts';

const FindAndModify = z.object({
  findAndModify: z.string().optional(),
  findandmodify: z.string().optional(),
  remove: z.boolean().default(false),
  new: z.boolean().default(false),
  bypassDocumentValidation: z.boolean().default(false),
});
type FindAndModify = z.infer<typeof FindAndModify>;

function run(args: FindAndModify, call: Call): Buffer {
  const fields = fieldOf(call.body, 'fields');
  const project = fields === undefined ? (document: Buffer) => document : compileProjection(fields.bytes);
  const { value, last } = args.remove ? removeOne(args, call) : updateOne(args, call);
  return rawDoc({
    lastErrorObject: asDocument(rawDoc(last)),
    value: value === undefined ? rawOf(null) : asDocument(project(value)),
  });
}

interface Outcome {
  readonly value: Buffer | undefined;
  readonly last: Readonly<Record<string, RawValue>>;
}

function collectionOf(args: FindAndModify, { server, db }: Call) {
  return collectionForWrite(server, `${db}.${args.findAndModify ?? args.findandmodify ?? ''}`);
}

function removeOne(args: FindAndModify, call: Call): Outcome {
  const collection = collectionOf(args, call);
  const sort = fieldOf(call.body, 'sort');
  const filter = fieldOf(call.body, 'query')?.bytes ?? docOf([]);
  const { value: match } = scan(collection, { filter, sort: sort === undefined ? [] : sortKeys(sort.bytes) }).next();
  if (match === undefined) return { value: undefined, last: { n: rawOf(0) } };
  deleteDocument(call.server, collection, match.idKey, match.document);
  call.server.opcounters.delete += 1;
  return { value: match.document, last: { n: rawOf(1) } };
}

function updateOne(args: FindAndModify, call: Call): Outcome {
  const spec = updateSpec(call.body, { filter: 'query', update: 'update' });
  const { matched, upsertedId, before, after } = updateMatches(call.server, collectionOf(args, call), {
    ...spec,
    bypassValidation: args.bypassDocumentValidation,
  });
  call.server.opcounters.update += 1;
  const last = {
    n: rawOf(matched + (upsertedId === undefined ? 0 : 1)),
    updatedExisting: rawOf(matched > 0),
    ...(upsertedId === undefined ? {} : { upserted: upsertedId }),
  };
  return { value: args.new ? after : before, last };
}

const findAndModify = command({ access: 'write', isWrite: true, args: FindAndModify, run });

export const findAndModifyCommands: Readonly<Record<string, Command>> = { findAndModify, findandmodify: findAndModify };
