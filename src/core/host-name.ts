import { slipsBetween } from './nearest.ts';

/**
 * Whether two names are those of one host. Managers, agents and Atlas name it in their own ways: upper case, a dot at
 * the end, the short name or the whole one. Used wherever host names are compared.
 */

/** Which of some hosts is meant by a name: as it is listed there, or that several could be. */
export type FoundHost =
  | { readonly is: 'one'; readonly host: string }
  | { readonly is: 'several'; readonly hosts: readonly string[] }
  | { readonly is: 'none' };

/**
 * The host itself; or the one whose short name it is, or that is its short name. Of hosts that share a short name none is
 * taken for another: `mig01` is neither of `mig01.a.example` and `mig01.b.example`.
 */
export function findHost(name: string, hosts: readonly string[]): FoundHost {
  const same = hosts.find((host) => plainHost(host) === plainHost(name));
  if (same !== undefined) return { is: 'one', host: same };
  const alike = new Map(hosts.filter((host) => isAlike(host, name)).map((host) => [plainHost(host), host]));
  const namesakes = new Set(hosts.filter((host) => shortOf(host) === shortOf(name)).map(plainHost));
  const [host] = alike.values();
  if (host === undefined) return { is: 'none' };
  return namesakes.size === 1 ? { is: 'one', host } : { is: 'several', hosts: [...alike.values()] };
}

/** Of one way to write it: lower case, without the dot that ends a whole name. */
export function plainHost(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '');
}

/** The name that is most like it, among hosts that are not it; `undefined` where there are none. */
export function nearestHost(name: string, hosts: readonly string[]): string | undefined {
  const distance = (host: string) =>
    shortOf(host) === shortOf(name) ? 0 : slipsBetween(plainHost(host), plainHost(name));
  return hosts.toSorted((one, other) => distance(one) - distance(other))[0];
}

/** One of them is the short name of the other. */
function isAlike(one: string, other: string): boolean {
  return shortOf(one) === shortOf(other) && isShort(one) !== isShort(other);
}

function isShort(name: string): boolean {
  return shortOf(name) === plainHost(name);
}

/** The part before the first dot; an address has no such part. */
function shortOf(name: string): string {
  const plain = plainHost(name);
  return /^[\d.]+$|:/.test(plain) ? plain : plain.replace(/\..*$/, '');
}
