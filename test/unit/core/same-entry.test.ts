import { expect, it } from 'vitest';
import { isSameEntry } from '../../../src/core/same-entry.ts';

it.each([
  ['203.0.113.7/32', '203.0.113.7'],
  ['203.0.113.7', '203.0.113.7/32'],
  ['2001:DB8::7/128', '2001:db8::7'],
])('%s and %s are one entry', (entry, address) => {
  expect(isSameEntry(entry, address)).toBe(true);
});

it.each([
  ['2001:db8::/32', '2001:db8::', 'a network that begins with the address'],
  ['203.0.113.0/24', '203.0.113.0', 'a range that begins with the address'],
  ['203.0.113.7/128', '203.0.113.7', 'no address at all'],
])('%s is not %s, but %s', (entry, address) => {
  expect(isSameEntry(entry, address)).toBe(false);
});
