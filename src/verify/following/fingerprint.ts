const [firstPrime, secondPrime] = [2_654_435_761, 1_597_334_677];

/**
 * What stands for the state of some documents, whatever their order: a number of 53 bits, 0 for none. It tells whether a
 * document has changed since, and proves nothing against somebody who wants two to be alike.
 */
export function fingerprint(documents: readonly Uint8Array[]): number {
  return documents.reduce((sum, document) => (sum + hashOf(document)) % Number.MAX_SAFE_INTEGER, 0);
}

function hashOf(bytes: Uint8Array): number {
  let [one, other] = [0xdeadbeef ^ bytes.length, 0x41c6ce57 ^ bytes.length];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, firstPrime);
    other = Math.imul(other ^ byte, secondPrime);
    one ^= one >>> 15;
    other ^= other >>> 13;
  }
  return 2 ** 32 * (other & 0x1fffff) + (one >>> 0) + 1;
}
