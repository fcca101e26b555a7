/** Atlas shows an address of the access list without its prefix, or as the range that holds it alone. */
export function isSameEntry(entry: string, address: string): boolean {
  const plain = (text: string) => text.replace(/\/(32|128)$/, '').toLowerCase();
  return plain(entry) === plain(address);
}
