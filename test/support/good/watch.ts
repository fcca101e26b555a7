import type { destinationWatchFacts, watchFacts, wholeWatchFacts } from '../../../src/core/facts/watch.ts';
import type { GoodFacts } from './good-facts.ts';

const written = {
  seconds: 60,
  namespaces: [{ namespace: 'shop.orders', writes: 6_000, documents: 5_900, hottest: 3 }],
};

export const watch: GoodFacts<typeof watchFacts & typeof destinationWatchFacts & typeof wholeWatchFacts> = {
  sourceCounts: { seconds: 60, slower: null, router: false, counts: {} },
  sourceWrites: {
    seconds: 60,
    slower: null,
    sets: { read: [{ name: 'rs-billing', value: { ...written, definitions: [] } }], unread: [] },
  },
  sourceLatestWrites: {
    seconds: 10,
    sets: {
      read: [
        {
          name: 'rs-billing',
          value: {
            seconds: 10,
            namespaces: [],
            definitions: [],
            lastWrite: { seconds: 1_768_746_540, increment: 1 },
            quietSeconds: 60,
          },
        },
      ],
      unread: [],
    },
  },
  sourceTransactions: [],
  sourceIndexBuilds: [],
  sourceDrivers: {
    read: [
      {
        name: 'db1.corp.example:27017',
        value: [{ name: 'nodejs', version: '6.21.0', applications: ['billing'], connections: 40 }],
      },
    ],
    unread: [],
  },
  destinationWrites: null,
  everySetWatched: true,
  everyDriverSeen: true,
};
