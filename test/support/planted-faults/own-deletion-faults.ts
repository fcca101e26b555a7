import { field } from '../raw-bson.ts';
import { type Content, content, type Fields, type InOrder, inOrder } from './contents.ts';
import { differingDocument, extraDocument, type FaultClass, missingDocument, type Planted } from './fault-class.ts';

/** What servers delete by themselves, and what looks like it and is not. */
export const ownDeletionFaults: readonly FaultClass[] = [
  expiring('due, and gone in the destination', { until: longAgo(), source: true, destination: false }, 'ttl'),
  expiring('due, and gone in the source', { until: longAgo(), source: false, destination: true }, 'ttl'),
  expiring('not due, and gone in the destination', { until: farAhead(), source: true, destination: false }),
  expiring('not due, and gone in the source', { until: farAhead(), source: false, destination: true }),
  expiring('that has no date, and is gone', { until: 'never', source: true, destination: false }),
  expiring(
    'due by the earliest of its dates',
    { until: [farAhead(), longAgo()], source: true, destination: false },
    'ttl',
  ),
  expiring('due, where only some expire', {
    ...{ until: longAgo(), source: true, destination: false },
    more: [['partialFilterExpression', inOrder(['a', 1])]],
  }),
  expiring('due, and other on both sides', { until: longAgo(), source: true, destination: 'other' }),
  clustered('due by the _id of a clustered collection', longAgo(), 'ttl'),
  clustered('not due by the _id of a clustered collection', farAhead()),
  capped('the oldest are gone where it is full', { source: [1, 10], destination: [4, 10], most: 7 }, [1, 2, 3]),
  capped('the oldest are gone where there is room', { source: [1, 10], destination: [4, 10], most: 20 }),
  capped('the newest are gone where it is full', { source: [1, 10], destination: [1, 7], most: 7 }),
];

function longAgo(): Date {
  return new Date(1_000_000_000_000);
}

function farAhead(): Date {
  return new Date(4_000_000_000_000);
}

interface Expiring {
  readonly until: unknown;
  readonly source: boolean;
  readonly destination: boolean | 'other';
  readonly more?: readonly (readonly [string, unknown])[];
}

function expiring(name: string, { until, source, destination, more = [] }: Expiring, expected?: 'ttl'): FaultClass {
  return {
    name: `a document: ${name}`,
    seenBy: destination === 'other' ? 'hashes' : 'counts',
    needsRest: true,
    plant(plot) {
      const namespace = plot.newNamespace();
      const one: Fields = [field('_id', 1), field('until', until)];
      const kept: Fields = [field('_id', 2), field('until', farAhead())];
      const options = inOrder(
        ...([
          ['key', inOrder(['until', 1])],
          ['name', 'expiring'],
          ['expireAfterSeconds', 3_600],
        ] as const),
        ...more,
      );
      const of = (documents: readonly Fields[]) => content({ indexes: [options], documents: [...documents, kept] });
      const other: Fields = [...one, field('other', 1)];
      plot.put('source', namespace, of(source ? [one] : []));
      plot.put('destination', namespace, of(destination === 'other' ? [other] : destination ? [one] : []));
      if (destination === 'other') return [differingDocument(namespace, one, 'other')];
      return [(source ? missingDocument : extraDocument)(namespace, one, expected)];
    },
  };
}

function clustered(name: string, id: Date, expected?: 'ttl'): FaultClass {
  return {
    ...{ name: `a document: ${name}`, seenBy: 'counts', needsRest: true },
    plant(plot) {
      const namespace = plot.newNamespace();
      const options = inOrder(
        ['clusteredIndex', inOrder(['key', inOrder(['_id', 1])], ['unique', true])],
        ['expireAfterSeconds', 3_600],
      );
      const one: Fields = [field('_id', id)];
      plot.put('source', namespace, content({ options, documents: [one] }));
      plot.put('destination', namespace, content({ options }));
      return [missingDocument(namespace, one, expected)];
    },
  };
}

type Range = readonly [first: number, last: number];

interface Capped {
  readonly source: Range;
  readonly destination: Range;
  /** Of the destination; the source takes 20. */
  readonly most: number;
}

function capped(name: string, { source, destination, most }: Capped, rolledOff: readonly number[] = []): FaultClass {
  return {
    ...{ name: `a capped collection: ${name}`, seenBy: 'counts' },
    plant(plot) {
      const namespace = plot.newNamespace();
      const here = numbered(source);
      const there = new Set(numbered(destination).map(Number));
      plot.put('source', namespace, cappedContent(20, here));
      plot.put('destination', namespace, cappedContent(most, numbered(destination)));
      const differing: Planted[] = most === 20 ? [] : [{ kind: 'options', namespace, what: 'max' }];
      const gone = here.filter((id) => !there.has(id));
      return [
        ...differing,
        ...gone.map((id) =>
          missingDocument(namespace, [field('_id', id)], rolledOff.includes(id) ? 'capped' : undefined),
        ),
      ];
    },
  };
}

function numbered([first, last]: Range): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function cappedContent(max: number, ids: readonly number[]): Content {
  const options: InOrder = inOrder(['capped', true], ['size', 65_536], ['max', max]);
  return content({ options, documents: ids.map((id) => [field('_id', id)] as const) });
}
