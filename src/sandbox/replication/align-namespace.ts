import type { Document } from 'mongodb';
import { alignIndexes } from './align-indexes.ts';
import { exactText } from './exact-bson.ts';
import type { Route } from './route.ts';
import { codes, unless } from './server-facts.ts';
import { namespaceNow, type UserNamespace } from './user-namespaces.ts';

/** What `collMod` can change, and what it is where the source does not say. */
const modifiable: Readonly<Record<string, unknown>> = {
  validator: {},
  validationLevel: 'strict',
  validationAction: 'error',
  changeStreamPreAndPostImages: { enabled: false },
};

/** Makes it on the destination as the source has it; nothing where it is there already. */
export async function createNamespace({ destination }: Route, { db, name, options }: UserNamespace): Promise<void> {
  // autoIndexId is from before 4.0; a clustered collection would expire by itself before the cutover.
  const { autoIndexId: _old, expireAfterSeconds: _later, ...kept } = options;
  await unless([codes.namespaceExists], () => destination.db(db).command({ create: name, ...kept }));
}

export async function dropNamespace({ destination }: Route, db: string, name: string): Promise<void> {
  await unless([codes.namespaceNotFound], () => destination.db(db).command({ drop: name }));
}

/** Gives the destination the options and indexes that the source has now; nothing where the source has it no longer. */
export async function alignNamespace(route: Route, db: string, name: string, isFinal = false): Promise<void> {
  const wanted = await namespaceNow(route.source, db, name);
  if (wanted === undefined) return;
  await createNamespace(route, wanted);
  if (wanted.type === 'view') return alignView(route, wanted);
  await alignOptions(route, wanted, isFinal);
  await alignIndexes(route, wanted, { isFinal });
}

async function alignView(route: Route, wanted: UserNamespace): Promise<void> {
  const present = await namespaceNow(route.destination, wanted.db, wanted.name);
  if (exactText(present?.options) === exactText(wanted.options)) return;
  await dropNamespace(route, wanted.db, wanted.name);
  await createNamespace(route, wanted);
}

async function alignOptions(route: Route, { db, name, options }: UserNamespace, isFinal: boolean): Promise<void> {
  const present = (await namespaceNow(route.destination, db, name))?.options ?? {};
  const changes: Document = {};
  for (const [option, standard] of Object.entries(modifiable)) {
    const wanted = options[option] ?? standard;
    if (exactText(present[option] ?? standard) !== exactText(wanted)) changes[option] = wanted;
  }
  if (isFinal && options.expireAfterSeconds !== undefined) changes.expireAfterSeconds = options.expireAfterSeconds;
  if (Object.keys(changes).length > 0) await route.destination.db(db).command({ collMod: name, ...changes });
}
