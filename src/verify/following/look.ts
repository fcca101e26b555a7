import { type Identity, identityKey } from '../../core/bson/identity.ts';
import { LivemigError } from '../../core/errors.ts';
import type { QueuedDocument, QueuedGeneration } from '../../core/verification/recheck-queue.ts';
import { judge } from '../documents/judge.ts';
import { type LookedAgain, lookAgain, readAgain } from '../documents/look-again.ts';
import type { OwnDeletions } from '../own-deletions.ts';
import type { Sides } from '../prove-sides.ts';
import { merged } from './age.ts';
import type { Differing } from './differing.ts';
import { distinct } from './distinct.ts';
import { type Expecting, expectationOf } from './expected.ts';
import { fingerprint } from './fingerprint.ts';
import type { FollowedReads } from './followed-side.ts';

export interface Looking {
  /** At least as new as everything that is looked at. */
  readonly reads: Sides<FollowedReads>;
  /** By each server's own clock, in milliseconds since 1970. */
  readonly now: Sides<number>;
  /** What each side deletes of a namespace by itself, as far as that is known. */
  readonly deletions: (namespace: string) => Sides<OwnDeletions> | undefined;
}

/** What was looked at: how many, and which of them differ. */
export interface Looked {
  readonly documents: number;
  readonly differing: readonly Differing[];
}

/** Is held at once: so much of a queue, and so many of its documents of one namespace. */
const chunk = { documents: 10_000, bytes: 4 * 1024 * 1024 };
const mostAtOnce = { documents: 1_000, bytes: 16 * 1024 * 1024 };
/** So few are not worth a question about their size. */
const few = 16;

/** What is to be looked at. */
export interface ToLookAt {
  /** What was seen to differ; each is looked at once. */
  readonly open: QueuedGeneration;
  /** What was written; each may be looked at several times. */
  readonly changed?: QueuedGeneration;
}

/** Looks at documents on both sides, by identity. */
export async function* lookAt({ open, changed }: ToLookAt, looking: Looking): AsyncGenerator<Looked> {
  for await (const documents of distinct(open, chunk)) yield* lookAtEach(documents, looking);
  if (changed !== undefined) for await (const documents of changed.chunks(chunk)) yield* lookAtEach(documents, looking);
}

async function* lookAtEach(documents: readonly QueuedDocument[], looking: Looking): AsyncGenerator<Looked> {
  for (const [namespace, queued] of byNamespace(documents)) yield* lookIn(namespace, queued, looking);
}

type Queued = ReadonlyMap<string, QueuedDocument>;

/** What is queued more than once is looked at once, as far as it is in one chunk. */
function byNamespace(documents: readonly QueuedDocument[]): Map<string, Map<string, QueuedDocument>> {
  const found = new Map<string, Map<string, QueuedDocument>>();
  for (const document of documents) {
    const of = found.get(document.namespace) ?? new Map<string, QueuedDocument>();
    found.set(document.namespace, of);
    const key = identityKey(document.identity);
    const before = of.get(key);
    of.set(key, before === undefined ? document : merged(before, document));
  }
  return found;
}

async function* lookIn(namespace: string, queued: Queued, looking: Looking): AsyncGenerator<Looked> {
  const { reads } = looking;
  const sides = { source: reads.source.documents(namespace), destination: reads.destination.documents(namespace) };
  const expecting = { sides, now: looking.now, deletions: looking.deletions(namespace), reads, namespace };
  const identities = [...queued.values()].map(({ identity }) => identity);
  let documentBytes = identities.length <= few ? 0 : await usualSize(namespace, reads);
  const notAsked: Identity[] = [];
  const judged = new Set<string>();
  for (let at = 0; at < identities.length; ) {
    const fitting = Math.floor(mostAtOnce.bytes / Math.max(1, documentBytes));
    const count = Math.min(mostAtOnce.documents, Math.max(1, fitting));
    const wanted = identities.slice(at, at + count);
    at += count;
    const again = await lookAgain(
      sides,
      wanted.filter((one) => !judged.has(identityKey(one))),
    );
    documentBytes = Math.max(documentBytes, sizeOf(again.looked) / count);
    notAsked.push(...again.notAsked);
    yield { documents: wanted.length, differing: await differingAmong(again.looked, queued, judged, expecting) };
  }
  if (notAsked.length === 0) return;
  const looked = await readAgain(sides, notAsked, { index: 0, order: 'id' }, mostAtOnce.documents);
  yield { documents: 0, differing: await differingAmong(looked, queued, judged, expecting) };
}

async function differingAmong(
  looked: readonly LookedAgain[],
  queued: Queued,
  judged: Set<string>,
  expecting: Expecting,
): Promise<Differing[]> {
  const differing: Differing[] = [];
  for (const { identity, held, keys } of looked) {
    if (keys.some((key) => judged.has(key))) continue;
    for (const key of keys) judged.add(key);
    const judgements = judge(held);
    const [first, ...others] = keys.flatMap((key) => queued.get(key) ?? []);
    if (judgements.length === 0 || first === undefined) continue;
    const document = { ...others.reduce(merged, first), identity };
    differing.push({
      document,
      source: fingerprint(held.source),
      findings: judgements.map((judgement) => ({ ...judgement, identity })),
    });
  }
  return await expectationOf(differing, expecting);
}

function sizeOf(looked: readonly LookedAgain[]): number {
  return looked.reduce((sum, { held: { source, destination } }) => sum + bytesOf(source) + bytesOf(destination), 0);
}

function bytesOf(documents: readonly Buffer[]): number {
  return documents.reduce((sum, { length }) => sum + length, 0);
}

/** Of a document on both sides together, in bytes. */
async function usualSize(namespace: string, reads: Sides<FollowedReads>): Promise<number> {
  const [source, destination] = await Promise.all([averageOf(reads.source), averageOf(reads.destination)]);
  return source + destination;

  async function averageOf(side: FollowedReads): Promise<number> {
    try {
      const { documents, bytes } = await side.measure(namespace).size();
      return documents === 0 ? 0 : bytes / documents;
    } catch (error) {
      // It may not be there (any more) on this side; what is really wrong shows in the next read.
      if (error instanceof LivemigError) return 0;
      throw error;
    }
  }
}
