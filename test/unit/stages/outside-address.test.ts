import { describe, expect, it } from 'vitest';
import { notOutside } from '../../../src/stages/outside-address.ts';
import { AllValues } from '../../../src/stages/values.ts';

describe('an address from which nobody comes on the internet', () => {
  it.each([
    ['0.0.0.0', 'not the address of a server'],
    ['10.0.0.5', 'a private address'],
    ['10.255.255.255', 'a private address'],
    ['172.16.0.1', 'a private address'],
    ['172.31.255.254', 'a private address'],
    ['192.168.1.20', 'a private address'],
    ['100.64.0.1', 'a private address of a provider (carrier-grade NAT)'],
    ['127.0.0.1', 'a loopback address'],
    ['169.254.169.254', 'a link-local address'],
    ['224.0.0.1', 'a multicast address'],
    ['255.255.255.255', 'a reserved address'],
    ['::', 'not the address of a server'],
    ['::1', 'a loopback address'],
    ['fd00::1', 'a private address'],
    ['fe80::1', 'a link-local address'],
    ['ff02::1', 'a multicast address'],
    ['::ffff:203.0.113.7', 'an IPv4 address in IPv6 notation'],
    ['::ffff:a00:5', 'an IPv4 address in IPv6 notation'],
  ])('%s is %s', (address, what) => {
    expect(notOutside(address)).toBe(`is ${what}`);
    const { error } = AllValues.shape.migrationHostIp.safeParse(address);
    expect(error?.issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(/; Atlas sees the address from which a request leaves .*--network private-link/),
    ]);
    expect(AllValues.shape.managerIps.safeParse(['203.0.113.7', address]).success).toBe(false);
  });
});

it.each(['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '100.63.255.255', '100.128.0.0', '8.8.8.8'])(
  '%s is the neighbour of one, and taken',
  (address) => {
    expect(notOutside(address)).toBeUndefined();
  },
);

it.each(['192.0.2.1', '198.51.100.4', '203.0.113.25', '2001:db8::1'])('%s of an example is taken', (address) => {
  expect(AllValues.shape.migrationHostIp.safeParse(address).success).toBe(true);
});

it.each([
  ['0.0.0.0/0', 'is wider than /8'],
  ['12.0.0.0/7', 'is wider than /8'],
  ['::/0', 'is wider than /19'],
  ['2000::/3', 'is wider than /19'],
  ['10.1.2.0/24', 'is a private address'],
  ['192.168.0.0/16', 'is a private address'],
  ['fd12::/32', 'is a private address'],
])('the range %s %s, and is refused', (range, what) => {
  expect(notOutside(range)).toContain(what);
  const { error } = AllValues.shape.managerIps.safeParse([range]);
  expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(`${what}`)]);
});

it.each(['17.0.0.0/8', '203.0.113.0/28', '203.0.113.7/32', '2003::/19', '2001:db8::/48'])(
  'the range %s is one that an organization can have',
  (range) => {
    expect(AllValues.shape.managerIps.safeParse([range]).success).toBe(true);
  },
);
