import { describe, expect, it } from 'vitest';
import type { SideRead } from '../../../src/core/verification/side-read.ts';
import { sameness } from '../../../src/verify/same-deployment.ts';
import { replicaSet, sharded } from './sides.ts';

const [a, b] = ['66f1c0a5e4b0a1b2c3d4e5f6', '76f1c0a5e4b0a1b2c3d4e5f7'];
const set = (identity: Partial<SideRead['identity']>) => replicaSet({ identity });
const cluster = (identity: Partial<SideRead['identity']>) => sharded({ identity });
const secondary = (identity: Partial<SideRead['identity']>) => replicaSet({ identity, answered: { as: 'secondary' } });

describe('two sides', () => {
  it.each<[string, SideRead, SideRead, string]>([
    [
      'are one by their process, through a tunnel or as localhost',
      set({ processId: a, hosts: ['localhost:27017'] }),
      set({ processId: a, hosts: ['127.0.0.1:27999'] }),
      `the server that answers is one process, ${a}`,
    ],
    ['are one by their process, also of a mongos', cluster({ processId: a }), cluster({ processId: a }), 'one process'],
    [
      'are one by the id of their set, whatever hosts are called in each network',
      set({ id: a, processId: a, hosts: ['db1:27017'] }),
      secondary({ id: a, processId: b, hosts: ['db1.out.example:30001'] }),
      `the id of their replica set is ${a}`,
    ],
    [
      'are one by the id of their cluster, through another mongos',
      cluster({ id: a, processId: a }),
      cluster({ id: a, processId: b, hosts: [] }),
      `the id of their cluster is ${a}`,
    ],
    [
      'are one where the set is a part of the cluster',
      set({ partOf: a, id: b, hosts: ['in:1'] }),
      cluster({ id: a }),
      'one is a part of the other',
    ],
    [
      'are one where a shard has the hosts of the set',
      set({ hosts: ['s1:27018'], processId: a }),
      cluster({ processId: b }),
      'both name s1:27018',
    ],
    ['are one by their names, in any letters', secondary({ hosts: ['DB1:27017'] }), set({}), 'both name db1:27017'],
    [
      'are one by their names, though each stands by itself',
      secondary({ partOf: null }),
      set({ partOf: null }),
      'both name db1:27017',
    ],
    [
      'are one by a name that is not of a machine itself, beside one that is',
      secondary({ hosts: ['localhost:1', 'db1:1'] }),
      set({ hosts: ['localhost:1', 'db1:1'] }),
      'both name localhost:1, db1:1',
    ],
    [
      'are one by a name that only ends as one of a machine itself',
      secondary({ hosts: ['db.localhost:1'] }),
      set({ hosts: ['db.localhost:1'] }),
      'both name db.localhost:1',
    ],
    [
      'are one by names, where it is hidden of which cluster the other is',
      set({ partOf: a, hosts: ['s1:27018'] }),
      cluster({}),
      'both name s1:27018',
    ],
    [
      'are one by names, where it is hidden of which cluster the set is',
      set({ hosts: ['s1:27018'] }),
      cluster({ id: a }),
      'both name s1:27018',
    ],
    [
      'are one by the shards that both list, where an id is hidden',
      cluster({ id: a, processId: a }),
      cluster({ processId: b }),
      'both name s1:27018, s2:27018',
    ],
  ])('%s', (_, one, other, equal) => {
    for (const told of [sameness(one, other), sameness(other, one)])
      expect(told).toMatchObject({ is: 'one', equal: expect.stringContaining(equal) });
  });

  it.each<[string, SideRead, SideRead]>([
    ['by the ids of their sets, though all names are equal', set({ id: a }), set({ id: b })],
    ['by the ids of their clusters, though all names are equal', cluster({ id: a }), cluster({ id: b })],
    ['by their names', set({ setName: 'rs0' }), set({ setName: 'rs1' })],
    [
      'by hosts and processes, where both are primaries',
      set({ hosts: ['x:1'], processId: a }),
      set({ hosts: ['y:1'], processId: b }),
    ],
    ['by shards of which no two are the same', cluster({ hosts: ['x:1'] }), cluster({ hosts: ['y:1'] })],
    [
      'where the set stands by itself, though names are equal',
      set({ partOf: null }),
      cluster({ hosts: ['db1:27017'] }),
    ],
    [
      'where the set is a part of another cluster, though names are equal',
      set({ partOf: b }),
      cluster({ id: a, hosts: ['db1:27017'] }),
    ],
    ['where no shard has a host of the set', set({ hosts: ['x:1'] }), cluster({ hosts: ['y:1'] })],
  ])('are two %s', (_, one, other) => {
    expect([sameness(one, other), sameness(other, one)]).toEqual([{ is: 'two' }, { is: 'two' }]);
  });

  it.each<[string, SideRead, SideRead, RegExp]>([
    [
      'two mongos that hide their cluster',
      cluster({ hosts: [], processId: a }),
      cluster({ hosts: [], processId: b }),
      /hidden/,
    ],
    ['a mongos that hides its cluster, and a set', cluster({ hosts: [] }), set({ id: b }), /hidden/],
    [
      'equal names of two primaries: two networks, or an election in between',
      set({ processId: a }),
      set({ processId: b }),
      /both name db1:27017, db2:27017/,
    ],
    [
      'one id of two primaries: copied files, or an election in between',
      set({ id: a, processId: a, hosts: ['x:1'] }),
      set({ id: a, processId: b, hosts: ['y:1'] }),
      /two servers call themselves the primary of the replica set with the id 66f/,
    ],
    [
      'names that mean another machine everywhere',
      secondary({ hosts: ['localhost:27017'] }),
      set({ hosts: ['localhost:27017'] }),
      /both name localhost/,
    ],
    ...['127.0.0.1:1', '[::1]:1', '0.0.0.0:1'].map((host): [string, SideRead, SideRead, RegExp] => [
      `${host}, which is one of them`,
      secondary({ hosts: [host] }),
      set({ hosts: [host] }),
      /both name/,
    ]),
    [
      'the shards of two clusters that call them localhost',
      cluster({ hosts: ['127.0.0.1:27018'] }),
      cluster({ hosts: ['127.0.0.1:27018'] }),
      /both name 127/,
    ],
    [
      'sets of one name with other hosts, of which one may be a name for outside',
      secondary({ hosts: ['x:1'], processId: a }),
      set({ hosts: ['y:1'], processId: b }),
      /one name/,
    ],
  ])('are not known to be two by %s', (_, one, other, why) => {
    for (const told of [sameness(one, other), sameness(other, one)])
      expect(told).toMatchObject({ is: 'not-known', why: expect.stringMatching(why) });
  });
});
