import type { Counted, Driver, Written } from '../../../../src/core/facts/watch.ts';
import type { FactValues } from '../../../../src/core/facts.ts';
import type { CheckRow } from '../check-row.ts';

const counted = (counts: Counted['counts'], more: Partial<Counted> = {}): Partial<FactValues> => ({
  sourceCounts: { seconds: 60, slower: null, router: false, counts, ...more },
});
const written = (value: Partial<Written>): NonNullable<FactValues['destinationWrites']> => ({
  seconds: 60,
  slower: null,
  sets: { read: [{ name: 'rs', value: { seconds: 60, namespaces: [], definitions: [], ...value } }], unread: [] },
});
const hot = { namespace: 'shop.counters', writes: 700, documents: 2, hottest: 600 };
const renamed = { command: 'renameCollection', namespace: 'shop.tmp', count: 2 };
const of = (version: string) => ({ source: { name: 'rs', version } });
const connected = (...drivers: [name: string, version: string, ...applications: string[]][]): Partial<FactValues> => ({
  sourceDrivers: {
    read: [
      {
        name: 'db1',
        value: drivers.map(
          ([name, version, ...applications]): Driver => ({ name, version, applications, connections: 1 }),
        ),
      },
    ],
    unread: [],
  },
});
const toEight = { destinationVersion: '8.0.9' };

/** What goes on in the source while it is watched, and who is connected. */
export const watchRows: readonly CheckRow[] = [
  ['C24', 'applyOps', counted({ applyOps: 3 }), 'warn', /3 times in 1 min\. .*does not reach/],
  ['C24', 'none', {}, 'pass', /^No applyOps in 1 min\.$/],
  ['C24', 'none by a mongos', counted({}, { router: true }), 'pass', /as the mongos that answered counts/],
  ['C25', 'commands', counted({ create: 1, $out: 2, applyOps: 1 }), 'warn', /create \(1\), \$out \(2\)\. During/],
  [
    'C25',
    'commands on 5.0',
    { ...counted({ create: 1 }), ...of('5.0.31') },
    'block',
    /source of 5\.0\.31 any of them ends/,
  ],
  [
    'C25',
    'in the oplog',
    { sourceWrites: written({ definitions: [renamed] }) },
    'warn',
    /renameCollection shop\.tmp \(2\)/,
  ],
  ['C25', 'in the oplog of 5.0', { sourceWrites: written({ definitions: [renamed] }), ...of('5.0.31') }, 'block'],
  ['C25', 'none', {}, 'pass', /in 1 min\. What is done at other times was not seen/],
  ['C26', 'an index', { sourceIndexBuilds: ['shop.orders'] }, 'warn', /shop\.orders/],
  ['C26', 'none', {}, 'pass', /one member after the other is not seen from outside/],
  [
    'C28',
    'a hot document',
    { sourceWrites: written({ namespaces: [hot] }) },
    'warn',
    /shop\.counters \(10 writes\/s to one document; 12/,
  ],
  [
    'C28',
    'one a bit less hot',
    { sourceWrites: written({ namespaces: [{ ...hot, hottest: 599 }] }) },
    'pass',
    /12 writes\/s to 2 doc/,
  ],
  [
    'C28',
    'a hot document in the part that was read',
    { sourceWrites: written({ seconds: 2, namespaces: [{ ...hot, hottest: 20 }] }) },
    'warn',
  ],
  ['C28', 'no writes', { sourceWrites: written({}) }, 'pass', /^Nothing was written in 1 min/],
  ['C35', 'a renaming', { sourceWrites: written({ definitions: [renamed] }) }, 'warn', /shop\.tmp \(2 times\)/],
  [
    'C35',
    'something else',
    { sourceWrites: written({ definitions: [{ ...renamed, command: 'drop' }] }) },
    'pass',
    /No collection/,
  ],
  [
    'LM33',
    'a slower source',
    counted({}, { seconds: 10, slower: { beforeMs: 8, nowMs: 40 } }),
    'warn',
    /in 40 ms after 10 s, and in 8 ms/,
  ],
  [
    'T14',
    'writes seen',
    { destinationWrites: written({ namespaces: [hot] }) },
    'block',
    /shop\.counters \(700 writes\)/,
  ],
  ['T14', 'no writes seen', { destinationWrites: written({}) }, 'pass'],
  [
    'V11',
    'one that knows all',
    {},
    'pass',
    /know MongoDB 7\.0 .*nodejs 6\.21\.0 \(billing\)\. Who comes at other times/,
  ],
  [
    'V11',
    'one that lacks what is new',
    { ...connected(['PyMongo|c', '4.6.1|x', 'reports']), ...toEight },
    'info',
    /PyMongo PyMongo\|c 4\.6\.1\|x \(reports\): works.*4\.9 knows all/,
  ],
  [
    'V11',
    'one that is in no table',
    { ...connected(['mongo-java-driver', '3.6.4']), ...toEight },
    'warn',
    /Java .*in no table with it/,
  ],
  [
    'V11',
    'a driver that is built on another',
    { ...connected(['mongoc / ext-mongodb:PHP ', '1.26.1 / 1.18.0 ']), ...toEight },
    'info',
    /PHP/,
  ],
  ['V11', 'a driver that nobody lists', connected(['ours', '0.1']), 'pass', /Not in those tables: ours 0\.1/],
  [
    'V11',
    'tools alone',
    connected(['nodejs', '3.0.0', 'livemig'], ['nodejs|mongosh', '4.0.0']),
    'pass',
    /^No application with/,
  ],
  ['V11', 'another series', { destinationVersion: '9.0.1' }, 'info', /no table of drivers for MongoDB 9\.0/],
];
