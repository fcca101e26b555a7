import { type Identity, identityAt, identityKey } from '../../core/bson/identity.ts';
import type { DocumentSide } from '../../core/verification/document-side.ts';
import type { Partition } from '../../core/verification/partition.ts';
import type { Sides } from '../prove-sides.ts';
import { BatchReader } from './batch-reader.ts';
import type { Held } from './judge.ts';

/** What both sides hold now of some identities. */
export interface LookedAgain {
  readonly identity: Identity;
  readonly held: Held;
  /** All that were judged by this, by key: more than one where `_id`s are equal to a server and differ in bytes. */
  readonly keys: readonly string[];
}

type Documents = Sides<Map<string, Buffer[]>>;

/** Reads what both sides hold now of these identities, and tells which of them no query can ask for. */
export async function lookAgain(
  sides: Sides<DocumentSide>,
  identities: readonly Identity[],
): Promise<{ readonly looked: readonly LookedAgain[]; readonly notAsked: readonly Identity[] }> {
  const [source, destination] = await Promise.all([
    sides.source.byIdentities(identities),
    sides.destination.byIdentities(identities),
  ]);
  const found = { source: byKey(source.documents), destination: byKey(destination.documents) };
  const notAsked = new Map([...source.notAsked, ...destination.notAsked].map((one) => [identityKey(one), one]));
  const mayBeEqual = await hasTwins(sides, found, identities);
  const done = new Set<string>(notAsked.keys());
  const looked: LookedAgain[] = [];
  for (const identity of identities) {
    const key = identityKey(identity);
    if (done.has(key)) continue;
    done.add(key);
    const held = { source: found.source.get(key) ?? [], destination: found.destination.get(key) ?? [] };
    const isAlone = held.source.length === 0 || held.destination.length === 0;
    const one = isAlone && mayBeEqual ? await familyOf(sides, identity) : { identity, held, keys: [key] };
    for (const member of one.keys) done.add(member);
    looked.push(one);
  }
  return { looked, notAsked: [...notAsked.values()] };
}

/** Whether one side holds, of what is on the other side only, something that is equal to it for a server. */
async function hasTwins(
  sides: Sides<DocumentSide>,
  { source, destination }: Documents,
  identities: readonly Identity[],
): Promise<boolean> {
  const onlyIn = (one: Map<string, Buffer[]>, other: Map<string, Buffer[]>) =>
    identities.filter((identity) => one.has(identityKey(identity)) && !other.has(identityKey(identity)));
  const [here, there] = [onlyIn(source, destination), onlyIn(destination, source)];
  const found = await Promise.all([
    ...(here.length === 0 ? [] : [sides.destination.byIdentities(here)]),
    ...(there.length === 0 ? [] : [sides.source.byIdentities(there)]),
  ]);
  return found.some(({ documents }) => documents.length > 0);
}

/**
 * What both sides hold of one `_id` and of those that are equal to it for a server: 1 as int32 and as double, or `a` and
 * `A` where the collation says so. What both have under the same bytes is judged under those.
 */
async function familyOf(sides: Sides<DocumentSide>, identity: Identity): Promise<LookedAgain> {
  const [source, destination] = await Promise.all([
    sides.source.byIdentities([identity]),
    sides.destination.byIdentities([identity]),
  ]);
  const found = { source: byKey(source.documents), destination: byKey(destination.documents) };
  const only = (one: Map<string, Buffer[]>, other: Map<string, Buffer[]>) =>
    [...one].filter(([key]) => !other.has(key));
  const [here, there] = [only(found.source, found.destination), only(found.destination, found.source)];
  const [first] = here[0]?.[1] ?? [];
  return {
    identity: first === undefined ? identity : identityAt(first, 0),
    held: { source: here.flatMap(([, all]) => all), destination: there.flatMap(([, all]) => all) },
    keys: [identityKey(identity), ...here.map(([key]) => key), ...there.map(([key]) => key)],
  };
}

/** What both sides hold now of the identities that no query can ask for: found by reading their partition once more. */
export async function readAgain(
  sides: Sides<DocumentSide>,
  identities: readonly Identity[],
  partition: Partition,
  batchSize: number,
): Promise<readonly LookedAgain[]> {
  const wanted = new Set(identities.map(identityKey));
  const found = {
    source: await amongAll(sides.source, wanted, partition, batchSize),
    destination: await amongAll(sides.destination, wanted, partition, batchSize),
  };
  return identities.map((identity) => {
    const key = identityKey(identity);
    const held = { source: found.source.get(key) ?? [], destination: found.destination.get(key) ?? [] };
    return { identity, held, keys: [key] };
  });
}

async function amongAll(side: DocumentSide, wanted: ReadonlySet<string>, partition: Partition, batchSize: number) {
  const reader = new BatchReader(side.batches(partition, batchSize));
  const found: Buffer[] = [];
  try {
    while (await reader.fill()) {
      for (; reader.holding; reader.next()) {
        const { bytes, start, end } = reader;
        if (wanted.has(identityKey(identityAt(bytes, start)))) found.push(Buffer.from(bytes.subarray(start, end)));
      }
    }
  } finally {
    await reader.close();
  }
  return byKey(found);
}

function byKey(documents: readonly Buffer[]): Map<string, Buffer[]> {
  const found = new Map<string, Buffer[]>();
  for (const document of documents) {
    const key = identityKey(identityAt(document, 0));
    const same = found.get(key);
    if (same === undefined) found.set(key, [document]);
    else same.push(document);
  }
  return found;
}
