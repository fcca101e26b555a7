import type { Document } from 'mongodb';
import { int32At } from '../../core/bson/element-end.ts';
import type { Identity } from '../../core/bson/identity.ts';
import { LivemigError } from '../../core/errors.ts';
import { harmless } from '../../core/harmless.ts';
import type { DocumentBatch, DocumentSide, FoundByIdentity } from '../../core/verification/document-side.ts';
import type { Partition } from '../../core/verification/partition.ts';
import { rawBatches } from './raw-cursor.ts';
import { type Reading, readOn } from './read-on.ts';
import { sendableId } from './sendable-id.ts';
import { lastIn, type Mark, markAfter, type Skipping, skipDelivered, skipThrough, startsIn } from './skip-delivered.ts';

/** A read that a server has worked on for longer is taken up again where it stands, with a new query plan. */
const longestReadMs = 10 * 60_000;
const longestLookupMs = 60_000;

/** The documents of one namespace on one side. */
export function documentSide(namespace: string, reading: Reading): DocumentSide {
  const dot = namespace.indexOf('.');
  const [database, collection] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  const signal = reading.signal === undefined ? {} : { signal: reading.signal };
  return {
    async *batches(partition, batchSize) {
      const place = partition.order === 'natural' ? placeInNaturalOrder() : placeById();
      let hasMoved = false;
      const hasCome = () => {
        const moved = hasMoved;
        hasMoved = false;
        return moved;
      };
      yield* readOn(reading, hasCome, async function* (client, session) {
        const { from, skip, hasFound } = place.resume();
        const find = rangeOf(collection, partition, from);
        for await (const batch of rawBatches(client.db(database), find, { session, batchSize, ...signal })) {
          for (const rest of skip(batch)) {
            place.passed(rest);
            hasMoved = true;
            yield rest;
          }
        }
        if (!hasFound()) throw placeGone(namespace, reading);
      });
    },
    async byIdentities(identities) {
      const { ids, notAsked } = sendable(identities);
      let documents: Buffer[] = [];
      if (ids.length === 0) return { documents, notAsked };
      const find = { find: collection, filter: { _id: { $in: ids } }, maxTimeMS: longestLookupMs };
      const batches = readOn(
        reading,
        () => false,
        (client, session) => {
          documents = [];
          return rawBatches(client.db(database), find, { session, batchSize: ids.length + 1, ...signal });
        },
      );
      for await (const batch of batches) documents.push(...copiesOf(batch));
      return { documents, notAsked };
    },
  };
}

/** How far a read has come, for the case that it has to be taken up again. */
interface Place {
  passed(batch: DocumentBatch): void;
  resume(): Skipping & { readonly from?: Identity };
}

/** Without the document at which it stood, nobody can tell what of the rest has been read. */
function placeGone(namespace: string, { deployment: { name, hosts } }: Reading): LivemigError {
  const side = name.charAt(0).toUpperCase() + name.slice(1);
  return new LivemigError({
    kind: 'step-failed',
    code: 'MONGODB',
    message: `${side} (${hosts}) could not be read on in ${harmless(namespace)}: it was cut off, and the document at which the read stood is there no more.`,
    fix: 'Go on with the comparison: this part of it is compared again from its beginning.',
  });
}

function placeById(): Place {
  let mark: Mark = { batches: [] };
  return {
    passed(batch) {
      mark = markAfter(batch, mark);
    },
    resume: () => ({
      ...(mark.from === undefined ? {} : { from: mark.from }),
      ...{ skip: skipDelivered(mark), hasFound: () => true },
    }),
  };
}

/** It is read from the beginning again, so it comes no further where it is cut off each time before it is there. */
function placeInNaturalOrder(): Place {
  let last: DocumentBatch | undefined;
  return {
    passed(batch) {
      last = batch;
    },
    resume: () => skipThrough(last === undefined ? undefined : lastIn(last)),
  };
}

function rangeOf(collection: string, { order, from, to }: Partition, resumeAt: Identity | undefined): Document {
  const find = { find: collection, maxTimeMS: longestReadMs };
  // A capped collection is read in the order in which its documents came, which tells the oldest ones.
  if (order === 'natural') return { ...find, hint: { $natural: 1 } };
  const [min, max] = [resumeAt ?? bytesOf(from), bytesOf(to)].map((bound) => boundOf(bound));
  return {
    ...find,
    sort: { _id: 1 },
    // A range of `min` and `max` is one of the index (manual, cursor.min()): all types, and in its collation.
    hint: { _id: 1 },
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

function bytesOf(bound: string | undefined): Buffer | undefined {
  return bound === undefined ? undefined : Buffer.from(bound, 'base64');
}

function boundOf(identity: Identity | undefined): Document | undefined {
  if (identity === undefined) return undefined;
  const id = sendableId(identity);
  if (id === undefined) throw new Error('the bound of a partition cannot be sent');
  return { _id: id.value };
}

function sendable(identities: readonly Identity[]): { ids: unknown[]; notAsked: FoundByIdentity['notAsked'] } {
  const ids: unknown[] = [];
  const notAsked = identities.filter((identity) => {
    const id = sendableId(identity);
    if (id !== undefined) ids.push(id.value);
    return id === undefined;
  });
  return { ids, notAsked };
}

function copiesOf(batch: DocumentBatch): Buffer[] {
  const { bytes } = batch;
  return Array.from(startsIn(batch), (start) => Buffer.from(bytes.subarray(start, start + int32At(bytes, start))));
}
