import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../src/core/error-codes.ts';

const src = join(import.meta.dirname, '../../../src');
const codes = Object.entries(errorCodes);
const texts = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== join('core', 'error-codes.ts'))
  .map((file) => readFileSync(join(src, file), 'utf8'));

/** A kind and a code that are written down beside each other. */
const pairs = texts.flatMap((text) =>
  [...text.matchAll(/\bkind: '([a-z-]+)',\s*code: '([A-Z_]+)'/g)].map(([, kind = '', code = '']) => ({ kind, code })),
);

describe('the table of error codes', () => {
  it('has them in the order of the alphabet', () => {
    const names = codes.map(([code]) => code);
    expect(names).toEqual(names.toSorted((one, other) => (one < other ? -1 : 1)));
  });

  it('has each kind with which a code is thrown', () => {
    expect(pairs.length).toBeGreaterThan(50);
    const known = ({ kind, code }: (typeof pairs)[number]) =>
      codes.some(([name, { kinds }]) => name === code && kinds.some((one) => one === kind));
    expect(pairs.filter((pair) => !known(pair))).toEqual([]);
  });

  it('has no code that nothing ends with', () => {
    expect(codes.filter(([code]) => !texts.some((text) => text.includes(`'${code}'`)))).toEqual([]);
  });

  it('says what has happened in half a sentence', () => {
    expect(codes.filter(([, { about }]) => !/^[a-zA-Z'-].{10,120}[^.]$/.test(about))).toEqual([]);
  });
});
