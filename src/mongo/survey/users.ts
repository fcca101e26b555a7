import { BSON, type MongoClient, MongoServerError } from 'mongodb';
import { z } from 'zod';
import type { Resource, RoleName, SearchIndex, SourceRole, SourceUser, Zones } from '../../core/facts/users.ts';
import { userDatabases } from '../user-databases.ts';
import { inTurns } from './in-turns.ts';
import { onceTogether } from './once-together.ts';
import type { SurveyContext, Surveys } from './survey.ts';

const RoleNames = z.array(z.object({ role: z.string(), db: z.string() })).default([]);
type Limits = Pick<SurveyContext, 'maxTimeMS' | 'together'>;

/** What limits from where somebody may log in comes as a list, or as a list of lists. */
const Restrictions = z
  .array(z.unknown())
  .default([])
  .transform((lists) => z.array(Restriction).parse(lists.flat(3)));
const Restriction = z.object({
  clientSource: z.array(z.string()).default([]),
  serverAddress: z.array(z.string()).default([]),
});

/** Whatever else a server tells of a user, such as custom data, is left out. */
const User = z.object({
  user: z.string(),
  db: z.string(),
  roles: RoleNames,
  mechanisms: z.array(z.string()).default([]),
  authenticationRestrictions: Restrictions,
});
const Users = z.object({ users: z.array(User) });

/** So many are asked for at a time by name: a command has to fit into a message. */
const namesAtOnce = 200;

/**
 * Every user of every database. Restrictions are told only of users who are asked for by name (manual, usersInfo), so
 * these are asked for a second time.
 */
const readUsers = onceTogether(async (client, limits: Limits): Promise<readonly SourceUser[]> => {
  const admin = client.db('admin');
  const { users } = Users.parse(await admin.command({ usersInfo: { forAllDBs: true }, maxTimeMS: limits.maxTimeMS }));
  const groups = Array.from({ length: Math.ceil(users.length / namesAtOnce) }, (_, at) =>
    users.slice(at * namesAtOnce, (at + 1) * namesAtOnce).map(({ user, db }) => ({ user, db })),
  );
  const named = (await inTurns(groups, (group) => usersNamed(client, group, limits))).flat();
  const restrictions = new Map(named.map((one) => [keyOf(one), one.restrictions]));
  return users.map(({ authenticationRestrictions: _, ...user }) => {
    return { ...user, restrictions: restrictions.get(keyOf(user)) ?? [] };
  });
});

function keyOf({ user, db }: { readonly user: string; readonly db: string }): string {
  return JSON.stringify([db, user]);
}

async function usersNamed(
  client: MongoClient,
  names: readonly { readonly user: string; readonly db: string }[],
  { maxTimeMS }: Limits,
): Promise<readonly SourceUser[]> {
  const asked = { usersInfo: names, showAuthenticationRestrictions: true, maxTimeMS };
  const { users } = Users.parse(await client.db('admin').command(asked));
  return users.map(({ authenticationRestrictions, ...user }) => ({
    ...user,
    restrictions: authenticationRestrictions,
  }));
}

const Status = z.object({
  authInfo: z.object({ authenticatedUsers: z.array(z.object({ user: z.string(), db: z.string() })) }),
});

/** Everybody may see himself. */
async function readLogin(client: MongoClient, limits: Limits): Promise<readonly SourceUser[]> {
  const status = await client.db('admin').command({ connectionStatus: 1, maxTimeMS: limits.maxTimeMS });
  const [self] = Status.parse(status).authInfo.authenticatedUsers;
  return self === undefined ? [] : usersNamed(client, [self], limits);
}

const Role = z.object({
  role: z.string(),
  db: z.string(),
  privileges: z.array(z.object({ resource: z.unknown(), actions: z.array(z.string()) })).default([]),
  roles: RoleNames,
  authenticationRestrictions: Restrictions,
});
const Roles = z.object({ roles: z.array(Role) });

/**
 * Every role that somebody made. No command lists those of all databases: each database that holds data is asked, and each
 * that a user or a role names. A role that nobody holds, in a database without data, is not seen.
 */
async function readRoles(client: MongoClient, context: Limits): Promise<readonly SourceRole[]> {
  const users = await readUsers(client, context);
  const named = ({ roles }: { readonly roles: readonly RoleName[] }) => roles.map(({ db }) => db);
  const found: SourceRole[] = [];
  const seen = new Set<string>();
  let open = ['admin', ...(await userDatabases(client)), ...users.flatMap((user) => [user.db, ...named(user)])];
  while (open.length > 0) {
    const next = [...new Set(open)].filter((db) => !seen.has(db) && db !== '$external');
    for (const db of next) seen.add(db);
    const roles = (await inTurns(next, (db) => rolesOf(client, db, context))).flat();
    found.push(...roles);
    open = roles.flatMap(named).filter((db) => !seen.has(db));
  }
  return found;
}

async function rolesOf(client: MongoClient, database: string, { maxTimeMS }: Limits): Promise<readonly SourceRole[]> {
  const asked = { rolesInfo: 1, showPrivileges: true, showAuthenticationRestrictions: true, maxTimeMS };
  const { roles } = Roles.parse(await client.db(database).command(asked));
  return roles.map(({ privileges, authenticationRestrictions, ...role }) => ({
    ...role,
    privileges: privileges.map(({ resource, actions }) => ({ resource: resourceOf(resource), actions })),
    restrictions: authenticationRestrictions,
  }));
}

