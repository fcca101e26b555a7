import type { Expectation } from '../../core/verification/difference.ts';
import { type DifferingField, differenceBetween } from './differing-fields.ts';

/** What the two sides hold under one identity; on a sharded cluster one `_id` can be on two shards. */
export interface Held {
  readonly source: readonly Buffer[];
  readonly destination: readonly Buffer[];
}

/** One document that is not the same on both sides. */
export interface Judgement {
  readonly kind: 'missing-document' | 'extra-document' | 'document' | 'field-order';
  readonly fields?: readonly DifferingField[];
  readonly expected?: Expectation;
  /** The document that is on one side only. */
  readonly alone?: Buffer;
}

/**
 * What differs between the documents that two sides hold under one identity. Equal ones are taken away first, whatever
 * their order; what is left is compared one by one, and more on one side than on the other is missing or extra.
 */
export function judge({ source, destination }: Held): Judgement[] {
  const here = [...source];
  const there = destination.filter((document) => {
    const same = here.findIndex((one) => one.equals(document));
    if (same >= 0) here.splice(same, 1);
    return same < 0;
  });
  const pairs = Math.min(here.length, there.length);
  return [
    ...here.slice(0, pairs).flatMap((one, at) => {
      const other = there[at];
      return other === undefined ? [] : [ofPair(one, other)];
    }),
    ...here.slice(pairs).map((alone) => ({ kind: 'missing-document' as const, alone })),
    ...there.slice(pairs).map((alone) => ({ kind: 'extra-document' as const, alone })),
  ];
}

function ofPair(source: Buffer, destination: Buffer): Judgement {
  const difference = differenceBetween(source, destination);
  return difference.kind === 'document' ? difference : { kind: 'field-order', expected: 'field-order' };
}
