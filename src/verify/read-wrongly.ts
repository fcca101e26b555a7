import { amount } from '../core/plain-units.ts';
import type { Course } from '../core/verification/course.ts';
import type { Level } from '../core/verification/level.ts';
import type { NotCompared, VerifiedNamespace } from '../core/verification/verification.ts';
import type { DocumentReads } from '../core/verification/verified-side.ts';
import { isInParts } from './levels/level-of.ts';
import type { Proof, Sides } from './prove-sides.ts';

/** Documents do not change by themselves: what was read otherwise the second time was not what the side holds. */
export function unsteadyIn({ namespaces }: Course, isUnwritten: (namespace: string) => boolean): NotCompared[] {
  return [...namespaces].flatMap(([name, { results }]) => {
    const unsteady = [...results.values()].reduce((total, one) => total + (one.unsteady ?? 0), 0);
    if (unsteady === 0 || !isUnwritten(name)) return [];
    const why =
      'differed when they were read and not when they were looked at again, although nobody has written: a server has given some twice, left some out, or given other ones; look at its log, and compare again';
    return [{ what: `${amount(unsteady, 'document')} of ${name}`, why }];
  });
}

interface Reading {
  readonly course: Course;
  readonly level: Level;
  readonly reads: Sides<DocumentReads>;
  readonly proof: Proof;
}

/**
 * What both servers have and neither gave: each side is counted where less was read than their own figures say. Those of a
 * sharded cluster have orphaned documents in them.
 */
export async function shortIn(
  namespaces: readonly VerifiedNamespace[],
  { course, level, reads, proof }: Reading,
): Promise<NotCompared[]> {
  const isSharded = [proof.source, proof.destination].some(({ identity }) => identity.topology === 'sharded');
  if (!isInParts(level) || isSharded) return [];
  const short: NotCompared[] = [];
  for (const { name, source, destination } of namespaces) {
    const { plan, results } = course.namespaces.get(name) ?? {};
    const isWhole = plan !== undefined && results?.size === plan.partitions.length;
    if (!isWhole || plan.partitions.some(({ order }) => order === 'natural')) continue;
    if (source + destination >= plan.estimate.documents) continue;
    const [here, there] = [await reads.source.measure(name).count(), await reads.destination.measure(name).count()];
    const missed = Math.max(here - source, there - destination);
    if (missed <= 0) continue;
    const why = `were counted and not given when all were read: ${source} of ${here} of the source, ${destination} of ${there} of the destination`;
    short.push({ what: `${amount(missed, 'document')} of ${name}`, why });
  }
  return short;
}
