import { type MongoClient, MongoServerError, Timestamp } from 'mongodb';
import { z } from 'zod';

const Build = z.object({ version: z.string() });
const Hello = z.object({ setName: z.string().optional(), msg: z.string().optional() });

/** `7.0.14` */
export async function versionOf(client: MongoClient): Promise<string> {
  return Build.parse(await client.db('admin').command({ buildInfo: 1 })).version;
}

/** What a server is, as far as migrating depends on it. */
export interface Release {
  readonly version: string;
  /** `7.0`; `undefined` where the server does not say, as a mongos, or not to this user. */
  readonly featureVersion?: string;
  /** The feature version is being changed right now. */
  readonly isChanging: boolean;
}

const Feature = z.object({
  version: z.string(),
  targetVersion: z.string().optional(),
  previousVersion: z.string().optional(),
});

export async function releaseOf(client: MongoClient): Promise<Release> {
  const version = await versionOf(client);
  const asked = client.db('admin').command({ getParameter: 1, featureCompatibilityVersion: 1 });
  const answer = await asked.catch((error: unknown) => {
    if (hasCode(error, codes.unauthorized, codes.invalidOptions)) return undefined;
    throw error;
  });
  if (answer === undefined) return { version, isChanging: false };
  const feature = Feature.parse(answer.featureCompatibilityVersion);
  const isChanging = feature.targetVersion !== undefined || feature.previousVersion !== undefined;
  return { version, featureVersion: feature.version, isChanging };
}

export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/** Neither a member of a replica set nor a router of a sharded cluster. */
export async function isStandalone(client: MongoClient): Promise<boolean> {
  const { setName, msg } = Hello.parse(await client.db('admin').command({ hello: 1 }));
  return setName === undefined && msg !== 'isdbgrid';
}

/** The mongos of a sharded cluster. */
export async function isRouter(client: MongoClient): Promise<boolean> {
  return Hello.parse(await client.db('admin').command({ hello: 1 })).msg === 'isdbgrid';
}

const TimedReply = z.object({ operationTime: z.instanceof(Timestamp).optional() });

/**
 * The cluster time of the last write, as far as the server knows. With a note in the oplog, which the role backup
 * allows, everything up to it is known to be on a majority; without, the server's own word has to do.
 * `undefined` where the server keeps no time, as a standalone.
 */
export async function clusterTime(client: MongoClient): Promise<Timestamp | undefined> {
  const admin = client.db('admin');
  const note = { appendOplogNote: 1, data: { livemig: 'mark' }, writeConcern: { w: 'majority' } };
  const answer = await admin.command(note).catch(async (error: unknown) => {
    if (hasCode(error, codes.unauthorized, codes.commandNotFound, codes.notReplicaSet))
      return admin.command({ ping: 1 });
    throw error;
  });
  return TimedReply.parse(answer).operationTime;
}

/** Every MongoDB does; asked of a collection that does not exist, so that nothing happens. */
export async function knowsCollMod(client: MongoClient): Promise<boolean> {
  try {
    await client.db('livemig_probe').command({ collMod: 'absent' });
    return true;
  } catch (error) {
    if (hasCode(error, codes.namespaceNotFound)) return true;
    if (hasCode(error, ...codes.notKnown)) return false;
    throw error;
  }
}

export const codes = {
  unauthorized: 13,
  authenticationFailed: 18,
  illegalOperation: 20,
  namespaceNotFound: 26,
  indexNotFound: 27,
  namespaceExists: 48,
  commandNotFound: 59,
  invalidOptions: 72,
  notReplicaSet: 123,
  cannotConvertIndexToUnique: 359,
  userWritesBlocked: 371,
  duplicateKey: 11000,
  changeStreamNeedsReplicaSet: 40573,
  /** How servers say that they do not have a command, or not this option of it. */
  notKnown: [2, 9, 59, 72, 115, 238, 40415],
} as const;

/** Of the error or of what caused it. */
export function hasCode(error: unknown, ...wanted: readonly number[]): boolean {
  // A number, or an Int32 where the answer was read with `exactBson`.
  if (error instanceof MongoServerError) return wanted.includes(Number(error.code));
  return error instanceof Error && hasCode(error.cause, ...wanted);
}

/** Does something whose refusal with one of the codes means that it is done, or not needed. */
export async function unless(wanted: readonly number[], act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!hasCode(error, ...wanted)) throw error;
  }
}
