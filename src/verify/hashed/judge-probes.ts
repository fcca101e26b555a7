import type { Probe } from '../../core/verification/hashed-side.ts';

/**
 * Why documents cannot be compared by the hashes of these two servers, as the end of a sentence; `undefined` where they
 * can. Both must hash every value, and alike; and no two values alike, or the hash would hide what it is for.
 */
export function judgeProbes(source: Probe, destination: Probe): string | undefined {
  if ('refused' in source) return `the source does not compute hashes: ${source.refused}`;
  if ('refused' in destination) return `the destination does not compute hashes: ${destination.refused}`;
  const names = [...new Set([...source.hashes.keys(), ...destination.hashes.keys()])];
  if (names.length === 0) return 'neither side has computed a hash';
  const seen = new Map<bigint, string>();
  for (const name of names) {
    const [one, other] = [source.hashes.get(name), destination.hashes.get(name)];
    if (one === undefined || other === undefined) {
      return `the ${one === undefined ? 'source' : 'destination'} has not hashed ${name}`;
    }
    if (one[0] !== other[0] || one[1] !== other[1]) return `the two sides hash ${name} differently`;
    const alike = seen.get(one[0]);
    if (alike !== undefined) return `the servers hash ${alike} and ${name} alike`;
    seen.set(one[0], name);
  }
  return undefined;
}
