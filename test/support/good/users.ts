import type { userFacts, userSurveyFacts } from '../../../src/core/facts/users.ts';
import type { GoodFacts } from './good-facts.ts';

const migrator = {
  user: 'migrator',
  db: 'admin',
  roles: ['backup', 'readAnyDatabase', 'clusterMonitor'].map((role) => ({ role, db: 'admin' })),
  mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256'],
  restrictions: [],
};
const app = {
  user: 'app',
  db: 'admin',
  roles: [{ role: 'readWrite', db: 'shop' }],
  mechanisms: ['SCRAM-SHA-256'],
  restrictions: [],
};

export const users: GoodFacts<typeof userFacts> & GoodFacts<typeof userSurveyFacts> = {
  sourceUsers: [app, migrator],
  sourceRoles: [],
  sourceLogin: [migrator],
  sourceMechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256'],
  sourceSearchIndexes: [],
  sourceZones: { ranges: [], shards: [] },
  accessInAtlas: {
    compared: true,
    users: [
      {
        username: 'app',
        databaseName: 'admin',
        roles: [{ roleName: 'readWrite', databaseName: 'shop' }],
        clusters: ['Billing0'],
      },
    ],
    roles: [],
  },
  destinationNames: ['Billing0'],
  managedAuthentication: false,
  migrationLogins: ['migrator'],
  migrationUser: [migrator],
};
