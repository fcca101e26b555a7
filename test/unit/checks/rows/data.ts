import type { CollectionFacts, IndexFacts } from '../../../../src/core/facts/inventory.ts';
import type { CheckRow } from '../check-row.ts';

const id: IndexFacts = { name: '_id_', key: [['_id', '1']], options: {} };

/** A source that holds this collection, besides what is different. */
export function holding(...collections: readonly Partial<CollectionFacts>[]) {
  const usual = { database: 'shop', name: 'orders', type: 'collection', options: {}, indexes: [id] };
  return { sourceInventory: collections.map((one) => ({ ...usual, ...one })) };
}

function index(name: string, key: Readonly<Record<string, string>>, options: IndexFacts['options'] = {}): IndexFacts {
  return { name, key: Object.entries(key), options };
}

const indexed = (...indexes: readonly IndexFacts[]) => holding({ indexes: [id, ...indexes] });
const ttl = (expireAfterSeconds: string) => indexed(index('at_1', { at: '1' }, { expireAfterSeconds }));
const unique = { unique: 'true' };
const collation = '{"locale":"en","strength":2}';
const clusteredIndex = '{"v":2,"key":{"_id":1},"name":"_id_","unique":true}';
const many = (count: number) =>
  indexed(...Array.from({ length: count - 1 }, (_, at) => index(`i${at}`, { [`f${at}`]: '1' })));

const sized = (name: string, bytes: number) => ({ namespace: 'shop.orders', name, bytes });
const range = (zone: string) => ({ namespace: 'shop.orders', zone, min: '{}', max: '{}' });
const search = { database: 'shop', collection: 'orders', name: 'words', type: 'search', definition: '{}' };
const differs = { namespace: 'shop.orders', index: 'a_1', missingFrom: [], differing: [] };

