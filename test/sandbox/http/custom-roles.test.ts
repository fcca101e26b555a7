import { describe, expect, it } from 'vitest';
import { startTestSandbox } from '../../support/start-test-sandbox.ts';

const base = '/api/atlas/v2';
const shop = { cluster: false, db: 'shop', collection: '' };
const clerk = { roleName: 'clerk', actions: [{ action: 'FIND', resources: [shop] }], inheritedRoles: [] };

async function roles() {
  const { atlas, ids } = await startTestSandbox();
  const path = `${base}/groups/${ids.project}/customDBRoles/roles`;
  return { atlas, path, users: `${base}/groups/${ids.project}/databaseUsers`, project: ids.project };
}

it('a custom role is made, listed without pages, shown and removed', async () => {
  const { atlas, path } = await roles();
  const made = await atlas('POST', path, { body: clerk });
  expect([made.status, made.body]).toEqual([202, clerk]);
  expect((await atlas('GET', path)).body).toEqual([clerk]);
  expect((await atlas('GET', `${path}/clerk`)).body).toEqual(clerk);
  expect((await atlas('DELETE', `${path}/clerk`)).status).toBe(204);
  expect((await atlas('GET', `${path}/clerk`)).status).toBe(404);
});

describe('a custom role is refused', () => {
  it.each([
    ['with a name of other letters', { ...clerk, roleName: 'a b' }, 'ATLAS_CUSTOM_ROLE_INVALID_NAME'],
    ['with a name that begins with xgen-', { ...clerk, roleName: 'xgen-a' }, 'ATLAS_CUSTOM_ROLE_INVALID_NAME'],
    ["with the name of one of Atlas' own", { ...clerk, roleName: 'readWrite' }, 'ATLAS_CUSTOM_ROLE_INVALID_NAME'],
    ['without any right', { ...clerk, actions: [] }, 'ATLAS_CUSTOM_ROLE_HAS_NO_PERMISSIONS'],
    [
      'with an action twice',
      { ...clerk, actions: [...clerk.actions, ...clerk.actions] },
      'ATLAS_DUPLICATE_CUSTOM_ROLE_ACTION',
    ],
    [
      'with a resource twice',
      { ...clerk, actions: [{ action: 'FIND', resources: [shop, shop] }] },
      'ATLAS_DUPLICATE_CUSTOM_ROLE_RESOURCE',
    ],
    [
      "with MongoDB's spelling of an action",
      { ...clerk, actions: [{ action: 'find', resources: [shop] }] },
      'INVALID_ENUM_VALUE',
    ],
    [
      'with a resource in part',
      { ...clerk, actions: [{ action: 'FIND', resources: [{ cluster: true }] }] },
      'MISSING_ATTRIBUTE',
    ],
    ['that inherits what is not there', { ...clerk, inheritedRoles: [{ db: 'admin', role: 'x' }] }, 'UNSUPPORTED_ROLE'],
  ])('%s', async (_, body, errorCode) => {
    const { atlas, path } = await roles();
    expect((await atlas('POST', path, { body })).body).toMatchObject({ error: 400, errorCode });
  });

  it('a second time', async () => {
    const { atlas, path } = await roles();
    await atlas('POST', path, { body: clerk });
    expect((await atlas('POST', path, { body: clerk })).body).toMatchObject({ error: 409 });
  });
});

it.each([
  ['a role that is not there', { roles: [{ roleName: 'clerk', databaseName: 'admin' }] }],
  ['a cluster that can have no such name', { scopes: [{ name: 'SET_THE_CLUSTER', type: 'CLUSTER' }] }],
  ['a password of fewer than eight characters', { password: 'SET-ME' }],
])('a database user is refused with %s', async (_, different) => {
  const { atlas, users, project } = await roles();
  const user = { databaseName: 'admin', username: 'a', password: 'long enough', groupId: project, roles: [] };
  expect((await atlas('POST', users, { body: { ...user, ...different } })).status).toBe(400);
});