const KnownResource = z.union([
  z.strictObject({ db: z.string(), collection: z.string() }),
  z.strictObject({ cluster: z.literal(true) }),
  z.strictObject({ anyResource: z.literal(true) }),
]);

function resourceOf(told: unknown): Resource {
  const known = KnownResource.safeParse(told);
  return known.success ? known.data : { other: BSON.EJSON.stringify(told) };
}

const Mechanisms = z.object({ authenticationMechanisms: z.array(z.string()) });

async function readMechanisms(client: MongoClient, { maxTimeMS }: Limits): Promise<readonly string[]> {
  const asked = { getParameter: 1, authenticationMechanisms: 1, maxTimeMS };
  return Mechanisms.parse(await client.db('admin').command(asked)).authenticationMechanisms;
}

/**
 * What a server answers that has no Search: there can be no such index then (error_codes.yml, SearchNotEnabled). One that
 * does not know the stage at all does not tell.
 */
const searchNotEnabled = 31082;

const Listed = z.object({ name: z.string(), type: z.string().default('search'), latestDefinition: z.unknown() });

/** Asks one collection first: where there is no Search, the others need not be asked. */
async function readSearchIndexes(client: MongoClient, limits: Limits): Promise<readonly SearchIndex[]> {
  const databases = await userDatabases(client);
  const listed = await inTurns(databases, async (database) => {
    const rows = await client
      .db(database)
      .listCollections({}, { nameOnly: true, maxTimeMS: limits.maxTimeMS })
      .toArray();
    return rows.map(({ name }) => ({ database, collection: name }));
  });
  const [first, ...others] = listed.flat().filter(({ collection }) => !collection.startsWith('system.'));
  if (first === undefined) return [];
  try {
    const ofFirst = await searchIndexesOf(client, first, limits);
    return [...ofFirst, ...(await inTurns(others, (one) => searchIndexesOf(client, one, limits))).flat()];
  } catch (error) {
    if (error instanceof MongoServerError && error.code === searchNotEnabled) return [];
    throw error;
  }
}

async function searchIndexesOf(
  client: MongoClient,
  { database, collection }: Pick<SearchIndex, 'database' | 'collection'>,
  { maxTimeMS }: Limits,
): Promise<SearchIndex[]> {
  const cursor = client
    .db(database)
    .collection(collection)
    .aggregate([{ $listSearchIndexes: {} }], { maxTimeMS });
  return z
    .array(Listed)
    .parse(await cursor.toArray())
    .map(({ name, type, latestDefinition }) => {
      return { database, collection, name, type, definition: BSON.EJSON.stringify(latestDefinition ?? {}) };
    });
}

const Tag = z.object({ ns: z.string(), tag: z.string(), min: z.unknown(), max: z.unknown() });
const Shard = z.object({ _id: z.string(), tags: z.array(z.string()).default([]) });

/** Where there is no sharding there are none. */
async function readZones(client: MongoClient, { maxTimeMS }: Limits): Promise<Zones> {
  const hello = await client.db('admin').command({ hello: 1, maxTimeMS });
  if (hello.msg !== 'isdbgrid') return { ranges: [], shards: [] };
  const config = client.db('config');
  const read = { maxTimeMS, promoteValues: false, promoteLongs: false };
  const [tags, shards] = await Promise.all([
    config.collection('tags').find({}, read).sort({ ns: 1, min: 1 }).toArray(),
    config.collection('shards').find({}, { maxTimeMS }).sort({ _id: 1 }).toArray(),
  ]);
  return {
    ranges: z
      .array(Tag)
      .parse(tags)
      .map(({ ns, tag, min, max }) => {
        return { namespace: ns, zone: tag, min: canonical(min), max: canonical(max) };
      }),
    shards: z
      .array(Shard)
      .parse(shards)
      .map(({ _id, tags: zones }) => ({ shard: _id, zones })),
  };
}

/** A range has to come back in the very types that it had. */
function canonical(value: unknown): string {
  return BSON.EJSON.stringify(value, { relaxed: false });
}

/** A role that has it all would be allowed to make itself anything. */
const viewing =
  'viewUser and viewRole on every database, and viewUser on the cluster (userAdminAnyDatabase on admin has them)';

/** Who may do what on the source, and the definitions that nothing carries over. */
export const userSurveys = {
  sourceUsers: { sends: ['usersInfo for all databases', 'usersInfo by name'], grant: viewing, read: readUsers },
  sourceRoles: {
    sends: ['usersInfo for all databases', 'listDatabases', 'rolesInfo in each database'],
    grant: `${viewing}; readAnyDatabase on admin`,
    read: readRoles,
  },
  sourceLogin: { sends: ['connectionStatus', 'usersInfo of itself'], grant: 'nothing but its login', read: readLogin },
  sourceMechanisms: {
    sends: ['getParameter authenticationMechanisms'],
    grant: 'clusterMonitor on admin',
    read: readMechanisms,
  },
  sourceSearchIndexes: {
    sends: ['listDatabases', 'listCollections in each database', '$listSearchIndexes on each collection'],
    grant: 'readAnyDatabase and clusterMonitor on admin',
    read: readSearchIndexes,
  },
  sourceZones: {
    sends: ['hello', 'find in config.tags and config.shards'],
    grant: 'clusterMonitor on admin',
    read: readZones,
  },
} as const satisfies Partial<Surveys>;