/** Rules C, and ours beside them. */
export const dataRows: readonly CheckRow[] = [
  [
    'C01',
    'a time series',
    holding({ type: 'timeseries' }),
    'warn',
    /shop\.orders is a time series.*mongodump .*--db='shop' --collection='orders'/s,
  ],
  [
    'C01',
    'two',
    holding({ type: 'timeseries' }, { type: 'timeseries', name: 'b' }),
    'warn',
    /shop\.orders, shop\.b are time series/,
  ],
  ['C01', 'buckets alone', holding({ name: 'system.buckets.a' }), 'pass'],
  [
    'C02',
    'both',
    holding({ options: { clusteredIndex, expireAfterSeconds: '60' } }),
    'block',
    /shop\.orders is a clustered.*collMod: "orders", expireAfterSeconds: "off"/s,
  ],
  ['C02', 'a clustered one that keeps everything', holding({ options: { clusteredIndex } }), 'pass'],
  [
    'C02',
    'a time series with a time to live',
    holding({ type: 'timeseries', options: { clusteredIndex: 'true', expireAfterSeconds: '60' } }),
    'pass',
  ],
  [
    'C03',
    'a capped one',
    holding({ options: { capped: 'true', size: '4096' } }),
    'warn',
    /shop\.orders is capped.*fails on it/s,
  ],
  ['C03', 'one that says that it is not', holding({ options: { capped: 'false' } }), 'pass'],
  [
    'C04',
    'both',
    indexed(index('a_1', { a: '1' }, unique), index('a_sparse', { a: '1' }, { sparse: 'true' })),
    'block',
    /shop\.orders: a_1 \{a: 1\} \(unique\) and a_sparse\..*dropIndex\("a_sparse"\).*createIndex\(\{ "a": 1 \}, \{ "name": "a_sparse", "sparse": true \}\)/s,
  ],
  [
    'C04',
    'the same fields in another order',
    indexed(index('ab', { a: '1', b: '1' }, unique), index('ba', { b: '1', a: '1' })),
    'pass',
  ],
  [
    'C04',
    'the same field in another direction',
    indexed(index('up', { a: '1' }, unique), index('down', { a: '-1' })),
    'pass',
  ],
  [
    'C04',
    'two that are not unique',
    indexed(index('a', { a: '1' }), index('b', { a: '1' }, { unique: 'false' })),
    'pass',
  ],
  [
    'C07',
    'on a sharded source',
    { ...holding({ options: { collation } }), sourceShards: ['a'] },
    'block',
    /shop\.orders has a collation.*\$out: "orders_simple"/s,
  ],
  ['C07', 'on a replica set', holding({ options: { collation } }), 'pass'],
  [
    'C07',
    'the simple one',
    { ...holding({ options: { collation: '{"locale":"simple"}' } }), sourceShards: ['a'] },
    'pass',
  ],
  ['C07', 'of a view', { ...holding({ type: 'view', options: { collation } }), sourceShards: ['a'] }, 'pass'],
  [
    'C12',
    'an encrypted one',
    holding({ options: { encryptedFields: '{"fields":[]}' } }),
    'block',
    /shop\.orders belongs to Queryable/,
  ],
  ['C12', 'what belongs to one', holding({ name: 'enxcol_.orders.esc' }), 'block', /enxcol_\.orders\.esc/],
  [
    'C16',
    'one',
    indexed(index('place', { place: '"geoHaystack"', kind: '1' })),
    'block',
    /shop\.orders: place \{place: "geoHaystack", kind: 1\}.*dropIndex\("place"\)/s,
  ],
  ['C16', 'another geo index', indexed(index('place', { place: '"2dsphere"' })), 'pass'],
  ...['0', '""', '"yes"', 'true', '{"$numberDouble":"NaN"}', 'null', '{"$numberLong":"0"}', '{}'].map(
    (value): CheckRow => [
      'C17',
      value,
      indexed(index('old', { a: value })),
      'warn',
      /shop\.orders: old \{a: .*createIndex\(\{ "a": 1 \}/s,
    ],
  ),
  ...['1', '-1', '5', '1.5', '{"$numberDecimal":"1"}', '"hashed"', '"text"', '"2d"', '"2dsphere"', '"geoHaystack"'].map(
    (value): CheckRow => ['C17', value, indexed(index('new', { a: value })), 'pass'],
  ),
  [
    'C18',
    'an old source',
    { engine: 'legacy', source: { name: 'rs', version: '4.2.25' } },
    'warn',
    /rs runs MongoDB 4\.2\.25.*validate/s,
  ],
  ['C18', 'one of 3.6', { engine: 'legacy', source: { name: 'rs', version: '3.6.1' } }, 'warn'],
  ['C18', 'the first without the limit', { engine: 'legacy', source: { name: 'rs', version: '4.4.0' } }, 'pass'],
  ['C18', 'a newer one', { engine: 'legacy', source: { name: 'rs', version: '5.0.1' } }, 'pass'],
  ['C18', 'the engine of today', { source: { name: 'rs', version: '4.2.25' } }, 'pass', /not asked of this engine/],
  ['C19', 'the engine of today', ttl('60'), 'info', /expire by shop\.orders: at_1 \{at: 1\}.*deleted at once/],
  [
    'C19',
    'the one for old sources',
    { ...ttl('60'), engine: 'legacy' },
    'block',
    /does not migrate TTL indexes: shop\.orders.*"expireAfterSeconds": 60/s,
  ],
  ['C19', 'none', { engine: 'legacy' }, 'pass'],
  [
    'LM09',
    'NaN',
    ttl('{"$numberDouble":"NaN"}'),
    'warn',
    /at_1 \(\{"\$numberDouble":"NaN"\}\).*collMod: "orders", index: \{ name: "at_1"/s,
  ],
  ['LM09', 'too large', ttl('2147483648'), 'warn'],
  ['LM09', 'below zero', ttl('-1'), 'warn'],
  ['LM09', 'a text', ttl('"60"'), 'warn'],
  ['LM09', 'the largest', ttl('2147483647'), 'pass'],
  ['LM09', 'at once', ttl('0'), 'pass'],
  ['LM09', 'a large integer', ttl('{"$numberLong":"60"}'), 'pass'],
  ['C22', 'stored functions', holding({ name: 'system.js' }), 'warn', /shop\.system\.js does not arrive.*mongodump/s],
  [
    'C22',
    'what others tell of',
    holding({ name: 'system.views' }, { name: 'system.profile' }, { name: 'system.buckets.a' }),
    'pass',
  ],
  [
    'C32',
    'two that differ by case',
    holding({ database: 'Shop' }, {}),
    'warn',
    /databases Shop, shop differ only by case.*--nsFrom='Shop\.\*'/s,
  ],
  ['C32', "one that the server's own name is like", holding({ database: 'Config' }), 'warn', /database Config differs/],
  ['C32', 'two collections of one', holding({}, { name: 'b' }), 'pass'],
  [
    'LM07',
    'a view on nothing',
    holding({ type: 'view', options: { viewOn: '"gone"' } }),
    'info',
    /view shop\.orders on "gone" reads a collection that does not exist/,
  ],
  [
    'LM07',
    'a view on a collection',
    holding({}, { type: 'view', name: 'some', options: { viewOn: '"orders"' } }),
    'pass',
  ],
  [
    'LM07',
    'one of the same name elsewhere',
    holding({ database: 'b' }, { type: 'view', name: 'some', options: { viewOn: '"orders"' } }),
    'info',
  ],
  [
    'LM10',
    'the same but for old values',
    indexed(index('a_1', { a: '1' }), index('a_true', { a: 'true' })),
    'warn',
    /shop\.orders: a_1, a_true \{a: 1\}.*dropIndex\("a_1"\)/s,
  ],
  [
    'LM10',
    'the same with other options',
    indexed(index('a', { a: '1' }), index('b', { a: '1' }, { sparse: 'true' })),
    'info',
    /shop\.orders: a, b \{a: 1\}/,
  ],
  ['LM10', 'a pair of which one is unique', indexed(index('a', { a: '1' }, unique), index('b', { a: '1' })), 'pass'],
  ['LM11', 'many', many(33), 'info', /shop\.orders \(33\)/],
  ['LM11', 'as many as are not many', many(32), 'pass'],
  [
    'C05',
    'of a sharded collection',
    { ...many(64), sourceShardedCollections: ['shop.orders'] },
    'block',
    /shop\.orders \(64\).*indexStats/s,
  ],
  ['C05', 'as many as may be', { ...many(63), sourceShardedCollections: ['shop.orders'] }, 'pass'],
  ['C05', 'of one that is not sharded', { ...many(64), sourceShardedCollections: ['shop.other'] }, 'pass'],
  [
    'C06',
    'one that is missing',
    { sourceIndexDifferences: [{ ...differs, missingFrom: ['sh2'] }] },
    'block',
    /^An index is not.*shop\.orders: a_1 \(missing on sh2\)\..*dropIndex\("a_1"\)/s,
  ],
  [
    'C06',
    'two, one of which differs',
    { sourceIndexDifferences: [differs, { ...differs, differing: ['unique'] }] },
    'block',
    /^2 indexes are.*\(differs in unique\)/s,
  ],
  [
    'C08',
    'a window',
    { sourceBalancer: { state: 'stopped', window: '02:00 to 06:00' } },
    'block',
    /window \(02:00 to 06:00\).*activeWindow: true/s,
  ],
  ['C08', 'one that runs', { sourceBalancer: { state: 'running', window: null } }, 'info', /Atlas stops it/],
  ['C08', 'one that is stopped', { sourceBalancer: { state: 'stopped', window: null } }, 'pass'],
  [
    'C09',
    'what goes on',
    { sourceShardingChanges: { underWay: ['shard a is being removed'], lately: ['addShard'] } },
    'block',
    /while shard a is being removed/,
  ],
  [
    'C09',
    'what was done',
    { sourceShardingChanges: { underWay: [], lately: ['addShard', 'movePrimary'] } },
    'info',
    /: addShard, movePrimary\./,
  ],
  ['C29', 'a large one', { sourceDataBytes: 6 * 1024 ** 4 }, 'info', /holds 6 TiB\. Beyond/],
  ['C29', 'many shards', { sourceShards: ['a', 'b', 'c', 'd'] }, 'info', /1 GiB on 4 shards/],
  ['C29', 'as much as may be', { sourceDataBytes: 5e12, sourceShards: ['a', 'b', 'c'] }, 'pass'],
  [
    'C20',
    'both',
    {
      ...indexed(index('h', { a: '1' }, { hidden: 'true' })),
      sourceUniqueIndexes: [sized('small', 5), sized('large', 2048)],
    },
    'info',
    /: unique shop\.orders: large \(2 KiB\), unique shop\.orders: small \(5 bytes\), hidden shop\.orders: h \{a: 1\}\./,
  ],
  ['C20', 'one that says that it is not hidden', indexed(index('h', { a: '1' }, { hidden: 'false' })), 'pass'],
  [
    'LM08',
    'one',
    { sourceOldUniqueIndexes: ['shop.orders: number_1'] },
    'warn',
    /fail: shop\.orders: number_1\. Other members.*validate/s,
  ],
  [
    'C23',
    'one',
    { sourceQuerySettings: ['shop.orders'] },
    'warn',
    /^A query setting does not arrive, about shop\.orders\./,
  ],
  [
    'C23',
    'two',
    { sourceQuerySettings: ['shop.orders', ''] },
    'warn',
    /^2 query settings do not arrive, about shop\.orders, no collection by name\..*\$querySettings/s,
  ],
  ['LM12', 'data in admin', { sourceForeignCollections: ['admin.orders'] }, 'warn', /admin\.orders does not arrive/],
  [
    'LM12',
    'data elsewhere',
    { sourceForeignCollections: ['config.orders', 'local.a'] },
    'info',
    /config\.orders, local\.a do not arrive/,
  ],
  [
    'C11',
    'ranges',
    { sourceZones: { ranges: [range('EU'), range('US'), range('EU')], shards: [{ shard: 'a', zones: ['EU'] }] } },
    'warn',
    /shop\.orders \(EU, US\), shard a \(EU\)\..*plan-users/,
  ],
  ['C11', 'shards in no zone', { sourceZones: { ranges: [], shards: [{ shard: 'a', zones: [] }] } }, 'pass'],
  [
    'C21',
    'one',
    { sourceSearchIndexes: [search] },
    'warn',
    /^A Search index does not arrive: shop\.orders: words \(search\)\./,
  ],
  [
    'C21',
    'two',
    { sourceSearchIndexes: [search, { ...search, name: 'near', type: 'vectorSearch' }] },
    'warn',
    /^2 Search indexes do.*near \(vectorSearch\)/,
  ],
];
