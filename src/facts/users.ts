import type { AtlasDatabaseUser, CustomDbRole } from '../api/atlas-schemas.ts';
import { type Fact, known, unknownBecause } from '../core/check.ts';
import type { AccessInAtlas, AtlasRole, AtlasUser } from '../core/facts/users.ts';
import { type FactWorld, given, knownIfRead, type Probe } from './probe.ts';
import { throughSource } from './through-source.ts';

/** What the project of the destination has already; not to have been able to look is an answer, too. */
const accessInAtlas: Probe<'accessInAtlas'> = {
  id: 'accessInAtlas',
  read: async (world) => {
    const read = await knownIfRead(() => compared(world));
    return read.known ? read : known({ compared: false, reason: read.reason });
  },
};

function compared({ atlas, values }: FactWorld): Promise<Fact<AccessInAtlas>> {
  return given(values.atlasProject, 'the Atlas project', async (project) => {
    const [users, roles] = await Promise.all([atlas.databaseUsers(project), atlas.customDbRoles(project)]);
    return known<AccessInAtlas>({ compared: true, users: users.map(userFacts), roles: roles.map(roleFacts) });
  });
}

function userFacts({ username, databaseName, roles, scopes }: AtlasDatabaseUser): AtlasUser {
  return {
    username,
    databaseName: databaseName ?? 'admin',
    roles: roles.map(({ roleName, databaseName: db, collectionName }) => ({
      roleName,
      databaseName: db,
      ...(collectionName ? { collectionName } : {}),
    })),
    // One that is limited to things of other kinds can use no cluster at all.
    clusters: scopes.map(({ name, type }) => (type === 'CLUSTER' ? name : `${type} ${name}`)),
  };
}

function roleFacts({ roleName, actions, inheritedRoles }: CustomDbRole): AtlasRole {
  const rights = actions.flatMap(({ action, resources }) =>
    resources.map(({ cluster, db, collection }) =>
      cluster === true ? `${action} cluster` : `${action} ${db ?? ''}.${collection ?? ''}`,
    ),
  );
  return { roleName, rights: [...rights, ...inheritedRoles.map(({ role, db }) => `${role}@${db}`)] };
}

const destinationNames: Probe<'destinationNames'> = {
  id: 'destinationNames',
  read: async ({ values: { destinationCluster: name } }) => known(name === undefined ? [] : [name]),
};

const managedAuthentication: Probe<'managedAuthentication'> = {
  id: 'managedAuthentication',
  read: async ({ values }) => known(values.managedAuthentication ?? false),
};

const migrationLogins: Probe<'migrationLogins'> = {
  id: 'migrationLogins',
  read: async ({ values: { sourceUsername: name } }) => known(name === undefined ? [] : [name]),
};

/** Whoever connects as the very user needs no right to see the others. */
const migrationUser: Probe<'migrationUser'> = {
  id: 'migrationUser',
  read: async ({ inspector, progress, values: { managedAuthentication: managed, sourceUsername, sourceUri } }) => {
    if (managed === true) return known([]);
    if (sourceUsername === undefined) return unknownBecause('the user of the source for the migration is not known');
    if (sourceUri === undefined) return unknownBecause('LIVEMIG_SOURCE_URI is not set');
    const isIt = ({ user, db }: { user: string; db: string }) => user === sourceUsername && db === 'admin';
    const self = (await inspector.survey(sourceUri, 'sourceLogin', progress)).filter(isIt);
    if (self.length > 0) return known(self);
    return known((await inspector.survey(sourceUri, 'sourceUsers', progress)).filter(isIt));
  },
};

export const userProbes = {
  accessInAtlas,
  destinationNames,
  managedAuthentication,
  migrationLogins,
  migrationUser,
  sourceUsers: throughSource('sourceUsers'),
  sourceRoles: throughSource('sourceRoles'),
  sourceLogin: throughSource('sourceLogin'),
  sourceMechanisms: throughSource('sourceMechanisms'),
  sourceSearchIndexes: throughSource('sourceSearchIndexes'),
  sourceZones: throughSource('sourceZones'),
};
