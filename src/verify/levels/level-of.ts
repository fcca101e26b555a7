import { LivemigError } from '../../core/errors.ts';
import type { Level } from '../../core/verification/level.ts';
import type { DocumentReads } from '../../core/verification/verified-side.ts';
import { judgeProbes } from '../hashed/judge-probes.ts';
import type { Sides } from '../prove-sides.ts';
import type { ComparePart } from './compare-part.ts';
import { compareFull } from './full.ts';
import { compareByHashes } from './hashed.ts';
import { compareCounts } from './quick.ts';
import { compareBySample } from './sample.ts';

/**
 * How a level compares the documents of a part. `hashed` throws HASHES_REFUSED where the two servers do not hash alike,
 * which is asked first: the operator is undocumented.
 *
 * @param namespaces any that both sides have
 * @param salt of the hashes
 */
export async function levelOf(
  level: Level,
  reads: Sides<DocumentReads>,
  namespaces: readonly string[],
  salt: string,
): Promise<ComparePart> {
  const measure = (name: string) => ({
    source: reads.source.measure(name),
    destination: reads.destination.measure(name),
  });
  switch (level) {
    case 'quick':
      return compareCounts(measure);
    case 'sample':
      return compareBySample({ source: reads.source.sampled(), destination: reads.destination.sampled() }, measure);
    case 'hashed':
      return compareByHashes(await hashingAlike(reads, namespaces[0], salt));
    case 'full':
      return compareFull;
  }
}

/** Whether a level reads a namespace part by part, rather than at once. */
export function isInParts(level: Level): boolean {
  return level === 'hashed' || level === 'full';
}

async function hashingAlike(reads: Sides<DocumentReads>, namespace: string | undefined, salt: string) {
  const sides = { source: reads.source.hashed(salt), destination: reads.destination.hashed(salt) };
  if (namespace === undefined) return sides;
  const [here, there] = await Promise.all([sides.source.probe(namespace), sides.destination.probe(namespace)]);
  const why = judgeProbes(here, there);
  if (why === undefined) return sides;
  throw new LivemigError({
    kind: 'blocked',
    code: 'HASHES_REFUSED',
    message: `Documents cannot be compared by hashes of the servers: ${why}.`,
    fix: 'Compare with --level full, which reads every document. Level hashed takes MongoDB 4.4.29, 5.0.25, 6.0.14, 7.0.6 or 8.0 on both sides, or newer ones of these.',
  });
}
