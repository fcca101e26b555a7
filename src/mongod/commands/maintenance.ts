import { z } from 'zod';
import { docOf, elementsOf, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import { newCollection } from '../storage/catalog.ts';
import { rename } from '../storage/catalog-changes.ts';
import type { Collection } from '../storage/collection.ts';
import { addCollection, insertDocument } from '../storage/writes.ts';
import { Flag } from './argument-types.ts';
import { type Call, type Command, command } from './command.ts';

function existing({ server, db }: Call, name: string): Collection {
  const entry = server.catalog.get(`${db}.${name}`);
  if (entry === undefined) throw new MongodError('NamespaceNotFound', `Collection '${db}.${name}' does not exist.`);
  if (entry.type !== 'view') return entry;
  throw new MongodError('CommandNotSupportedOnView', `Namespace ${db}.${name} is a view, not a collection`);
}

/** Every entry of every index is counted; nothing here can be corrupt. */
const validate = command({
  access: 'read',
  args: z.looseObject({ validate: z.string(), full: Flag.default(false), background: Flag.default(false) }),
  run({ validate: name, full, background }, call) {
    if (full && background) {
      throw new MongodError(
        'InvalidOptions',
        'Running the validate command with both { background: true } and { full: true } is not supported.',
      );
    }
    const collection = existing(call, name);
    const indexes = [...collection.indexes.values()];
    const keysPerIndex = Object.fromEntries(
      indexes.map((index) => [index.name, index.isSearchable ? index.entries().size() : collection.count()]),
    );
    return {
      ns: collection.ns,
      nInvalidDocuments: 0,
      nNonCompliantDocuments: 0,
      nrecords: collection.count(),
      nIndexes: indexes.length,
      keysPerIndex,
      indexDetails: Object.fromEntries(indexes.map((index) => [index.name, { valid: true }])),
      valid: true,
      repaired: false,
      warnings: [],
      errors: [],
      extraIndexEntries: [],
      missingIndexEntries: [],
      corruptRecords: [],
    };
  },
});

/** As the server does it: the newest documents are copied into a new collection, which takes the old one's place. */
const convertToCapped = command({
  access: 'write',
  isWrite: true,
  args: z.looseObject({ convertToCapped: z.string(), size: z.number().positive() }),
  run({ convertToCapped: name, size }, call) {
    const { server, db } = call;
    const source = existing(call, name);
    const kept = elementsOf(source.options).filter((option) => !['capped', 'size', 'max'].includes(option.name));
    const options = docOf([...kept, { name: 'capped', value: rawOf(true) }, { name: 'size', value: rawOf(size) }]);
    const target = addCollection(server, newCollection(`${db}.tmp.convertToCapped.${name}`, options));
    for (const idKey of [...source.keys()]) {
      const document = source.get(idKey);
      if (document !== undefined) insertDocument(server, target, document, { bypassValidation: true });
    }
    rename(server, target, source.ns, source);
    return {};
  },
});

export const maintenanceCommands: Readonly<Record<string, Command>> = { validate, convertToCapped };
