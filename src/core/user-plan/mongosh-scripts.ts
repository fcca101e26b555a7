import type { SearchIndex, SourceRole, SourceUser, Zones } from '../facts/users.ts';
import { inMongosh, mongoshText } from '../mongosh-words.ts';
import { inheritedFirst } from './plan-roles.ts';

/*
 * Names in them come from a server and may hold anything. So a script is one list of data in JSON, each line of it escaped,
 * and code that is the same in every script.
 */

/** Of a list, each entry on a line of its own. */
function dataOf(entries: readonly unknown[]): string {
  return `[\n${entries.map((entry) => `  ${inMongosh(JSON.stringify(entry))},\n`).join('')}]`;
}

const notForAtlas = `// For servers of your own, such as those of a rehearsal: Atlas refuses these commands, there its API makes users and roles.`;

/** Creates the roles as they are on the source, those that others inherit first. */
export function rolesScript(roles: readonly SourceRole[]): string {
  const entries = inheritedFirst(roles).map(({ role, db, privileges, roles: inherited, restrictions }) => ({
    db,
    role,
    privileges: privileges.map(({ resource, actions }) => ({
      resource: 'other' in resource ? JSON.parse(resource.other) : resource,
      actions,
    })),
    roles: inherited,
    ...(restrictions.length === 0 ? {} : { authenticationRestrictions: restrictions.map(withoutEmpty) }),
  }));
  return `// Creates the custom roles of the source that are not there yet: mongosh URI roles.mongosh.js
${notForAtlas}
const roles = ${dataOf(entries)};
for (const { db: name, ...role } of roles) {
  const database = db.getSiblingDB(name);
  if (database.getRole(role.role) !== null) print('is there already: ' + role.role + '@' + name);
  else database.createRole(role);
}
`;
}

/** Creates the users with the roles of the source, and asks for each password. */
export function usersScript(users: readonly SourceUser[]): string {
  const entries = users.map(({ user, db, roles, mechanisms, restrictions }) => ({
    db,
    user,
    roles,
    ...(db === '$external' || mechanisms.length === 0 ? {} : { mechanisms }),
    ...(restrictions.length === 0 ? {} : { authenticationRestrictions: restrictions.map(withoutEmpty) }),
  }));
  return `// Creates the users of the source that are not there yet, and asks for the password of each: mongosh URI users.mongosh.js
${notForAtlas}
const users = ${dataOf(entries)};
for (const { db: name, ...user } of users) {
  const database = db.getSiblingDB(name);
  if (database.getUser(user.user) !== null) {
    print('is there already: ' + user.user + '@' + name);
  } else if (name === '$external') {
    database.createUser(user);
  } else {
    print('The new password of ' + user.user + '@' + name + ':');
    database.createUser({ ...user, pwd: passwordPrompt() });
  }
}
`;
}

/** A restriction without addresses of one kind does not restrict it; the server refuses an empty list. */
function withoutEmpty(restriction: SourceUser['restrictions'][number]) {
  return Object.fromEntries(Object.entries(restriction).filter(([, addresses]) => addresses.length > 0));
}

/** Creates the Search indexes on the destination (manual, db.collection.createSearchIndex). */
export function searchScript(indexes: readonly SearchIndex[]): string {
  return `// Creates the Search indexes of the source that are not there yet, once their collections have arrived:
// mongosh URI_OF_THE_DESTINATION search-indexes.mongosh.js
const indexes = ${dataOf(indexes)};
for (const { database, collection, name, type, definition } of indexes) {
  const there = db.getSiblingDB(database).getCollection(collection);
  if (there.getSearchIndexes(name).length > 0) print('is there already: ' + name + ' on ' + database + '.' + collection);
  else there.createSearchIndex(name, type, EJSON.parse(definition));
}
`;
}

/** Makes the zones on the destination, whose shards a person has to name. */
export function zonesScript({ ranges, shards }: Zones): string {
  const zones = [...new Set([...shards.flatMap((shard) => shard.zones), ...ranges.map(({ zone }) => zone)])];
  const members = zones.map((zone) => {
    const of = shards.filter((shard) => shard.zones.includes(zone)).map(({ shard }) => shard);
    return `  [${mongoshText(zone)}, []], // on the source: ${inMongosh(JSON.stringify(of))}\n`;
  });
  return `// Makes the zones of the source, once the collections have arrived: mongosh URI_OF_THE_DESTINATION zones.mongosh.js
// It takes a user with atlasAdmin. Fill in the shards of the destination (sh.status() names them) for each zone.
const shardsOf = new Map([
${members.join('')}]);
const ranges = ${dataOf(ranges)};
for (const [zone, shards] of shardsOf) {
  if (shards.length === 0) throw new Error('No shard is named for the zone ' + zone + ': fill in shardsOf above.');
}
for (const [zone, shards] of shardsOf) for (const shard of shards) sh.addShardToZone(shard, zone);
for (const { namespace, zone, min, max } of ranges) {
  sh.updateZoneKeyRange(namespace, EJSON.parse(min), EJSON.parse(max), zone);
}
`;
}
