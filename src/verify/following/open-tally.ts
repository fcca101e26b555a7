import type { Difference } from '../../core/verification/difference.ts';
import type { Spool } from '../../core/verification/entry.ts';
import type { SeenToDiffer } from '../../core/verification/recheck-queue.ts';
import { type CountedFindings, countFindings, type FindingCounts } from '../documents/count-findings.ts';
import type { NamespaceWork } from '../documents/namespace-work.ts';
import type { Finding } from '../documents/recheck.ts';
import type { Standing } from './age.ts';

/** What still differs of one namespace; what is in one of these numbers is in none of the others. */
export interface StillDiffering extends FindingCounts {
  /** `database.collection` */
  readonly name: string;
  /** Documents of which the two sides were never seen the same, and that are not different for good either. */
  readonly unsettled: number;
}

/** What one look at everything that is open has come to, so far. */
export interface OpenTally {
  take(namespace: string, findings: readonly Finding[], seen: SeenToDiffer, standing: Standing): void;
  readonly namespaces: readonly StillDiffering[];
  /** The first of those that are decided and that nobody expects. */
  readonly differences: readonly Difference[];
  /** All that are decided. */
  readonly found: Spool;
}

interface OfNamespace {
  readonly counted: CountedFindings;
  since: number;
  unsettled: number;
}

/** How differences are told. */
export interface TellingHow extends Pick<NamespaceWork, 'idText' | 'valueText' | 'tells'> {
  /** So many are held, to be told one by one. */
  readonly mostListed: number;
}

export function openTally({ mostListed, ...telling }: TellingHow, found: Spool): OpenTally {
  const byName = new Map<string, OfNamespace>();
  const differences: Difference[] = [];

  function tallyOf(name: string): OfNamespace {
    const known = byName.get(name);
    if (known !== undefined) return known;
    const difference = (one: Difference) => {
      const aged = { ...one, since: new Date(made.since).toISOString() };
      found.add(aged);
      if (one.expected === undefined && differences.length < mostListed) differences.push(aged);
    };
    const made: OfNamespace = {
      counted: countFindings({ name, ...telling, difference }, 0),
      ...{ since: 0, unsettled: 0 },
    };
    byName.set(name, made);
    return made;
  }

  return {
    take(namespace, findings, { since }, standing) {
      const tally = tallyOf(namespace);
      tally.since = since;
      const isExpected = findings.every(({ expected }) => expected !== undefined);
      if (standing === 'different' || isExpected) for (const finding of findings) tally.counted.take(finding);
      else tally.unsettled += 1;
    },
    get namespaces() {
      return [...byName].map(([name, { counted, unsettled }]) => ({ name, ...counted.counts, unsettled }));
    },
    differences,
    found,
  };
}
