import type { Oplog, Privilege } from '../../../../src/core/facts/health.ts';
import type { FactValues } from '../../../../src/core/facts.ts';
import { goodOplog, goodPrivileges } from '../../../support/good/health.ts';
import type { CheckRow } from '../check-row.ts';

const hour = 3_600_000;
const mb = 1_000_000;

type Change = Partial<FactValues>;

const oplogs = (
  different: Readonly<Record<string, Partial<Oplog>>>,
  unread: FactValues['sourceOplogs']['unread'] = [],
): Change => ({
  sourceOplogs: {
    read: Object.entries(different).map(([name, change]) => ({ name, value: { ...goodOplog, ...change } })),
    unread,
  },
});
const window = (hours: number): Partial<Oplog> => ({ spanMs: hours * hour });
const copyOf = (hours: number): Change => ({
  copyTime: { ms: hours * hour, bytes: 180_000 * mb * hours, bytesPerSecond: 50 * mb },
});
const noRate: Change = { copyTime: { notKnown: '10 GiB of data, and nobody gave a rate' } };
/** Half full after ten hours. */
const young: Partial<Oplog> = { spanMs: 10 * hour, bytes: 18_000 * mb };

const oplogRows: readonly CheckRow[] = [
  [
    'O01',
    'a window shorter than the copy',
    { ...oplogs({ a: window(100), b: window(9) }), ...copyOf(10) },
    'block',
    /window of b is 9 h.*copy takes 10 h at 48 MiB\/s \(--assume-rate\).*start over.*hold 30 h.*\n.*each member of b: db\.adminCommand\(\{replSetResizeOplog: 1, size: Double\(/s,
  ],
  [
    'O01',
    'a window of twice the copy',
    { ...oplogs({ a: window(20) }), ...copyOf(10) },
    'warn',
    /20 h.*less than 3 times/,
  ],
  ['O01', 'a window of three times the copy', { ...oplogs({ a: window(30) }), ...copyOf(10) }, 'pass'],
  [
    'O01',
    'entries that stay long enough, whatever the size',
    { ...oplogs({ a: { ...window(9), minHours: 48 } }), ...copyOf(10) },
    'pass',
  ],
  [
    'O01',
    'a short one that is not full, by what is written',
    { ...oplogs({ a: { ...young, written: { bytes: 6 * mb, ms: 1_000 } } }), ...copyOf(10) },
    'warn',
    /not full yet.*will hold 10 h/,
  ],
  [
    'O01',
    'one that is not full after two days, by those days',
    { ...oplogs({ a: { ...young, spanMs: 48 * hour } }), ...copyOf(32) },
    'pass',
  ],
  [
    'O01',
    'one that is not full, and into which nobody wrote',
    { ...oplogs({ a: { ...young, written: { bytes: 0, ms: 3_000 } }, b: { ...young, written: null } }), ...copyOf(10) },
    'info',
    /oplog of a is not full yet \(17 GiB of 34 GiB in 10 h\).*not known.*So are those of b.*applications write/,
  ],
  [
    'O01',
    'no rate, and a window of less than a day',
    { ...oplogs({ a: window(23) }), ...noRate },
    'warn',
    /window of a is 23 h\. How long the copy takes is not known \(10 GiB of data, and nobody gave a rate\).*hold 24 h/,
  ],
  [
    'O01',
    'no rate',
    { ...oplogs({ a: window(240), b: window(31) }), ...noRate },
    'info',
    /window of b is 31 h.*--assume-rate/,
  ],
  [
    'O01',
    'no rate, and one that is not full',
    { ...oplogs({ a: { ...young, written: { bytes: 0, ms: 3_000 } } }), ...noRate },
    'info',
    /not full yet/,
  ],
  [
    'O02',
    'three times as much as before, so that less than a day is left',
    oplogs({ a: { ...window(40), written: { bytes: 3 * 250_000 * 4, ms: 3_000 } }, b: {} }),
    'warn',
    /oplog of a is written at 977 KiB\/s \(3\.4 GiB an hour\) now, over its whole window at 244 KiB\/s .*window of 40 h becomes 10 h.*larger/,
  ],
  [
    'O02',
    'as much that more than a day and three copies are left',
    { ...oplogs({ a: { written: { bytes: 3 * 250_000, ms: 3_000 } } }), ...copyOf(10) },
    'pass',
  ],
  [
    'O02',
    'more, where entries stay for days in any case',
    oplogs({ a: { ...window(40), minHours: 72, written: { bytes: 300 * mb, ms: 3_000 } } }),
    'pass',
  ],
  [
    'O02',
    'more, where it is not full yet',
    oplogs({ a: { ...young, written: { bytes: 300 * mb, ms: 3_000 } } }),
    'pass',
  ],
  [
    'O02',
    'more, and no rate of the copy',
    { ...oplogs({ a: { written: { bytes: 30 * mb, ms: 3_000 } } }), ...noRate },
    'warn',
    /window of 100 h becomes 1 h/,
  ],
];

const without = (...actions: readonly string[]): readonly Privilege[] =>
  goodPrivileges.map((one) => ({ ...one, actions: one.actions.filter((action) => !actions.includes(action)) }));
const user = (privileges: readonly Privilege[], name = 'migrator'): Change => ({
  sourceUser: { user: name, db: 'admin', privileges },
});
const all: readonly Privilege[] = [{ resource: { anyResource: true }, actions: ['anyAction'] }];
const old: Change = { source: { name: 'rs', version: '5.0.31' } };
const sharded: Change = { sourceSharded: true };
const noConfig = goodPrivileges.filter(({ resource }) => !('db' in resource && resource.db === 'config'));
const noLocal = goodPrivileges.filter(({ resource }) => !('db' in resource && resource.db === 'local'));
const onShards = (read: FactValues['sourceUserOnShards']['read']): Change => ({
  sourceUserOnShards: { read, unread: [] },
});

const userRows: readonly CheckRow[] = [
  [
    'O04',
    'no right at all',
    user([]),
    'block',
    /migrator@admin lacks what backup and readAnyDatabase would allow: .*on the cluster.*\.grantRolesToUser\("migrator", \[\{"role":"backup","db":"admin"\},\{"role":"readAnyDatabase","db":"admin"\}\]\)/,
  ],
  ['O04', 'a name that would end the text of the command', user([], 'a"b'), 'block', /grantRolesToUser\("a\\"b"/],
  ['O04', 'the oplog may not be read', user(noLocal), 'block', /find on local\.oplog\.rs.*"backup"/],
  [
    'O04',
    'one database may be read',
    user([
      ...without('find').map((one) => ({ ...one })),
      { resource: { db: 'shop', collection: '' }, actions: ['find'] },
    ]),
    'block',
    /find on every database/,
  ],
  [
    'O04',
    'shards may not be listed',
    { ...user(without('listShards')), ...sharded },
    'block',
    /what clusterMonitor would allow: listShards on the cluster/,
  ],
  ['O04', 'shards may not be listed where there are none', user(without('listShards')), 'pass'],
  [
    'O04',
    'writes may not be blocked',
    user(without('bypassWriteBlockingMode')),
    'warn',
    /lacks bypassWriteBlockingMode on the cluster.*createRole\(\{"role":"livemigWriteBlocking","privileges":\[\{"resource":\{"cluster":true\},"actions":\["bypassWriteBlockingMode"\]\}\],"roles":\[\]\}\)/s,
  ],
  [
    'O04',
    'writes may not be blocked where no server knows how',
    { ...user(without('bypassWriteBlockingMode', 'setUserWriteBlockMode')), ...old },
    'pass',
  ],
  ['O04', 'everything may be done', user(all), 'pass'],
  [
    'O05',
    'a shard that refuses the user',
    onShards([
      { name: 'a', value: { admitted: true, privileges: goodPrivileges } },
      { name: 'b', value: { admitted: false } },
    ]),
    'block',
    /migrator@admin is refused by b\..*db\.getSiblingDB\("admin"\)\.createUser\(\{user: "migrator", pwd: passwordPrompt\(\)/s,
  ],
  [
    'O05',
    'a shard whose oplog may not be read',
    onShards([{ name: 'a', value: { admitted: true, privileges: noLocal } }]),
    'block',
    /On a it lacks find on local\.oplog\.rs\..*grantRolesToUser\("migrator"/s,
  ],
  [
    'O05',
    'shards that allow it all',
    { ...sharded, ...onShards([{ name: 'a', value: { admitted: true, privileges: goodPrivileges } }]) },
    'pass',
  ],
  [
    'O05',
    'the balancer may not be stopped',
    { ...user(without('update')), ...sharded },
    'warn',
    /may not stop and start the balancer: it lacks update on config\.settings.*"clusterManager"/,
  ],
  ['O05', 'no balancer to stop', user(without('update')), 'pass'],
  [
    'O08',
    'two actions are not allowed',
    user(without('hostInfo', 'indexStats')),
    'warn',
    /lacks 2 rights that the engine uses: hostInfo on the cluster; indexStats on every database.*createRole\(\{"role":"livemigSource"/s,
  ],
  ['O08', 'config may not be read', user(noConfig), 'warn', /find on config\.shards; find on config\.collections/],
  ['O08', 'everything may be done', user(all), 'pass'],
  [
    'O08',
    'rights on the buckets by name',
    user([
      ...without('x').filter(({ resource }) => !('anyResource' in resource)),
      { resource: { system_buckets: '' }, actions: ['listCollections', 'listIndexes'] },
      { resource: { db: '', collection: 'system.js' }, actions: ['listCollections', 'listIndexes'] },
    ]),
    'pass',
  ],
  ['O08', 'another engine', { ...user([]), engine: 'legacy' }, 'pass', /not asked of this engine/],
];

const reader = (privileges: readonly Privilege[]): Change => ({
  destinationUser: { user: 'reader', db: 'admin', privileges },
});

const destinationRows: readonly CheckRow[] = [
  [
    'O09',
    'a user that may not read everything',
    reader(without('find')),
    'info',
    /reader@admin lacks find on every database.*afterwards.*atlas dbusers update reader --role/,
  ],
  ['O09', 'a user that may do everything', reader(all), 'pass'],
];

const status = (storageEngine: string, current: number): Change => ({
  sourceStatus: {
    read: [{ name: 'db1:27017', value: { storageEngine, connections: { current, available: 1_000 - current } } }],
    unread: [],
  },
});
const flagged = (details: readonly string[], is = true) => ({
  read: [
    { name: 'db1:27017', value: { is, details } },
    { name: 'db2:27017', value: { is: false, details: [] } },
  ],
  unread: [],
});

const serverRows: readonly CheckRow[] = [
  [
    'O03',
    'a member that keeps its data in memory',
    status('inMemory', 1),
    'block',
    /another storage engine on db1:27017 \(inMemory\).*Resync/,
  ],
  [
    'O10',
    'what a server says',
    { sourceStartup: flagged(['vm.max_map_count is too low', 'other']) },
    'warn',
    /A server of the source warned when started: db1:27017 \(vm\.max_map_count is too low\).*startupWarnings/,
  ],
  ['O10', 'what the manager says', { sourceStartup: flagged([]) }, 'warn', /warned when started: db1:27017\./],
  [
    'O12',
    'the metadata of an engine',
    { sourceEngineDatabases: ['__mdb_internal_mongosync', 'mongosync_internal_a'] },
    'block',
    /databases of an earlier.*__mdb_internal_mongosync, mongosync_internal_a.*\ndb\.getSiblingDB\("__mdb_internal_mongosync"\)\.dropDatabase\(\)/s,
  ],
  [
    'LM41',
    'the same on the destination',
    { destinationEngineDatabases: ['__mdb_internal_mongosync'] },
    'warn',
    /The destination has a database of an earlier/,
  ],
  [
    'O13',
    'a database',
    { sourceProfiling: flagged(['shop']) },
    'warn',
    /The profiler is on: shop on db1:27017.*db\.getSiblingDB\("shop"\)\.setProfilingLevel\(0\)/s,
  ],
  [
    'O13',
    'a server, by the manager',
    { sourceProfiling: flagged([]) },
    'warn',
    /on: db1:27017\..*\ndb\.setProfilingLevel\(0\)/s,
  ],
  ['O14', 'few files', { lowLimits: ['db1:27017'] }, 'warn', /open files is low on db1:27017.*64000/],
  ['O14', 'few connections', status('wiredTiger', 800), 'warn', /in use on db1:27017 \(800 of 1000\)/],
  ['O14', 'some connections', status('wiredTiger', 799), 'pass'],
];

/** Rules O, but those of users' passwords and of what is not migrated. */
export const healthRows: readonly CheckRow[] = [...oplogRows, ...userRows, ...destinationRows, ...serverRows];
