import {
  type Comparison,
  collectDifferences,
  type Deployment,
  type Difference,
  type Looks,
  type Namespace,
  namespaceDifferences,
  type RawDocument,
} from '../core/comparison.ts';
import { harmless } from '../core/harmless.ts';

type Add = (difference: Difference) => void;

/**
 * Compares two deployments exactly: namespaces, types, options, indexes, and every document byte for byte.
 *
 * Memory stays bounded: the source is read in batches, and the destination is asked for the same `_id`s; only where
 * that leaves documents unaccounted for is the destination read as well. Namespaces are listed again at the end,
 * because one that only then is on both sides has never been looked at: a difference (domain notes 7.3, 1).
 */
export async function compareDeployments(
  source: Deployment,
  destination: Deployment,
  looks: Looks,
  onProgress: (detail: string) => void,
): Promise<Comparison> {
  const { add, result } = collectDifferences();
  const [before, beforeThere] = await Promise.all([source.namespaces(), destination.namespaces()]);
  const compared = inBoth(before, beforeThere);
  const documents = {
    source: await countOthers(source, before, compared),
    destination: await countOthers(destination, beforeThere, compared),
  };
  for (const { name } of before.filter(({ name, type }) => type !== 'view' && compared.has(name))) {
    onProgress(`comparing ${harmless(name)}`);
    const counts = await compareDocuments(name, source, destination, looks, add);
    documents.source += counts.source;
    documents.destination += counts.destination;
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

function inBoth(source: readonly Namespace[], destination: readonly Namespace[]): Set<string> {
  const there = new Set(destination.map(({ name }) => name));
  return new Set(source.map(({ name }) => name).filter((name) => there.has(name)));
}

/** How many documents are in the collections that only this deployment has. */
async function countOthers(
  deployment: Deployment,
  namespaces: readonly Namespace[],
  compared: ReadonlySet<string>,
): Promise<number> {
  let count = 0;
  for (const { name, type } of namespaces) {
    if (type !== 'view' && !compared.has(name)) count += await deployment.count(name);
  }
  return count;
}

async function compareDocuments(
  namespace: string,
  source: Deployment,
  destination: Deployment,
  looks: Looks,
  add: Add,
) {
  let seen = 0;
  let matched = 0;
  for await (const batch of source.batches(namespace)) {
    seen += batch.length;
    matched += await compareBatch(namespace, batch, destination, looks, add);
  }
  const count = await destination.count(namespace);
  if (count !== matched) await findExtra(namespace, source, destination, looks, add);
  return { source: seen, destination: count };
}

/** Returns how many documents of the batch are in the destination, equal or not. */
async function compareBatch(
  namespace: string,
  batch: readonly RawDocument[],
  destination: Deployment,
  looks: Looks,
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
    const detail = looks.identityText(identity);
    if (other === undefined) {
      add({ namespace, kind: 'missing-document', detail });
      continue;
    }
    matched += 1;
    if (Buffer.compare(bytes, other.bytes) === 0) continue;
    add({ namespace, kind: looks.sameButForOrder(bytes, other.bytes) ? 'field-order' : 'document', detail });
  }
  return matched;
}

async function findExtra(
  namespace: string,
  source: Deployment,
  destination: Deployment,
  looks: Looks,
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
      if (!known.has(key(identity))) add({ namespace, kind: 'extra-document', detail: looks.identityText(identity) });
    }
  }
}

function byIdentity(documents: readonly RawDocument[]): Map<string, RawDocument> {
  return new Map(documents.map((document) => [key(document.identity), document]));
}

function key(identity: Uint8Array): string {
  return Buffer.from(identity).toString('latin1');
}
