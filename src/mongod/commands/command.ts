import type { BSON } from 'mongodb';
import type { z } from 'zod';
import type { Access } from '../auth/needs.ts';
import type { Client } from '../client.ts';
import { inShell } from '../in-shell.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import type { Transaction } from '../transactions/transaction.ts';
import { parsed, refuseUnknown } from './arguments.ts';

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
  run(call: Call): Reply | Promise<Reply>;
}

type Counter = 'command' | 'query' | 'getmore' | 'by-statement';

interface Definition<Args> {
  readonly access: Access;
  readonly isWrite?: boolean;
  readonly since?: number;
  readonly counter?: Counter;
  /** Refuses fields that the schema does not name. */
  readonly isStrict?: boolean;
  run(args: Args, call: Call): Reply | Promise<Reply>;
}

/** A command whose arguments are checked by a schema; a wrong one is answered with TypeMismatch, naming the field. */
export function command<Args>(definition: Definition<Args> & { readonly args: z.ZodType<Args> }): Command {
  const { args, run, isStrict = false, ...others } = definition;
  return {
    ...defaults,
    ...others,
    run(call) {
      if (isStrict) refuseUnknown(args, call.args);
      return run(parsed(args, call.args), call);
    },
  };
}

/** A command that takes nothing but its name. */
export function plainCommand(definition: Omit<Definition<never>, 'run'> & Pick<Command, 'run'>): Command {
  return { ...defaults, ...definition };
}

const defaults = { isWrite: false, since: 0, counter: 'command' } as const;

/** Unauthorized, in the server's words. */
export function unauthorized({ client, db, args }: Pick<Call, 'client' | 'db' | 'args'>, name: string): MongodError {
  if (client.user === undefined) return new MongodError('Unauthorized', `Command ${name} requires authentication`);
  const { lsid: _, $clusterTime: __, ...shown } = args;
  return new MongodError('Unauthorized', `not authorized on ${db} to execute command ${inShell(shown)}`);
}
