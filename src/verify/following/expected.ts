import { type Identity, identityAt, identityKey } from '../../core/bson/identity.ts';
import type { DocumentSide } from '../../core/verification/document-side.ts';
import { BatchReader } from '../documents/batch-reader.ts';
import { isDue } from '../documents/due.ts';
import type { Finding } from '../documents/recheck.ts';
import type { OwnDeletions } from '../own-deletions.ts';
import type { Sides } from '../prove-sides.ts';
import type { Differing } from './differing.ts';
import type { FollowedReads } from './followed-side.ts';

export interface Expecting {
  readonly namespace: string;
  readonly sides: Sides<DocumentSide>;
  readonly reads: Sides<FollowedReads>;
  readonly now: Sides<number>;
  readonly deletions: Sides<OwnDeletions> | undefined;
}

type Side = keyof Sides<unknown>;

/** The same, with the class of what the server of the other side has deleted by itself: what was due, or rolled off. */
export async function expectationOf(differing: readonly Differing[], expecting: Expecting): Promise<Differing[]> {
  const { deletions, now } = expecting;
  if (deletions === undefined) return [...differing];
  const expiring = differing.map((one) =>
    withEach(one, (finding) => {
      const { alone } = finding;
      const other = otherThan(finding);
      if (alone === undefined || other === undefined) return finding;
      const { rules } = deletions[other];
      return isDue(alone, { rules, now: now[other] }) ? { ...finding, expected: 'ttl' } : finding;
    }),
  );
  if (deletions.source.capped === undefined || deletions.destination.capped === undefined) return expiring;
  const gone = {
    source: await rolledOff('source', expiring, expecting),
    destination: await rolledOff('destination', expiring, expecting),
  };
  return expiring.map((one) =>
    withEach(one, (finding) => {
      const other = otherThan(finding);
      if (finding.expected !== undefined || other === undefined) return finding;
      return gone[other].has(identityKey(finding.identity)) ? { ...finding, expected: 'capped' } : finding;
    }),
  );
}

function withEach(one: Differing, change: (finding: Finding) => Finding): Differing {
  return { ...one, findings: one.findings.map(change) };
}

/** The side that does not have a document that is on one side only. */
function otherThan({ kind }: Finding): Side | undefined {
  if (kind === 'missing-document') return 'destination';
  return kind === 'extra-document' ? 'source' : undefined;
}

/**
 * Which documents, of those that `side` does not have, have rolled off there: they are older on the other side than the
 * oldest one of `side`, and `side` is as full as it may be.
 */
async function rolledOff(
  side: Side,
  differing: readonly Differing[],
  expecting: Expecting,
): Promise<ReadonlySet<string>> {
  const wanted = differing.flatMap(({ findings }) =>
    findings.filter((one) => otherThan(one) === side && one.expected === undefined),
  );
  const largest = Math.max(0, ...wanted.map(({ alone }) => alone?.length ?? 0));
  if (wanted.length === 0 || !(await isFull(side, largest, expecting))) return new Set();
  const other = side === 'source' ? 'destination' : 'source';
  const oldest = await firstOf(expecting.sides[side]);
  return oldest === undefined
    ? new Set()
    : await before(oldest, expecting.sides[other], new Set(wanted.map(({ identity }) => identityKey(identity))));
}

/** The server deletes the oldest until what is left fits, so one more of them would not have. */
async function isFull(side: Side, size: number, { namespace, reads, deletions }: Expecting): Promise<boolean> {
  const limit = deletions?.[side].capped;
  if (limit === undefined) return false;
  const { documents, bytes } = await reads[side].measure(namespace).size();
  return bytes + size > limit.bytes || documents >= (limit.documents ?? Number.POSITIVE_INFINITY);
}

/** The oldest ones come first (manual, "Capped Collections"). */
const whole = { index: 0, order: 'natural' } as const;

async function firstOf(side: DocumentSide): Promise<Identity | undefined> {
  const reader = new BatchReader(side.batches(whole, 1));
  try {
    return (await reader.fill()) ? identityAt(reader.bytes, reader.start) : undefined;
  } finally {
    await reader.close();
  }
}

/** Those of `wanted` that a side has before a document; none where it does not have that one. */
async function before(oldest: Identity, side: DocumentSide, wanted: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const end = identityKey(oldest);
  const found = new Set<string>();
  const reader = new BatchReader(side.batches(whole, 1_000));
  try {
    while (await reader.fill())
      for (; reader.holding; reader.next()) {
        const key = identityKey(identityAt(reader.bytes, reader.start));
        if (key === end) return found;
        if (wanted.has(key)) found.add(key);
      }
    return new Set();
  } finally {
    await reader.close();
  }
}
