import { compareHashed, type HashedPart } from '../../src/verify/hashed/compare-hashed.ts';

/** Compares a part by hashes without a pause between the questions. */
export async function comparedByHashes<Part>(
  ...[sides, part, limits]: Parameters<typeof compareHashed<Part>>
): Promise<HashedPart> {
  const comparing = compareHashed(sides, part, limits);
  for (;;) {
    const { done, value } = await comparing.next();
    if (done === true) return value;
  }
}
