import { z } from 'zod';

/** How much is looked at, the least first. */
export const levels = ['quick', 'sample', 'hashed', 'full'] as const;
export const Level = z.enum(levels);
export type Level = z.infer<typeof Level>;

/** What a level looks at, and what it cannot see; printed beside its verdict. */
export const levelTexts: Readonly<Record<Level, { readonly looksAt: string; readonly cannotSee: readonly string[] }>> =
  {
    quick: {
      looksAt: 'definitions, shard keys and how many documents there are',
      cannotSee: ['what the documents hold'],
    },
    sample: {
      looksAt: 'definitions, shard keys, counts, and documents chosen at random on both sides',
      cannotSee: ['documents that were not chosen'],
    },
    hashed: {
      looksAt: 'definitions, shard keys, and sums of hashes of every document, which the servers compute',
      cannotSee: [
        'a number that has become another type of the same value and the same length in all',
        '0 and -0',
        'Decimal128 values that are equal and written differently, such as 1.0 and 1.00',
        'a string that has become a symbol',
        'NaN in other bits, and items of an array that are numbered otherwise',
        'perhaps a field that is there twice in one document: not tried on every server',
      ],
    },
    full: { looksAt: 'definitions, shard keys, and every document byte for byte', cannotSee: [] },
  };
