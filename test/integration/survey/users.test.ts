import { describe, expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed();
const root = { name: 'root', password: 'pass/wörd:1' };
const admin = () => fixture.client.db('admin');

it('the users are those of every database, with roles and mechanisms, and nothing secret', async () => {
  const made = { createUser: 'app', pwd: 'geheim-77', roles: ['read'], mechanisms: ['SCRAM-SHA-256'] };
  await fixture.client.db('shop').command({ ...made, customData: { note: 'geheim-78' } });
  const users = await survey('sourceUsers', root);
  expect(users.map(({ user, db }) => `${user}@${db}`).sort()).toEqual(
    ['app@shop', 'root@admin', 'source@admin', 'writer@admin'].sort(),
  );
  expect(users.find(({ user }) => user === 'app')).toEqual({
    user: 'app',
    db: 'shop',
    roles: [{ role: 'read', db: 'shop' }],
    mechanisms: ['SCRAM-SHA-256'],
    restrictions: [],
  });
  expect(JSON.stringify(users)).not.toMatch(/geheim|stored|server|salt|customData/i);
});

it('the roles are those that somebody made, also in a database without data that only a role names', async () => {
  const find = { resource: { db: 'nothing', collection: '' }, actions: ['find'] };
  await fixture.client.db('nothing').command({ createRole: 'reader', privileges: [find], roles: [] });
  const inherited = [{ role: 'reader', db: 'nothing' }];
  await admin().command({
    createRole: 'watcher',
    privileges: [{ resource: { cluster: true }, actions: ['inprog'] }],
    roles: inherited,
  });
  expect(await survey('sourceRoles', root)).toEqual([
    {
      role: 'watcher',
      db: 'admin',
      privileges: [{ resource: { cluster: true }, actions: ['inprog'] }],
      roles: inherited,
      restrictions: [],
    },
    { role: 'reader', db: 'nothing', privileges: [find], roles: [], restrictions: [] },
  ]);
});

describe('a user without the right to see others', () => {
  it.each(['sourceUsers', 'sourceRoles'] as const)('is told what it takes: %s', async (id) => {
    await expect(survey(id)).rejects.toMatchObject({
      code: 'MONGODB_ROLE',
      fix: expect.stringContaining('viewUser and viewRole on every database, and viewUser on the cluster'),
    });
  });

  it('sees itself', async () => {
    expect(await survey('sourceLogin')).toMatchObject([
      { user: 'source', db: 'admin', mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-1'] },
    ]);
  });
});

it('what one may log in with is the parameter of the server', async () => {
  expect([...(await survey('sourceMechanisms'))].sort()).toEqual(['SCRAM-SHA-1', 'SCRAM-SHA-256']);
});

it('where there is no Search there are no Search indexes', async () => {
  await fixture.client.db('shop').collection('orders').insertOne({});
  expect(await survey('sourceSearchIndexes')).toEqual([]);
});

it('a replica set has no zones', async () => {
  expect(await survey('sourceZones')).toEqual({ ranges: [], shards: [] });
});
