import { elements } from '../../core/bson/elements.ts';
import { BsonType } from '../../core/bson/type.ts';
import { textOf } from '../../core/bson/value.ts';
import type { ClusterTime } from '../../core/verification/side.ts';

/**
 * The time that a resume token stands for. Its `_data` is a key string in hexadecimal that begins with a timestamp: the
 * type 0x82 and eight bytes, the highest first (mongodb/mongo, src/mongo/db/pipeline/resume_token.h, and
 * src/mongo/db/storage/key_string; the server itself reads no more of it for the time, SERVER-133517). `undefined` where
 * a server has tokens of another form.
 */
export function tokenTime(token: Buffer): ClusterTime | undefined {
  for (const { name, type, value } of elements(token)) {
    if (name !== '_data' || type !== BsonType.text) continue;
    const found = /^82([0-9a-f]{8})([0-9a-f]{8})/i.exec(textOf(value).text);
    const [, seconds, increment] = found ?? [];
    if (seconds === undefined || increment === undefined) return undefined;
    return { seconds: Number.parseInt(seconds, 16), increment: Number.parseInt(increment, 16) };
  }
  return undefined;
}
