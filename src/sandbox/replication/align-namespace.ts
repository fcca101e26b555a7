import { type Document, Long } from 'mongodb';
import { alignIndexes, commitIndexes } from './align-indexes.ts';
import { could } from './could-not.ts';
import { exactText } from './exact-bson.ts';
import { codes, hasCode, unless } from './server-facts.ts';
import type { Transfer } from './transfer.ts';
import { fullName, namespaceNow, type UserNamespace } from './user-namespaces.ts';

type Place = Pick<UserNamespace, 'db' | 'name'>;

/** What `collMod` can change, and what it is where the source does not say. */
const modifiable: Readonly<Record<string, unknown>> = {
  validator: {},
  validationLevel: 'strict',
  validationAction: 'error',
  changeStreamPreAndPostImages: { enabled: false },
};

/** The size of every capped collection until the commit, so that it loses nothing by itself (domain notes, C03). */
const roomForAll = Long.fromString('1125899906842624');

/**
 * Makes it on the destination as the source has it; nothing where it is there already. Limits of its size wait for the
 * commit, except where the destination is not MongoDB and could not be changed then.
 */
export async function createNamespace(transfer: Transfer, { db, name, options }: UserNamespace): Promise<void> {
  const create = { create: name, ...provisionalOptions(transfer, options) };
  await could(`create ${db}.${name} on the destination`, () =>
    unless([codes.namespaceExists], () => transfer.destination.db(db).command(create)),
  );
}

function provisionalOptions({ canModify }: Transfer, options: UserNamespace['options']): Document {
  // autoIndexId is from before 4.0.
  const { autoIndexId: _old, max, ...kept } = options;
  if (kept.capped === true && canModify) return { ...kept, size: roomForAll };
  return max === undefined ? kept : { ...kept, max };
}

/** Whether the destination's collection has exactly these options; what `collMod` takes back leaves traces. */
export async function hasOptions(transfer: Transfer, { db, name }: Place, options: UserNamespace['options']) {
  const present = (await namespaceNow(transfer.destination, db, name))?.options;
  return present !== undefined && optionsText(present) === optionsText(provisionalOptions(transfer, options));
}

function optionsText(options: Document): string {
  return exactText(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function dropNamespace({ destination }: Transfer, db: string, name: string): Promise<void> {
  await could(`drop ${db}.${name} on the destination`, () =>
    unless([codes.namespaceNotFound], () => destination.db(db).command({ drop: name })),
  );
}

/** False where the destination has no such collection, or cannot rename it. */
export async function renameNamespace({ destination }: Transfer, place: Place, to: Place): Promise<boolean> {
  const rename = { renameCollection: fullName(place), to: fullName(to), dropTarget: true };
  try {
    await could(`rename ${fullName(place)} on the destination`, () => destination.db('admin').command(rename));
    return true;
  } catch (error) {
    if (hasCode(error, codes.namespaceNotFound, codes.illegalOperation, ...codes.notKnown)) return false;
    throw error;
  }
}

/** Gives the destination the options and indexes that the source has now; nothing where the source has it no longer. */
export async function alignNamespace(transfer: Transfer, db: string, name: string): Promise<UserNamespace | undefined> {
  const wanted = await namespaceNow(transfer.source, db, name);
  if (wanted === undefined) return undefined;
  await createNamespace(transfer, wanted);
  if (wanted.type === 'view') await alignView(transfer, wanted);
  else {
    await alignOptions(transfer, wanted);
    await alignIndexes(transfer, wanted);
  }
  return wanted;
}

/** The same once more, and then everything that had to wait for the commit: limits, uniqueness, expiry. */
export async function commitNamespace(transfer: Transfer, { db, name }: UserNamespace): Promise<void> {
  const wanted = await alignNamespace(transfer, db, name);
  if (wanted === undefined || wanted.type === 'view') return;
  await restoreLimits(transfer, wanted);
  await commitIndexes(transfer, wanted);
}

async function alignView(transfer: Transfer, wanted: UserNamespace): Promise<void> {
  const present = await namespaceNow(transfer.destination, wanted.db, wanted.name);
  if (exactText(present?.options) === exactText(wanted.options)) return;
  await dropNamespace(transfer, wanted.db, wanted.name);
  await createNamespace(transfer, wanted);
}

async function alignOptions(transfer: Transfer, { db, name, options }: UserNamespace): Promise<void> {
  const present = (await namespaceNow(transfer.destination, db, name))?.options ?? {};
  const changes: Document = {};
  for (const [option, standard] of Object.entries(modifiable)) {
    const wanted = options[option] ?? standard;
    if (exactText(present[option] ?? standard) !== exactText(wanted)) changes[option] = wanted;
  }
  if (Object.keys(changes).length > 0) await modify(transfer, { db, name }, changes);
}

async function restoreLimits(transfer: Transfer, { db, name, options }: UserNamespace): Promise<void> {
  if (options.capped !== true || !transfer.canModify) return;
  const most = options.max === undefined ? {} : { cappedMax: options.max };
  await modify(transfer, { db, name }, { cappedSize: options.size, ...most });
}

async function modify({ destination }: Transfer, place: Place, changes: Document): Promise<void> {
  await could(`change the options of ${fullName(place)} on the destination`, () =>
    destination.db(place.db).command({ collMod: place.name, ...changes }),
  );
}
