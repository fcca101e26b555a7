import { describe, expect, it } from 'vitest';
import { surveyed } from './survey-fixture.ts';

const { fixture, survey } = surveyed();
const admin = () => fixture.client.db('admin');

describe('of a replica set', () => {
  it('its kind and its members are seen', async () => {
    expect(await survey('sourceTopology')).toBe('replica-set');
    expect(await survey('sourceMembers')).toEqual([{ name: fixture.mongod.address, set: 'rs0', state: 'PRIMARY' }]);
  });

  it('the feature compatibility version is seen', async () => {
    expect(await survey('sourceFeatureState')).toEqual({ version: '7.0', changingTo: null });
  });

  it('whether it refuses queries without an index is seen', async () => {
    expect(await survey('sourceNoTableScan')).toBe(false);
    await admin().command({ setParameter: 1, notablescan: true });
    expect(await survey('sourceNoTableScan')).toBe(true);
    await admin().command({ setParameter: 1, notablescan: false });
  });

  it('the default write concern is seen, and whether somebody decided it', async () => {
    expect(await survey('sourceWriteConcern')).toEqual({ w: 'majority', decidedBy: 'implicit' });
    await admin().command({ setDefaultRWConcern: 1, defaultWriteConcern: { w: 1 } });
    expect(await survey('sourceWriteConcern')).toEqual({ w: '1', decidedBy: 'global' });
  });

  it('how much it holds is summed up over the databases of users', async () => {
    await fixture.client
      .db('one')
      .collection('a')
      .insertOne({ text: 'x'.repeat(1000) });
    const before = await survey('sourceDataBytes');
    await fixture.client
      .db('two')
      .collection('b')
      .insertOne({ text: 'x'.repeat(1000) });
    expect(before).toBeGreaterThan(1000);
    expect(await survey('sourceDataBytes')).toBeGreaterThan(before + 1000);
  });
});

describe('of what goes on there', () => {
  it('the last write of user data is told in seconds, and that there is none', async () => {
    const seconds = await survey('destinationLastWrite');
    expect(seconds === null || seconds < 60).toBe(true);
    await fixture.client.db('shop').collection('orders').insertOne({ a: 1 });
    expect(await survey('destinationLastWrite')).toBeLessThan(60);
  });

  it('no index is being built, and no zone is there', async () => {
    expect(await survey('destinationIndexBuilds')).toEqual([]);
    expect(await survey('destinationZones')).toEqual([]);
  });
});

it('a user who may not look is told what it takes, of the deployment that is meant', async () => {
  await admin().command({ createUser: 'nobody', pwd: 'nobody', roles: [{ role: 'read', db: 'shop' }] });
  const user = { name: 'nobody', password: 'nobody' };
  await expect(survey('sourceMembers', user)).rejects.toMatchObject({
    code: 'MONGODB_ROLE',
    message: expect.stringMatching(/the source .*It takes clusterMonitor on admin/s),
  });
  await expect(survey('destinationLastWrite', user)).rejects.toMatchObject({
    code: 'MONGODB_ROLE',
    message: expect.stringMatching(/the destination .*It takes read on local/s),
  });
});
