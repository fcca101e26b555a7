import { BSON } from 'mongodb';
import type { Random } from '../../../src/sandbox/model/random.ts';
import { field, oddIds, type RawField } from '../raw-bson.ts';
import { type Content, type Contents, content, type Fields, type InOrder, inOrder } from './contents.ts';

/** What both deployments hold before anything is planted: of every kind of namespace one, with random documents. */
export function baseContents(
  database: string,
  random: Random,
  { isSharded }: { readonly isSharded: boolean },
): Contents {
  const some = (id: (at: number) => RawField, least: number) =>
    Array.from({ length: least + random.below(20) }, (_, at) => document(id(at), at, random));
  const collections: Readonly<Record<string, Content>> = {
    orders: content({ indexes: indexes(), documents: some((at) => field('_id', at + 1), 10) }),
    'by object id': content({ documents: some(() => field('_id', new BSON.ObjectId(random.bytes(12))), 5) }),
    mixed: content({ documents: mixed(random) }),
    'ca.pped': content({
      options: inOrder(['capped', true], ['size', 65_536], ['max', 100]),
      documents: some((at) => field('_id', at), 5),
    }),
    clustered: content({
      options: inOrder(['clusteredIndex', inOrder(['key', inOrder(['_id', 1])], ['unique', true])]),
      documents: some((at) => field('_id', new BSON.Long(at)), 5),
    }),
    'in words': content({
      options: inOrder(['collation', inOrder(['locale', 'en'], ['strength', 2])]),
      documents: some((at) => field('_id', `${at % 2 === 0 ? 'a' : 'B'}${at}`), 5),
    }),
    checked: content({
      options: inOrder(['validator', inOrder(['n', inOrder(['$gte', 0])])], ['validationLevel', 'moderate']),
      documents: some((at) => field('_id', new Date(at * 1_000)), 2),
    }),
    empty: content({}),
    mongosync_reports: content({ documents: some((at) => field('_id', { at }), 2) }),
    'view of a view': content({ options: inOrder(['viewOn', 'view "日本"'], ['pipeline', []]) }),
    'view "日本"': content({
      options: inOrder(
        ['viewOn', 'orders'],
        ['pipeline', [inOrder(['$match', inOrder(['b', 1], ['7', 1])]), inOrder(['$limit', 3])]],
      ),
    }),
  };
  const spread = content({
    indexes: [inOrder(['key', inOrder(['b', 1])], ['name', 'b'])],
    documents: some((at) => field('_id', at), 10),
    shardKey: { key: inOrder(['b', 1]), splitAt: 5 },
  });
  return new Map(
    Object.entries(isSharded ? { ...collections, spread } : collections).map(([name, one]) => [
      `${database}.${name}`,
      one,
    ]),
  );
}

/** Nothing of it expires: the dates are far away. */
function document(id: RawField, at: number, random: Random): Fields {
  const inner = { x: random.below(1_000), list: [random.below(9), { y: 'é' }] };
  const more = [field('inner', inner), field('raw', random.bytes(random.below(40))), field('n', new BSON.Double(at))];
  const [first = field('n', at)] = more.splice(random.below(more.length), 1);
  return [id, field('b', at), field('7', random.below(5)), first, ...more, field('until', new Date(4e12 + at))];
}

/** `_id`s of every type, those among them that nobody can ask for. */
function mixed(random: Random): Fields[] {
  const rare = Object.values(oddIds).filter(() => random.below(3) > 0);
  const ids = [
    ...rare,
    field('_id', 'a long text '.repeat(2_000)),
    ...Array.from({ length: 10 }, (_, at) => field('_id', 1_000 + at)),
    ...Array.from({ length: 5 }, (_, at) => field('_id', BSON.Long.fromNumber(2_000 + at))),
    ...Array.from({ length: 5 }, (_, at) => field('_id', `text ${at}`)),
    ...Array.from({ length: 5 }, (_, at) => field('_id', { x: at, y: 'in order' })),
  ];
  return ids.map((id, at) => document(id, at, random));
}

/** One for each option that there is. */
function indexes(): InOrder[] {
  const index = (name: string, key: InOrder, ...options: readonly (readonly [string, unknown])[]) =>
    inOrder(['key', key], ['name', name], ...options);
  const collation = inOrder(['locale', 'fr'], ['strength', 1]);
  return [
    index('numbers', inOrder(['b', 1], ['7', 1])),
    index('unique', inOrder(['b', -1]), ['unique', true]),
    index('sparse', inOrder(['7', 1]), ['sparse', true]),
    index('partial', inOrder(['n', 1]), ['partialFilterExpression', inOrder(['n', inOrder(['$gt', 1])])]),
    index('expiring', inOrder(['until', 1]), ['expireAfterSeconds', 3_600]),
    index('hidden', inOrder(['inner.x', 1]), ['hidden', true]),
    index('in words', inOrder(['inner.list.y', 1]), ['collation', collation]),
  ];
}
