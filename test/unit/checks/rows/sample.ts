import type { Sampled } from '../../../../src/core/facts/sample.ts';
import type { FactValues } from '../../../../src/core/facts.ts';
import type { CheckRow } from '../check-row.ts';

const sampled = (flaws: Sampled['flaws'], one: Partial<Sampled> = {}): Partial<FactValues> => ({
  sourceSample: {
    read: [{ namespace: 'shop.orders', documents: 412_118_204, looked: 1_000, flaws, ...one }],
    unread: [],
  },
});
const large = { namespace: 'shop.events', bytes: 2 * 1024 ** 4, types: ['UUID', 'string'], compared: 998 };
const of = (version: string) => ({ source: { name: 'rs', version } });
const unread = [{ namespace: 'shop.slow', reason: 'operation exceeded time limit' }];
const shared = { namespace: 'shop.carts', documents: 90_000, looked: 500 };

/** What is said of a sample: of what was looked at, and never that there is no such document. */
export const sampleRows: readonly CheckRow[] = [
  [
    'C13',
    'none in a sample',
    {},
    'pass',
    /none among 1,000 of 412,118,204 documents looked at, 1 in 412,118; of shop\.orders, of which the smallest part was looked at, fewer than 1 in 333 have it, by 95 %\.$/,
  ],
  ['C13', 'none in all documents', sampled({}, { documents: 7, looked: 7 }), 'pass', /none in all 7 documents, each/],
  ['C13', 'no documents', { sourceSample: { read: [], unread: [] } }, 'pass', /no document to look at/],
  ['C13', 'too few to be sure of anything', sampled({}, { documents: 900, looked: 29 }), 'pass', /1 in 31\.$/],
  [
    'C13',
    'a collection without a sample',
    { sourceSample: { read: [], unread } },
    'pass',
    /1 collection gave no sample \(LM31\)/,
  ],
  [
    'C13',
    'names with $',
    sampled({ dollarName: 12 }),
    'block',
    /begin with \$, in a sample of 1,000 of 412,118,204 documents: shop\.orders \(12 of 1,000 looked at\).*k\.startsWith\("\$"\).*getCollection\("orders"\)/s,
  ],
  ['C13', 'DBRefs', sampled({ reference: 1 }), 'warn', /DBRefs/],
  [
    'C14',
    'two of one name',
    sampled({ repeatedName: 1 }),
    'block',
    /two fields of one name.*python3 -c .* 'shop' 'orders'/s,
  ],
  [
    'C15',
    'an empty timestamp',
    { ...sampled({ emptyTimestamp: 3 }), ...of('5.0.31') },
    'warn',
    /\(3 of 1,000.*isZero/s,
  ],
  ['C15', 'none of those', of('5.0.31'), 'pass', /^No Timestamp\(0, 0\) in the sample: none among/],
  [
    'C15',
    'an empty timestamp of 6.0',
    { ...sampled({ emptyTimestamp: 3 }), ...of('6.0.19') },
    'pass',
    /before 6\.0 only/,
  ],
  ['C34', 'a field $v', sampled({ updateVersion: 2, dollarName: 2 }), 'warn', /field \$v.*7\.0\.24.*k === "\$v"/s],
  ['C34', 'none', {}, 'pass', /What is written meanwhile was not looked at/],
  [
    'C34',
    'a field $v in a new source',
    { ...sampled({ updateVersion: 2 }), ...of('8.0.20') },
    'pass',
    /before 8\.0\.20/,
  ],
  ['LM32', 'text that is none', sampled({ invalidText: 2, malformed: 1 }), 'warn', /\(2 of 1,000/],
  ['LM31', 'a slow collection', { sourceSample: { read: [], unread } }, 'info', /shop\.slow: operation exceeded/],
  [
    'C27',
    'random ids',
    { sourceIds: { read: [{ ...large, ascending: 501 }], unread: [] } },
    'warn',
    /shop\.events \(2 TiB, UUID _id, 50 % of 998 neighbours ascend\)/,
  ],
  [
    'C27',
    'ids in order',
    { sourceIds: { read: [{ ...large, ascending: 990 }], unread } },
    'pass',
    /first and last 500 of each of 1 collection of 20 GiB or more; not looked at: shop\.slow/,
  ],
  [
    'C27',
    'ids that cannot be compared',
    { sourceIds: { read: [{ ...large, compared: 0, ascending: 0 }], unread: [] } },
    'pass',
  ],
  ['C27', 'no large collection', {}, 'pass', /No collection of 20 GiB or more was seen/],
  [
    'C10',
    'ids on several shards',
    { sourceSharedIds: { read: [{ ...shared, shared: 3 }], unread: [] } },
    'warn',
    /shop\.carts \(3 of 500 looked for\).*getCollection\("carts"\)\.aggregate/s,
  ],
  [
    'C10',
    'none of a sample',
    { sourceSharedIds: { read: [{ ...shared, shared: 0 }], unread: [] } },
    'pass',
    /500 of 1 collection were looked for on all shards; nothing is said of the others\.$/,
  ],
  ['C10', 'nothing that is sharded so', {}, 'pass', /so none can have an `_id` twice/],
];
