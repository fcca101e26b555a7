import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { MigrationJob } from '../migration/migration-service.ts';
import { type Hindrance, hindranceOf } from './hindrance.ts';
import { hostsOf } from './hosts-of.ts';
import { withDeployment } from './open-deployment.ts';
import { codes, hasCode, isRouter, isStandalone, releaseOf } from './server-facts.ts';
import { shardingObjection } from './shard-plan.ts';
import { fullName, userNamespaces } from './user-namespaces.ts';
import { versionObjection } from './version-objection.ts';

/**
 * Looks for what would make the migration fail, one objection at a time as Atlas does (domain notes 5.4).
 * `undefined` where there is none. The texts name no credentials.
 */
export async function validateMigration(
  job: MigrationJob,
  { acceptsStandalone }: { acceptsStandalone: boolean },
): Promise<string | undefined> {
  return reaching('source', job.sourceUri, (source) =>
    reaching('destination', job.destinationUri, async (destination) => {
      const objection =
        (acceptsStandalone ? undefined : await standaloneObjection(source)) ??
        (await sourceObjection(source)) ??
        (await shardingObjection(source, destination, job.sharding)) ??
        versionObjection(await releaseOf(source), await releaseOf(destination));
      return objection ?? (job.dropDestinationData ? undefined : occupiedObjection(source, destination));
    }),
  );
}

type Examination = (client: MongoClient) => Promise<string | undefined>;

async function reaching(name: 'source' | 'destination', uri: string, look: Examination): Promise<string | undefined> {
  let isConnected = false;
  try {
    return await withDeployment(uri, async (client) => {
      isConnected = true;
      return look(client);
    });
  } catch (error) {
    if (hasCode(error, codes.authenticationFailed)) return `The username or password for the ${name} is not correct.`;
    if (hasCode(error, codes.unauthorized)) return unauthorized(name, hindranceOf(error).words);
    if (isConnected) throw error;
    return hindered(name, uri, hindranceOf(error));
  }
}

/** Begins as Atlas' own texts do (domain notes 5.4), where there is one. */
function hindered(name: string, uri: string, { kind, words }: Hindrance): string {
  const hosts = hostsOf(uri);
  if (kind === 'unresolved') return `Could not resolve hostname of the specified ${name}: ${hosts} (${words}).`;
  if (kind === 'unreachable' || kind === 'silent')
    return `Could not reach the specified ${name}: ${hosts} (${words}). Check address, network and TLS settings.`;
  return kind === 'unread'
    ? `Of the specified ${name} ${words}.`
    : `The specified ${name} cannot be used: ${hosts} (${words}).`;
}

function unauthorized(name: string, why: string): string {
  return `The user is not authorized on the ${name}: ${why}.`;
}

async function standaloneObjection(source: MongoClient): Promise<string | undefined> {
  if (!(await isStandalone(source))) return undefined;
  return 'The source appears to be a standalone. Only replica sets and sharded clusters can be migrated.';
}

async function sourceObjection(source: MongoClient): Promise<string | undefined> {
  const missing = await missingRoles(source);
  if (missing.length > 0) return unauthorized('source', `it lacks ${missing.join(' and ')} on admin`);
  const timeSeries = (await userNamespaces(source)).filter(({ type }) => type === 'timeseries');
  if (timeSeries.length === 0) return undefined;
  return `The source cluster contains a time series collection, which cannot be migrated: ${some(timeSeries)}.`;
}

const Status = z.object({
  authInfo: z.object({
    authenticatedUsers: z.array(z.unknown()),
    authenticatedUserRoles: z.array(z.object({ role: z.string(), db: z.string() })),
    authenticatedUserPrivileges: z.array(z.unknown()).optional(),
  }),
});

const almighty = ['root', '__system'];
/** Each with what includes it (domain notes, rules O04 to O07). */
const needed: Readonly<Record<string, readonly string[]>> = {
  backup: ['backup', ...almighty],
  readAnyDatabase: ['readAnyDatabase', 'readWriteAnyDatabase', ...almighty],
};
const neededOfRouter = { ...needed, clusterMonitor: ['clusterMonitor', 'clusterAdmin', ...almighty] };

/**
 * Nobody logged in and yet connected: the server has no access control. MongoDB tells the privileges that it is asked for,
 * even none (manual, connectionStatus); who does not, as FerretDB 1, has no roles either that a user could be given.
 */
async function missingRoles(client: MongoClient): Promise<string[]> {
  const status = await client.db('admin').command({ connectionStatus: 1, showPrivileges: true });
  const { authenticatedUsers, authenticatedUserRoles, authenticatedUserPrivileges } = Status.parse(status).authInfo;
  if (authenticatedUsers.length === 0 || authenticatedUserPrivileges === undefined) return [];
  const roles = new Set(authenticatedUserRoles.filter(({ db }) => db === 'admin').map(({ role }) => role));
  const all = Object.entries((await isRouter(client)) ? neededOfRouter : needed);
  return all.filter(([, including]) => !including.some((one) => roles.has(one))).map(([role]) => role);
}

async function occupiedObjection(source: MongoClient, destination: MongoClient): Promise<string | undefined> {
  const [wanted, present] = await Promise.all([userNamespaces(source), userNamespaces(destination)]);
  const names = new Set(wanted.map(fullName));
  const overlapping = present.filter((namespace) => names.has(fullName(namespace)));
  if (overlapping.length === 0) return undefined;
  return `A namespace conflict was detected: the destination already has ${some(overlapping)}. Drop them, or let the migration drop the destination's data.`;
}

/** A few names and how many more there are. */
function some(namespaces: readonly { readonly db: string; readonly name: string }[]): string {
  const shown = namespaces.slice(0, 3).map(fullName).join(', ');
  return namespaces.length > 3 ? `${shown} and ${namespaces.length - 3} more` : shown;
}
