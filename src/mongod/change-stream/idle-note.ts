import { rawDoc, rawOf } from '../bson/raw.ts';
import type { Server } from '../server.ts';

/**
 * The time of a cluster goes on where nobody writes, because its members note now and then that nothing happens; otherwise a
 * stream through a mongos would never get past the newest write (mongodb/mongo, src/mongo/db/repl/noop_writer.cpp, each
 * ten seconds; here at most one a second, and only while a stream looks).
 */
export function noteIdleness(server: Server): void {
  const second = BigInt(Math.floor(server.now() / 1000));
  if (server.node.kind !== 'mongos' || server.oplog.lastTs() >> 32n >= second) return;
  server.oplog.append({ op: 'n', ns: '', o: rawDoc({ msg: rawOf('periodic noop') }) });
}
