import { describe } from 'vitest';
import { holds } from './rows.ts';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest('explain');

const numbers = Array.from({ length: 20 }, (_, _id) => ({ _id, n: _id % 5, tags: [_id, _id + 1] }));
const indexes = [
  {
    createIndexes: 'c',
    indexes: [
      { key: { n: 1, _id: -1 }, name: 'n_id' },
      { key: { tags: 1 }, name: 'tags_1' },
    ],
  },
];
const given = { given: numbers, after: indexes };
const explain = (command: object, verbosity = 'executionStats') => ({ explain: command, verbosity });

describe('explain', () => {
  holds(server, [
    {
      rule: 'shows a scan of the collection where no index helps',
      ...given,
      command: explain({ find: 'c', filter: { other: 1 } }),
      answers: {
        queryPlanner: { winningPlan: { stage: 'COLLSCAN', direction: 'forward' } },
        executionStats: { nReturned: 0, totalKeysExamined: 0, totalDocsExamined: 20 },
      },
    },
    {
      rule: 'shows the index, its bounds and how many keys and documents were looked at',
      ...given,
      command: explain({ find: 'c', filter: { n: 2 } }),
      answers: {
        queryPlanner: {
          winningPlan: {
            stage: 'FETCH',
            inputStage: {
              stage: 'IXSCAN',
              indexName: 'n_id',
              keyPattern: { n: 1, _id: -1 },
              isMultiKey: false,
              direction: 'forward',
              indexBounds: { n: ['[2, 2]'], _id: ['[MaxKey, MinKey]'] },
            },
          },
        },
        executionStats: { executionSuccess: true, nReturned: 4, totalKeysExamined: 4, totalDocsExamined: 4 },
      },
    },
    {
      rule: 'needs no sort where the index gives the order',
      ...given,
      command: explain({ find: 'c', filter: { n: 2 }, sort: { _id: -1 } }, 'queryPlanner'),
      answers: {
        queryPlanner: { winningPlan: { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'n_id' } } },
      },
    },
    {
      rule: 'reads the index backwards for the other direction',
      ...given,
      command: explain({ find: 'c', sort: { n: -1, _id: 1 } }, 'queryPlanner'),
      answers: { queryPlanner: { winningPlan: { stage: 'FETCH', inputStage: { direction: 'backward' } } } },
    },
    {
      rule: 'tells that an index is multikey',
      ...given,
      command: explain({ find: 'c', filter: { tags: 5 } }),
      answers: {
        queryPlanner: { winningPlan: { stage: 'FETCH', inputStage: { indexName: 'tags_1', isMultiKey: true } } },
        executionStats: { nReturned: 2, totalKeysExamined: 2, totalDocsExamined: 2 },
      },
    },
    {
      rule: 'finds by _id alone without the planner',
      ...given,
      until: 7,
      command: explain({ find: 'c', filter: { _id: 3 } }),
      answers: {
        queryPlanner: { winningPlan: { stage: 'IDHACK' } },
        executionStats: { nReturned: 1, totalKeysExamined: 1, totalDocsExamined: 1 },
      },
    },
    {
      rule: 'obeys a hint',
      ...given,
      command: explain({ find: 'c', filter: { n: 2 }, hint: { $natural: 1 } }),
      answers: { queryPlanner: { winningPlan: { stage: 'COLLSCAN' } }, executionStats: { totalDocsExamined: 20 } },
    },
    {
      rule: 'of an update writes nothing',
      ...given,
      command: explain({ update: 'c', updates: [{ q: { n: 2 }, u: { $set: { n: 9 } }, multi: true }] }),
      answers: { queryPlanner: { winningPlan: { stage: 'UPDATE' } } },
      leaves: numbers,
    },
    {
      rule: 'of a delete deletes nothing',
      ...given,
      command: explain({ delete: 'c', deletes: [{ q: { n: 2 }, limit: 0 }] }),
      answers: { queryPlanner: { winningPlan: { stage: 'DELETE' } } },
      leaves: numbers,
    },
    {
      rule: 'of a collection that is not there ends at once',
      command: explain({ find: 'nowhere', filter: { n: 1 } }, 'queryPlanner'),
      answers: { queryPlanner: { winningPlan: { stage: 'EOF' } } },
    },
  ]);
});

describe('hint, min and max', () => {
  const ids = (...found: number[]) => found.map((_id) => ({ _id }));
  const find = (options: object) => ({ find: 'c', projection: { _id: 1 }, ...options });
  holds(server, [
    {
      rule: 'a hint by name',
      ...given,
      command: find({ filter: { n: 4 }, hint: 'n_id' }),
      documents: ids(19, 14, 9, 4),
    },
    {
      rule: 'a hint by keys',
      ...given,
      command: find({ filter: { n: 4 }, hint: { n: 1, _id: -1 } }),
      documents: ids(19, 14, 9, 4),
    },
    { rule: 'a hint of no index is BadValue', ...given, command: find({ hint: 'nope' }), refused: 2 },
    {
      rule: 'from min inclusive to max exclusive',
      ...given,
      command: find({ hint: { tags: 1 }, min: { tags: 3 }, max: { tags: 5 } }),
      documents: ids(2, 3, 4),
    },
    { rule: 'min without a hint', ...given, command: find({ min: { tags: 3 } }), refused: 51173 },
    { rule: 'count takes a hint', ...given, command: { count: 'c', query: { n: 1 }, hint: 'n_id' }, answers: { n: 4 } },
  ]);
});
