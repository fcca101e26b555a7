import { BSON, type Document } from 'mongodb';
import type { Random } from '../../../src/sandbox/model/random.ts';
import { rawDocument } from '../raw-bson.ts';
import { collectionOf, databaseOf, type Side } from './contents.ts';
import type { Spot } from './plot.ts';
import type { ServerUnderTest } from './servers-under-test.ts';

/** Writes to the source without an end, and the same to the destination a few writes later. */
export interface Writer {
  /** How many writes the source has taken. */
  written(): number;
  /** Writes no more; resolves when the destination has what the source has. */
  rest(): Promise<void>;
  goOn(): void;
  /** Rests for good. */
  stop(): Promise<void>;
}

type Write = readonly [namespace: string, command: Document];

/** So many writes the destination is behind. */
const lag = 3;
const intId = 0x10;
const objectId = 0x07;

/** Whether the writer can write to a document. */
export function canBeWritten([[type]]: Spot['fields']): boolean {
  return type === intId || type === objectId;
}

/**
 * @param own the writer's own namespace
 * @param spots documents of both sides that nothing else touches
 */
export function startWriter(
  servers: Readonly<Record<Side, ServerUnderTest>>,
  own: string,
  spots: readonly Spot[],
  random: Random,
): Writer {
  const behind: Write[] = [];
  let count = 0;
  let wanted: 'writing' | 'resting' | 'stopped' = 'writing';
  let wake = () => {};
  let rested = () => {};
  const send = (side: Side, [namespace, command]: Write) =>
    servers[side].client.db(databaseOf(namespace)).command({ ...command, writeConcern: { w: 'majority' } });

  async function catchUp(most: number): Promise<void> {
    for (let write = behind[0]; write !== undefined && behind.length > most; write = behind[0]) {
      await send('destination', write);
      behind.shift();
    }
  }

  async function write(): Promise<void> {
    while (wanted !== 'stopped') {
      if (wanted === 'resting') {
        await catchUp(0);
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        rested();
        await woken;
        continue;
      }
      const next = randomWrite(own, spots, random, count);
      await send('source', next);
      count += 1;
      behind.push(next);
      await catchUp(lag);
    }
    await catchUp(0);
  }

  const writing = write();
  // What goes wrong is told by whoever waits for it.
  writing.catch(() => {});
  return {
    written: () => count,
    rest() {
      const done = new Promise<void>((resolve) => {
        rested = resolve;
      });
      wanted = 'resting';
      wake();
      return Promise.race([done, writing]);
    },
    goOn() {
      wanted = 'writing';
      wake();
    },
    stop() {
      wanted = 'stopped';
      wake();
      return writing;
    },
  };
}

function randomWrite(own: string, spots: readonly Spot[], random: Random, count: number): Write {
  const _id = random.below(20);
  const spot = spots[random.below(Math.max(1, spots.length))];
  const collection = collectionOf(own);
  switch (random.below(spot === undefined ? 2 : 4)) {
    case 0:
      return [own, { delete: collection, deletes: [{ q: { _id }, limit: 1 }] }];
    case 1:
      return [own, { update: collection, updates: [{ q: { _id }, u: { _id, count }, upsert: true }] }];
    default: {
      const { namespace = own, fields } = spot ?? {};
      const q = fields === undefined ? { _id } : BSON.deserialize(rawDocument(fields[0]), { promoteValues: false });
      return [namespace, { update: collectionOf(namespace), updates: [{ q, u: { $set: { written: count } } }] }];
    }
  }
}
