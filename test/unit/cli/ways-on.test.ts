import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codesWithWay, wayAfter } from '../../../src/cli/ways-on.ts';

const src = join(import.meta.dirname, '../../../src');
const product = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !/^(sandbox|mongod)\/|^cli\/ways-on/.test(file))
  .map((file) => readFileSync(join(src, file), 'utf8'));

/** What can be a code, wherever it stands: one of its own names is beside `code`, or the first word of what makes an error. */
const places = [
  /\bcode: '([A-Z][A-Z_]+)'/g,
  /\bcode: [^,\n']*'([A-Z][A-Z_]+)'(?: : '([A-Z][A-Z_]+)')?/g,
  /\b(?:usage|usageError|unusable|refused|failure)\(\s*(?:path, )?(?:'[a-z-]+',\s*)?'([A-Z][A-Z_]+)'/g,
  /\b(?:validationFailed|unexpectedAnswer|connectionLost|differencesCode|unreadable) = '([A-Z][A-Z_]+)'/g,
  /\breturn [^;\n]*'(API_[A-Z_]+)'(?: : '(API_[A-Z_]+)')?/g,
  /'((?:API|STATE_FILE|FILE|MIGRATION|MONGODB|LOCK)_[A-Z_]+)'/g,
];
const codesOfSystem = ['ETIMEDOUT', 'ECONNRESET', 'TOO_LARGE'];
const found = new Set(
  product.flatMap((text) =>
    places.flatMap((place) => [...text.matchAll(place)].flatMap(([, ...codes]) => codes.filter((code) => code))),
  ),
);

it('every code of an error in src has a way on', () => {
  const without = [...found].filter((code) => !codesWithWay.includes(code) && !codesOfSystem.includes(code));
  expect(without.filter((code) => !/^(MONGODB_ATLAS|LIVEMIG)_/.test(code))).toEqual([]);
  expect(found.size).toBeGreaterThan(80);
});

it('every way on is of a code that src knows, once', () => {
  const all = product.join('\n');
  expect(codesWithWay.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
  expect(new Set(codesWithWay).size).toBe(codesWithWay.length);
});

it('a code that nobody has thought of is for a person', () => {
  expect(wayAfter('NEVER_HEARD_OF')).toBe('person');
});
