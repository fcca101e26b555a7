import { coveredBy } from '../core/covers-address.ts';

/**
 * What no server on the internet is reached from: IANA's registries of special-purpose addresses
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry), where they say "not globally
 * reachable". Those for documentation are left in: nobody has one by mistake, and examples are made of them.
 */
const inside = [
  ['0.0.0.0/8', 'not the address of a server'],
  ['10.0.0.0/8', 'a private address'],
  ['100.64.0.0/10', 'a private address of a provider (carrier-grade NAT)'],
  ['127.0.0.0/8', 'a loopback address'],
  ['169.254.0.0/16', 'a link-local address'],
  ['172.16.0.0/12', 'a private address'],
  ['192.168.0.0/16', 'a private address'],
  ['198.18.0.0/15', 'an address reserved for benchmarks'],
  ['224.0.0.0/4', 'a multicast address'],
  ['240.0.0.0/4', 'a reserved address'],
  ['::/128', 'not the address of a server'],
  ['::1/128', 'a loopback address'],
  ['::ffff:0.0.0.0/96', 'an IPv4 address in IPv6 notation'],
  ['fc00::/7', 'a private address'],
  ['fe80::/10', 'a link-local address'],
  ['fec0::/10', 'a private address'],
  ['ff00::/8', 'a multicast address'],
].map(([range = '', what]) => ({ what, covers: coveredBy(range) }));

/** The widest that the registries give to one organization, in bits; more would let in whole parts of the world. */
const widest = { 4: 8, 6: 19 } as const;

/**
 * Why an address or a CIDR range, which is one, cannot be where Atlas sees somebody come from; `undefined` where it can.
 */
export function notOutside(entry: string): string | undefined {
  const [address = '', prefix] = entry.split('/');
  const family = address.includes(':') ? 6 : 4;
  if (prefix !== undefined && Number(prefix) < widest[family])
    return `is wider than /${widest[family]}, and would let in far more than one organization`;
  const found = inside.find(({ covers }) => covers(address));
  return found === undefined ? undefined : `is ${found.what}`;
}
