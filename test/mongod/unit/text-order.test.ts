import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOrderOf } from '../../../src/mongod/bson/text-order.ts';

describe('the order of text under a collation', () => {
  it.each([
    [{ locale: 'en', strength: 1 }, new Intl.Collator('en', { sensitivity: 'base' })],
    [{ locale: 'en', strength: 2 }, new Intl.Collator('en', { sensitivity: 'accent' })],
    [{ locale: 'de' }, new Intl.Collator('de', { sensitivity: 'variant' })],
    [{ locale: 'sv', numericOrdering: true }, new Intl.Collator('sv', { numeric: true })],
  ])('%o is the one of Intl.Collator, whichever texts were met before', (collation, collator) => {
    const order = textOrderOf(collation);
    if (order === undefined) throw new Error('there is no order');
    const word = fc.string({
      unit: fc.constantFrom('a', 'A', 'b', 'é', 'e', 'E', 'z', 'ö', '1', '10', ' ', '-'),
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 30 }), (words) => {
        const labels = words.map(order);
        for (const [at, one] of words.entries()) {
          const other = words[at - 1] ?? '';
          const [a, b] = [labels[at] ?? '', order(other)];
          expect(Math.sign(collator.compare(one, other))).toBe(a === b ? 0 : a < b ? -1 : 1);
        }
      }),
    );
  });

  it('takes many texts that come in order without long keys', () => {
    const order = textOrderOf({ locale: 'en', numericOrdering: true });
    const keys = Array.from({ length: 5000 }, (_, at) => order?.(`name ${at}`) ?? '');
    expect(keys.every((key, at) => at === 0 || key > (keys[at - 1] ?? ''))).toBe(true);
    expect(Math.max(...keys.map(({ length }) => length))).toBeLessThan(10);
  });

  it.each([
    [{ locale: 'nope' }],
    [{ locale: 'en', strength: 4 }],
    [{ locale: 'fr', backwards: true }],
    [{ strength: 2 }],
  ])('of %o is refused', (collation) => {
    expect(() => textOrderOf(collation)).toThrow();
  });

  it('is that of the bytes for the simple collation', () => {
    expect(textOrderOf({ locale: 'simple' })).toBeUndefined();
  });
});
