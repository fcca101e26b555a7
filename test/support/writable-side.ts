import { BSON } from 'mongodb';
import { identityAt, identityKey } from '../../src/core/bson/identity.ts';
import type { ChangedDocument } from '../../src/core/verification/change-feed.ts';
import { isBefore } from '../../src/core/verification/cluster-time.ts';
import type { ClusterTime } from '../../src/core/verification/side.ts';
import type { FollowedSide } from '../../src/verify/following/followed-side.ts';
import { batchOf } from './documents-in-memory.ts';

interface Logged {
  readonly at: number;
  readonly change: ChangedDocument | string;
}

export interface WritableSide extends FollowedSide {
  put(namespace: string, document: BSON.Document): void;
  remove(namespace: string, id: unknown): void;
  /** The definition of a namespace changes. */
  redefine(namespace: string): void;
  /** The time of the newest write. */
  newest(): number;
  /** What it holds under an `_id`, as text. */
  holds(namespace: string, id: unknown): string | undefined;
  /** The next batch fails with this. */
  fail(error: unknown): void;
  /** How often documents were asked for by identity, and how many identities there were. */
  readonly asked: { times: number; identities: number };
  readonly open: () => number;
}

const timeOf = (at: number): ClusterTime => ({ seconds: at, increment: 0 });
const bson = (document: BSON.Document) => Buffer.from(BSON.serialize(document));

/** One side without a server: what is written is there at once, and told at the next turn. Its time counts writes. */
export function writableSide(now: () => number): WritableSide {
  const log: Logged[] = [];
  const content = new Map<string, Map<string, Buffer>>();
  let [time, failure, feeds]: [number, unknown, number] = [1, undefined, 0];
  const asked = { times: 0, identities: 0 };
  const of = (namespace: string) => {
    const found = content.get(namespace) ?? new Map<string, Buffer>();
    content.set(namespace, found);
    return found;
  };
  const note = (change: Logged['change']) => {
    time += 1;
    log.push({ at: time, change });
  };
  return {
    asked,
    open: () => feeds,
    put(namespace, document) {
      const bytes = bson(document);
      const identity = identityAt(bytes, 0);
      of(namespace).set(identityKey(identity), bytes);
      note({ namespace, identity });
    },
    remove(namespace, id) {
      const identity = identityAt(bson({ _id: id }), 0);
      of(namespace).delete(identityKey(identity));
      note({ namespace, identity });
    },
    redefine: note,
    newest: () => time,
    holds: (namespace, id) =>
      of(namespace)
        .get(identityKey(identityAt(bson({ _id: id }), 0)))
        ?.toString('hex'),
    fail(error) {
      failure = error;
    },
    time: async () => timeOf(time),
    now: async () => now(),
    changes(since) {
      let through = 'token' in since ? since.through.seconds : since.seconds;
      return {
        async *batches() {
          feeds += 1;
          try {
            for (;;) {
              await new Promise((resolve) => setImmediate(resolve));
              if (failure !== undefined) throw failure;
              const told = log.filter(({ at }) => at > through);
              through = time;
              const documents = told.flatMap(({ change }) => (typeof change === 'string' ? [] : [change]));
              const definitions = told.flatMap(({ change }) => (typeof change === 'string' ? [change] : []));
              const position = { through: timeOf(through), token: Buffer.from(String(through)).toString('base64') };
              yield { documents, definitions, position, readsFrom: timeOf(through) };
            }
          } finally {
            feeds -= 1;
          }
        },
      };
    },
    documentsSince(least) {
      if (isBefore(timeOf(time), least)) throw new Error('a read from a time that has not come yet');
      return {
        documents: (namespace) => ({
          async *batches(_, batchSize) {
            const all = [...of(namespace).values()];
            for (let at = 0; at < all.length; at += batchSize) yield batchOf(all.slice(at, at + batchSize));
          },
          async byIdentities(identities) {
            asked.times += 1;
            asked.identities += identities.length;
            const documents = identities.flatMap((one) => of(namespace).get(identityKey(one)) ?? []);
            return { documents, notAsked: [] };
          },
        }),
        measure: (namespace) => ({
          async size() {
            const all = [...of(namespace).values()];
            return { documents: all.length, bytes: all.reduce((sum, { length }) => sum + length, 0) };
          },
        }),
      };
    },
  };
}
