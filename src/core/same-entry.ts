/**
 * Whether two entries of an access list are one: Atlas shows an address without its prefix, or as the range that holds it
 * alone, which is /32 of IPv4 and /128 of IPv6. A /32 of IPv6 is a whole network.
 */
export function isSameEntry(entry: string, address: string): boolean {
  return plain(entry) === plain(address);
}

function plain(entry: string): string {
  return entry.replace(entry.includes(':') ? /\/128$/ : /\/32$/, '').toLowerCase();
}
