import type { BSON } from 'mongodb';
import type { z } from 'zod';
import type { Access } from '../auth/needs.ts';
import type { Client } from '../client.ts';
import { inShell } from '../in-shell.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import type { Transaction } from '../transactions/transaction.ts';
import { parsed } from './arguments.ts';

/** One request on its way through a command. */
export interface Call {
  readonly server: Server;
  readonly client: Client;
  readonly db: string;
  /** The command as it came. */
  readonly body: Buffer;
  /** The same in plain values. */
  readonly args: BSON.Document;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  /** The client takes several answers. */
  readonly mayStream: boolean;
  /** The transaction of several statements that the request belongs to; `server` then shows its view of the data. */
  readonly transaction?: Transaction | undefined;
}

/** A whole document without `ok`, or plain fields. */
export type Reply = Buffer | BSON.Document;

export interface Command {
  readonly access: Access;
  /** Refused while writes are blocked, and applied once for a session and transaction number. */
  readonly isWrite: boolean;
  /** The first major version that has it. */
  readonly since: number;
  /** What it counts as; inserts, updates and deletes are counted by statement, where they are run. */
  readonly counter: Counter;
  /** Of its arguments, where one schema has them all. */
  readonly args?: z.ZodObject;
  run(call: Call): Reply | Promise<Reply>;
}

type Counter = 'command' | 'query' | 'getmore' | 'by-statement';

interface Definition {
  readonly access: Access;
  readonly isWrite?: boolean;
  readonly since?: number;
  readonly counter?: Counter;
}

/** A command whose arguments are checked by a schema: a strict one where the server's own is strict. */
export function command<Schema extends z.ZodObject>({
  args,
  run,
  ...others
}: Definition & {
  readonly args: Schema;
  run(args: z.infer<Schema>, call: Call): Reply | Promise<Reply>;
}): Command {
  return { ...defaults, ...others, args, run: (call) => run(parsed(args, call.args), call) };
}

/** A command that reads its arguments itself, or passes over all of them. */
export function plainCommand(definition: Definition & Pick<Command, 'run'>): Command {
  return { ...defaults, ...definition };
}

const defaults = { isWrite: false, since: 0, counter: 'command' } as const;

/** Unauthorized, in the server's words. */
export function unauthorized({ client, db, args }: Pick<Call, 'client' | 'db' | 'args'>, name: string): MongodError {
  if (client.user === undefined) return new MongodError('Unauthorized', `Command ${name} requires authentication`);
  const { lsid: _, $clusterTime: __, ...shown } = args;
  return new MongodError('Unauthorized', `not authorized on ${db} to execute command ${inShell(shown)}`);
}
