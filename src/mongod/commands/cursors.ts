import { Long } from 'mongodb';
import { z } from 'zod';
import { MongodError } from '../mongod-error.ts';
import { Count } from './argument-types.ts';
import { type Command, command } from './command.ts';
import { cursorReply } from './cursor-reply.ts';

const CursorId = z.union([z.number(), z.instanceof(Long).transform(Number)]);

/** mongodb/mongo, src/mongo/db/query/getmore_command.idl */
const GetMore = z.strictObject({
  getMore: CursorId,
  collection: z.string(),
  batchSize: Count.optional(),
  maxTimeMS: Count.optional(),
});

/** How long a tailing cursor waits when the client names no time, as in the server. */
const defaultWaitMs = 1000;

const getMore = command({
  access: 'login',
  counter: 'getmore',
  args: GetMore,
  async run({ getMore: id, collection, batchSize, maxTimeMS }, { server, client, db, transaction }) {
    const ns = `${db}.${collection}`;
    const cursor = server.cursors.get(id, ns, transaction);
    const killed = server.cursors.signal(id);
    const signals = [client.signal, killed];
    // None is the same as no limit.
    const size = batchSize || Number.POSITIVE_INFINITY;
    const batch = await cursor.next({ size, waitMs: maxTimeMS ?? defaultWaitMs, signals });
    if (killed.aborted) throw new MongodError('CursorKilled', `cursor ${id} was killed while it waited`);
    if (batch.isExhausted) server.cursors.kill(id);
    server.metrics.document.returned += batch.documents.length;
    return cursorReply('nextBatch', batch.isExhausted ? 0 : id, ns, batch);
  },
});

const killCursors = command({
  access: 'login',
  args: z.strictObject({ killCursors: z.string(), cursors: z.array(CursorId) }),
  run({ cursors }, { server }) {
    const killed = cursors.map((id) => ({ id, wasThere: server.cursors.kill(id) }));
    const ids = (wasThere: boolean) =>
      killed.filter((one) => one.wasThere === wasThere).map(({ id }) => Long.fromNumber(id));
    return { cursorsKilled: ids(true), cursorsNotFound: ids(false), cursorsAlive: [], cursorsUnknown: [] };
  },
});

export const cursorCommands: Readonly<Record<string, Command>> = { getMore, killCursors };
