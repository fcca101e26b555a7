import { z } from 'zod';
import { arrayOf, asDocument, docOf, fieldOf, plainDoc, type RawValue, rawDoc, rawOf } from '../bson/raw.ts';
import { refuseCollation } from '../query/collation.ts';
import { scan } from '../query/scan.ts';
import { collectionForWrite, deleteDocument, insertDocument } from '../storage/writes.ts';
import { type Command, command } from './command.ts';
import { updateMatches, updateSpec } from './update-matches.ts';
import { runBatch, statementsOf } from './write-batch.ts';

const Ordered = z.object({ ordered: z.boolean().default(true), bypassDocumentValidation: z.boolean().default(false) });

const insert = command({
  access: 'write',
  isWrite: true,
  counter: 'by-statement',
  args: Ordered.extend({ insert: z.string() }),
  run(args, call) {
    const { server, db } = call;
    const collection = collectionForWrite(server, `${db}.${args.insert}`);
    let n = 0;
    const errors = runBatch(statementsOf(call, 'documents'), args.ordered, (document) => {
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
  args: Ordered.extend({ update: z.string() }),
  run(args, call) {
    const { server, db } = call;
    const collection = collectionForWrite(server, `${db}.${args.update}`);
    const upserted: RawValue[] = [];
    let [n, nModified] = [0, 0];
    const errors = runBatch(statementsOf(call, 'updates'), args.ordered, (statement, index) => {
      server.opcounters.update += 1;
      const outcome = updateMatches(server, collection, {
        ...updateSpec(statement),
        bypassValidation: args.bypassDocumentValidation,
      });
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

const remove = command({
  access: 'write',
  isWrite: true,
  counter: 'by-statement',
  args: Ordered.extend({ delete: z.string() }),
  run(args, call) {
    const { server, db } = call;
    const collection = collectionForWrite(server, `${db}.${args.delete}`);
    let n = 0;
    const errors = runBatch(statementsOf(call, 'deletes'), args.ordered, (statement) => {
      const filter = fieldOf(statement, 'q')?.bytes ?? docOf([]);
      const { limit, collation } = plainDoc(statement);
      refuseCollation(collation);
      const isOne = Number(limit) === 1;
      for (const { idKey, document } of isOne
        ? first(scan(collection, { filter }))
        : [...scan(collection, { filter })]) {
        deleteDocument(server, collection, idKey, document);
        server.opcounters.delete += 1;
        n += 1;
      }
    });
    return rawDoc({ n: rawOf(n), ...errors });
  },
});

function* first<T>(items: Iterable<T>): Generator<T> {
  for (const item of items) {
    yield item;
    return;
  }
}

export const writeCommands: Readonly<Record<string, Command>> = {
  insert,
  update,
  delete: remove,
};
