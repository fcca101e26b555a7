import { expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { type Answer, answeringServer } from '../../support/answering-server.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { inspecting } from '../../support/looking.ts';

/** What the embedded server does not have: limits by address, Search, resources of newer servers. */
async function inspected(answer: Answer) {
  const uri = new Secret(await answeringServer(answer));
  const inspector = inspecting(fakeClock());
  return { users: () => inspector.survey(uri, 'sourceUsers'), ...{ inspector, uri } };
}

const batch = (firstBatch: readonly unknown[]) => ({ cursor: { id: 0n, ns: 'shop.x', firstBatch } });
const limits = { clientSource: ['10.0.0.0/8'] };

it.each([
  ['as a list', [limits]],
  ['as lists of lists', [[limits]]],
])('limits by address are read of each user by name, where a server tells them %s', async (_, told) => {
  const { users } = await inspected(({ usersInfo, showAuthenticationRestrictions: detailed }) => {
    const user = { _id: 'admin.app', user: 'app', db: 'admin', roles: [], customData: { a: 1 } };
    if (usersInfo === undefined) return undefined;
    if (!Array.isArray(usersInfo)) return { users: [{ ...user, mechanisms: ['SCRAM-SHA-256'] }] };
    return { users: [{ ...user, ...(detailed === true ? { authenticationRestrictions: told } : {}) }] };
  });
  expect(await users()).toEqual([
    {
      ...{ user: 'app', db: 'admin', roles: [], mechanisms: ['SCRAM-SHA-256'] },
      restrictions: [{ clientSource: ['10.0.0.0/8'], serverAddress: [] }],
    },
  ]);
});

it('users are asked for by name in parts', async () => {
  const all = Array.from({ length: 450 }, (_, at) => ({ user: `u${at}`, db: 'admin', roles: [] }));
  const asked: number[] = [];
  const { users } = await inspected(({ usersInfo }) => {
    if (usersInfo === undefined) return undefined;
    if (!Array.isArray(usersInfo)) return { users: all };
    asked.push(usersInfo.length);
    return { users: usersInfo };
  });
  expect((await users()).map(({ user }) => user)).toEqual(all.map(({ user }) => user));
  expect(asked.toSorted()).toEqual([200, 200, 50]);
});

it('a resource that nobody knows yet is kept as it is', async () => {
  const { inspector, uri } = await inspected(({ usersInfo, listDatabases, rolesInfo, $db: database }) => {
    if (usersInfo !== undefined) return { users: [] };
    if (listDatabases !== undefined) return { databases: [] };
    const privileges = [{ resource: { system_buckets: 'x', db: 'a' }, actions: ['find'] }];
    return rolesInfo === undefined ? undefined : { roles: [{ role: 'r', db: database, privileges, roles: [] }] };
  });
  expect(await inspector.survey(uri, 'sourceRoles')).toMatchObject([
    { role: 'r', db: 'admin', privileges: [{ resource: { other: '{"system_buckets":"x","db":"a"}' } }] },
  ]);
});

it('Search indexes are read with their definitions, of every collection', async () => {
  const mappings = { dynamic: true };
  const { inspector, uri } = await inspected(({ listDatabases, listCollections, aggregate }) => {
    if (listDatabases !== undefined) return { databases: [{ name: 'shop' }] };
    if (listCollections !== undefined) return batch(['orders', 'system.views', 'goods'].map((name) => ({ name })));
    if (aggregate === 'orders') return batch([{ id: '1', name: 'default', latestDefinition: { mappings } }]);
    const vector = { name: 'near', type: 'vectorSearch', latestDefinition: { fields: [] } };
    return aggregate === 'goods' ? batch([vector]) : undefined;
  });
  expect(await inspector.survey(uri, 'sourceSearchIndexes')).toEqual([
    {
      database: 'shop',
      collection: 'orders',
      name: 'default',
      type: 'search',
      definition: '{"mappings":{"dynamic":true}}',
    },
    { database: 'shop', collection: 'goods', name: 'near', type: 'vectorSearch', definition: '{"fields":[]}' },
  ]);
});

it('a server that does not know the stage does not tell whether there are any', async () => {
  const { inspector, uri } = await inspected(({ listDatabases, listCollections, aggregate }) => {
    if (listDatabases !== undefined) return { databases: [{ name: 'shop' }] };
    if (listCollections !== undefined) return batch([{ name: 'orders' }]);
    return aggregate === undefined ? undefined : { ok: 0, code: 40324, errmsg: 'Unrecognized pipeline stage name' };
  });
  await expect(inspector.survey(uri, 'sourceSearchIndexes')).rejects.toMatchObject({
    code: 'MONGODB',
    message: expect.stringContaining('Unrecognized pipeline stage name'),
  });
});
