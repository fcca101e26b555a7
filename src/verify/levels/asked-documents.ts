import { identityKey } from '../../core/bson/identity.ts';
import type { DocumentsOf } from '../../core/verification/hashed-side.ts';
import type { PartitionResult } from '../../core/verification/partition.ts';
import type { NamespacePart } from '../../core/verification/verified-side.ts';
import { countFindings, type FindingCounts } from '../documents/count-findings.ts';
import { inChunks } from '../documents/in-chunks.ts';
import { judge } from '../documents/judge.ts';
import { lookAgain } from '../documents/look-again.ts';
import type { NamespaceWork } from '../documents/namespace-work.ts';
import { recheck } from '../documents/recheck.ts';
import { verifyPartition } from '../documents/verify-partition.ts';
import type { Suspect } from '../documents/waiting.ts';
import type { ComparedPart } from './compare-part.ts';

/** What came of the documents of one part that were looked at one by one. */
export interface AskedDocuments extends DocumentsOf<NamespacePart> {
  /** Of the whole part, where all of it was read. */
  readonly read: PartitionResult | undefined;
  readonly counts: FindingCounts;
  /** On the source only. */
  readonly absent: number;
  /** On the destination only. */
  readonly surplus: number;
  /** As of `PartitionResult`. */
  readonly unsteady: number;
  /** How many were asked for by their `_id`s. */
  readonly asked: number;
}

/** Compares the documents of one part that are asked for, byte for byte. */
export function askedDocuments(work: NamespaceWork, { partition, plan }: ComparedPart): AskedDocuments {
  const findings = countFindings(work, partition.index);
  const usualBytes = plan.estimate.documents === 0 ? 0 : plan.estimate.bytes / plan.estimate.documents;
  /** A document may be asked for twice, as when it was drawn on both sides. */
  const asked = new Set<string>();
  let [gone, unsteady] = [0, 0];
  let read: PartitionResult | undefined;
  // They were all seen to differ before the first of them is looked at again.
  let paused: Promise<void> | undefined;
  const once: NamespaceWork = {
    ...work,
    pause: () => {
      paused ??= work.pause();
      return paused;
    },
  };
  return {
    async byIds(_, documents) {
      const news = documents.filter(({ id }) => !asked.has(identityKey(id)));
      for (const { id } of news) asked.add(identityKey(id));
      const all = news.map(({ id, bytes = usualBytes }) => ({ identity: id, size: bytes, place: 0 }));
      const unequal: Suspect[] = [];
      for (const chunk of inChunks(all)) {
        const { suspects, keys } = await thatDiffer(work, chunk);
        unequal.push(...suspects);
        // One of the other side that is equal to a server has been judged with it.
        for (const key of keys) asked.add(key);
      }
      const suspects = { unequal, source: [], destination: [] };
      const job = { work: once, partition, batchSize: plan.batchSize, suspects, isPart: false };
      const again = await recheck({ ...job, hasRolledOff: () => false }, findings.take);
      gone += again.gone;
      unsteady += again.unsteady.both;
    },
    async whole() {
      const reading = verifyPartition(work, partition, plan);
      for (;;) {
        const { done, value } = await reading.next();
        if (done !== true) continue;
        read = value;
        return;
      }
    },
    get read() {
      return read;
    },
    get counts() {
      return findings.counts;
    },
    get absent() {
      return findings.absent + gone;
    },
    get surplus() {
      return findings.surplus;
    },
    get unsteady() {
      return unsteady;
    },
    get asked() {
      return asked.size;
    },
  };
}

/** At a first look, which what is being written may not pass. */
async function thatDiffer({ sides }: NamespaceWork, suspects: readonly Suspect[]) {
  const { looked, notAsked } = await lookAgain(
    sides,
    suspects.map(({ identity }) => identity),
  );
  const unseen = new Set(notAsked.map(identityKey));
  const keys = new Set(unseen);
  for (const one of looked) if (judge(one.held).length > 0) for (const key of one.keys) keys.add(key);
  const differing = suspects.filter(({ identity }) => keys.has(identityKey(identity)));
  return { suspects: differing.map((one) => ({ ...one, isUnseen: unseen.has(identityKey(one.identity)) })), keys };
}
