import {
  type ComparedDeployment,
  type ComparedNamespace,
  type Comparison,
  ComparisonCheckpoint,
  collectDifferences,
  type Difference,
  type DocumentFormat,
  type Namespace,
  namespaceDifferences,
  type RawDocument,
} from '../core/comparison.ts';
import { harmless } from '../core/harmless.ts';
import type { Work } from '../core/step.ts';

type Add = (difference: Difference) => void;

/**
 * Compares two deployments exactly: namespaces, types, options, indexes, and every document byte for byte.
 *
 * Memory stays bounded: the source is read in batches, and the destination is asked for the same `_id`s; only where
 * that leaves documents unaccounted for is the destination read as well. Namespaces are listed again at the end,
 * because one that only then is on both sides has never been looked at: a difference (domain notes 7.3, 1).
 *
 * It goes on from a comparison that was cut off only where nobody has written to either side since that one began.
 */
export async function compareDeployments(
  source: ComparedDeployment,
  destination: ComparedDeployment,
  format: DocumentFormat,
  work: Work,
): Promise<Comparison> {
  const { add, addAll, result } = collectDifferences();
  const course = await begin(source, destination, work);
  const [before, beforeThere] = await Promise.all([source.namespaces(), destination.namespaces()]);
  const compared = inBoth(before, beforeThere);
  const documents = {
    source: await countOthers(source, before, compared),
    destination: await countOthers(destination, beforeThere, compared),
  };
  const names = before.filter(({ name, type }) => type !== 'view' && compared.has(name)).map(({ name }) => name);
  const tell = await reporting(names, source, work);
  for (const name of names) {
    const part = course.earlier(name) ?? (await compareNamespace(name, source, destination, format, tell));
    tell.ended(name, part.source);
    documents.source += part.source;
    documents.destination += part.destination;
    addAll(part);
    await course.keep(part);
  }
  const [after, afterThere] = await Promise.all([source.namespaces(), destination.namespaces()]);
  for (const difference of namespaceDifferences(after, afterThere)) add(difference);
  for (const namespace of inBoth(after, afterThere)) {
    if (compared.has(namespace)) continue;
    const kind = before.some(({ name }) => name === namespace) ? 'missing-namespace' : 'extra-namespace';
    add({ namespace, kind, detail: 'appeared while the comparison was running' });
  }
  return { ...result(), namespaces: after.length, documents };
}

/** What holds of an earlier comparison, and keeping what will hold of this one: nothing, where changes cannot be seen. */
async function begin(source: ComparedDeployment, destination: ComparedDeployment, work: Work) {
  const kept = await work.resumeFrom(ComparisonCheckpoint);
  // Before anything is read: what is written from now on shows in them.
  const [here, there] = await Promise.all([source.position(), destination.position()]);
  const isSame = kept?.positions.source === here && kept?.positions.destination === there;
  const compared = kept !== undefined && isSame ? [...kept.compared] : [];
  return {
    earlier: (name: string) => compared.find((part) => part.name === name),
    async keep(part: ComparedNamespace): Promise<void> {
      if (here === undefined || there === undefined || compared.includes(part)) return;
      compared.push(part);
      await work.checkpoint({ positions: { source: here, destination: there }, compared });
    },
  };
}

interface Telling {
  read(namespace: string, documents: number): void;
  ended(namespace: string, documents: number): void;
}

/** Tells how many documents of the source have been compared, of about how many. */
async function reporting(names: readonly string[], source: ComparedDeployment, work: Work): Promise<Telling> {
  let total = 0;
  for (const name of names) total += await source.estimate(name);
  let [ended, read] = [0, 0];
  const tell = (namespace: string) => {
    const done = ended + read;
    work.report({ done, total: Math.max(done, total), unit: 'documents', detail: `comparing ${harmless(namespace)}` });
  };
  return {
    read(namespace, documents) {
      read += documents;
      tell(namespace);
    },
    ended(namespace, documents) {
      [ended, read] = [ended + documents, 0];
      tell(namespace);
    },
  };
}

function inBoth(source: readonly Namespace[], destination: readonly Namespace[]): Set<string> {
  const there = new Set(destination.map(({ name }) => name));
  return new Set(source.map(({ name }) => name).filter((name) => there.has(name)));
}

/** How many documents are in the collections that only this deployment has. */
async function countOthers(
  deployment: ComparedDeployment,
  namespaces: readonly Namespace[],
  compared: ReadonlySet<string>,
): Promise<number> {
  let count = 0;
  for (const { name, type } of namespaces) {
    if (type !== 'view' && !compared.has(name)) count += await deployment.count(name);
  }
  return count;
}

async function compareNamespace(
  name: string,
  source: ComparedDeployment,
  destination: ComparedDeployment,
  format: DocumentFormat,
  tell: Telling,
): Promise<ComparedNamespace> {
  const { add, result } = collectDifferences();
  let seen = 0;
  let matched = 0;
  tell.read(name, 0);
  for await (const batch of source.batches(name)) {
    seen += batch.length;
    matched += await compareBatch(name, batch, destination, format, add);
    tell.read(name, batch.length);
  }
  const count = await destination.count(name);
  if (count !== matched) await findExtra(name, source, destination, format, add);
  const { differences, differencesTotal } = result();
  return { name, source: seen, destination: count, differences, differencesTotal };
}

/** Returns how many documents of the batch are in the destination, equal or not. */
async function compareBatch(
  namespace: string,
  batch: readonly RawDocument[],
  destination: ComparedDeployment,
  format: DocumentFormat,
  add: Add,
): Promise<number> {
  const found = byIdentity(
    await destination.find(
      namespace,
      batch.map(({ identity }) => identity),
    ),
  );
  let matched = 0;
  for (const { identity, bytes } of batch) {
    const other = found.get(key(identity));
    const detail = format.identityText(identity);
    if (other === undefined) {
      add({ namespace, kind: 'missing-document', detail });
      continue;
    }
    matched += 1;
    if (Buffer.compare(bytes, other.bytes) === 0) continue;
    add({ namespace, kind: format.sameButForOrder(bytes, other.bytes) ? 'field-order' : 'document', detail });
  }
  return matched;
}

async function findExtra(
  namespace: string,
  source: ComparedDeployment,
  destination: ComparedDeployment,
  format: DocumentFormat,
  add: Add,
): Promise<void> {
  for await (const batch of destination.batches(namespace)) {
    const known = byIdentity(
      await source.find(
        namespace,
        batch.map(({ identity }) => identity),
      ),
    );
    for (const { identity } of batch) {
      if (!known.has(key(identity))) add({ namespace, kind: 'extra-document', detail: format.identityText(identity) });
    }
  }
}

function byIdentity(documents: readonly RawDocument[]): Map<string, RawDocument> {
  return new Map(documents.map((document) => [key(document.identity), document]));
}

function key(identity: Uint8Array): string {
  return Buffer.from(identity).toString('latin1');
}
