import { BlockList, isIP } from 'node:net';

/** Tells of an address whether an access-list entry (an address or a CIDR range) lets it in; one that cannot be read lets nobody in. */
export function coveredBy(entry: string): (address: string) => boolean {
  const [, network = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const family = isIP(network);
  if (family === 0 || Number(prefix ?? 0) > (family === 4 ? 32 : 128)) return () => false;
  const list = new BlockList();
  const name = family === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) list.addAddress(network, name);
  else list.addSubnet(network, Number(prefix), name);
  return (address) => isIP(address) === family && list.check(address, name);
}

/** Whether an entry lets this address in. */
export function coversAddress(entry: string, address: string): boolean {
  return coveredBy(entry)(address);
}
