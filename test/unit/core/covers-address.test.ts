import { expect, it } from 'vitest';
import { coversAddress } from '../../../src/core/covers-address.ts';

it.each([
  ['203.0.113.10', '203.0.113.10', true],
  ['203.0.113.11', '203.0.113.10', false],
  ['203.0.113.10/32', '203.0.113.10', true],
  ['203.0.113.0/28', '203.0.113.15', true],
  ['203.0.113.0/28', '203.0.113.16', false],
  ['0.0.0.0/0', '203.0.113.10', true],
  ['2001:db8::/32', '2001:db8::1', true],
  ['2001:db8::/32', '203.0.113.10', false],
  ['sg-0123456789', '203.0.113.10', false],
  ['203.0.113.0/33', '203.0.113.10', false],
  ['203.0.113.0/abc', '203.0.113.10', false],
  ['203.0.113.10/', '203.0.113.10', false],
  ['203.0.113.0/8/8', '203.0.113.10', false],
  ['2001:db8::/129', '2001:db8::1', false],
  ['', '203.0.113.10', false],
])('an entry %s covers %s: %s', (entry, address, covered) => {
  expect(coversAddress(entry, address)).toBe(covered);
});
