import { amount } from '../core/plain-units.ts';
import type { Course } from '../core/verification/course.ts';
import type { Level } from '../core/verification/level.ts';
import type { NotCompared, VerifiedNamespace } from '../core/verification/verification.ts';
import type { DocumentReads } from '../core/verification/verified-side.ts';
import { isInParts } from './levels/level-of.ts';
import type { Proof, Sides } from './prove-sides.ts';

/** How it is known that nobody has written to either side since the first of what holds was compared. */
export type Stillness = 'proved' | 'said' | 'unknown';

interface Reading {
  readonly course: Course;
  readonly level: Level;
  readonly reads: Sides<DocumentReads>;
  readonly proof: Proof;
}

/**
 * Documents do not change by themselves: what was read otherwise the second time, and what is there and was not given, was
 * not what the side holds. Where nobody but a word says that they did not change, it stands beside the verdict.
 */
export async function readWrongly(
  namespaces: readonly VerifiedNamespace[],
  stillness: Stillness,
  reading: Reading,
): Promise<{ readonly notCompared: readonly NotCompared[]; readonly beside: readonly string[] }> {
  const unsteady = unsteadyIn(reading.course);
  if (stillness === 'said')
    return {
      notCompared: [],
      beside: unsteady.map((what) => `${what}, which ${changing}, although writes were said to be stopped`),
    };
  if (stillness === 'unknown') return { notCompared: [], beside: [] };
  const why = `${changing}, although nobody has written: a server has given some twice, left some out, or given other ones; look at its log, and compare again`;
  return {
    notCompared: [...unsteady.map((what) => ({ what, why })), ...(await shortIn(namespaces, reading))],
    beside: [],
  };
}

const changing = 'differed when they were read and not when they were looked at again';

function unsteadyIn({ namespaces }: Course): string[] {
  return [...namespaces].flatMap(([name, { results }]) => {
    const unsteady = [...results.values()].reduce((total, one) => total + (one.unsteady ?? 0), 0);
    return unsteady === 0 ? [] : [`${amount(unsteady, 'document')} of ${name}`];
  });
}

/**
 * What both servers have and neither gave: each side is counted where less was read than their own figures say. Those of a
 * sharded cluster have orphaned documents in them.
 */
async function shortIn(
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
