import { BlockList, isIP } from 'node:net';

/** Whether an access-list entry (an address or a CIDR range) lets this address in; one that cannot be read lets nobody in. */
export function coversAddress(entry: string, address: string): boolean {
  const [, network = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family || Number(prefix ?? 0) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const name = family === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) list.addAddress(network, name);
  else list.addSubnet(network, Number(prefix), name);
  return list.check(address, name);
}
