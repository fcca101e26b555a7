import { createHash } from 'node:crypto';
import { Binary } from 'mongodb';
import { z } from 'zod';
import { serialize } from '../bson/raw.ts';
import { fitting } from '../fitting.ts';
import type { Server } from '../server.ts';

/** mongodb/mongo, src/mongo/db/pipeline/list_sessions.idl */
const Spec = z.strictObject({
  allUsers: z.boolean().default(false),
  users: z.array(z.strictObject({ user: z.string(), db: z.string() })).optional(),
});

/** The documents of `$listLocalSessions` (MongoDB manual): each session with the digest of its user. */
export function sessionRows({ sessions }: Server, given: unknown): Buffer[] {
  const { users } = fitting(Spec, given, '$listLocalSessions');
  const wanted = users && new Set(users.map(({ user, db }) => `${user}@${db}`));
  const shown = [...sessions.used()].filter(({ user }) => wanted === undefined || wanted.has(user));
  return shown.map(({ id, user, lastUse }) => {
    const uid = new Binary(createHash('sha256').update(user).digest());
    return serialize({ _id: { id, uid }, lastUse: new Date(lastUse) });
  });
}
