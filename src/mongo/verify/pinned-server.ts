import { MongoClient } from 'mongodb';
import { z } from 'zod';
import { clientSettings } from '../connect.ts';
import { memberUri } from '../member-uri.ts';

const Hello = z.looseObject({ msg: z.string().optional(), primary: z.string().optional() });

export interface PinnedServer {
  /** A client of one server: the primary, or one mongos. */
  client(): Promise<MongoClient>;
  /** That server did not answer, or is no primary any more: the next `client` looks for it anew. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export interface Pinning {
  /** Of the whole deployment, connected; stays open. */
  readonly client: MongoClient;
  readonly uri: string;
  readonly patienceMs: number;
}

/**
 * One server of a deployment. Cursors that are read by `command` need that, because the driver selects a server for each
 * command: of several mongos any, after an election the new primary, and neither knows the cursor. A connection of its own also
 * keeps them apart from whatever else the deployment's client does. Should the server step down while it is read, what it
 * answers is still as new as was asked for, by majority and afterClusterTime.
 */
export function pinServer({ client: whole, uri, patienceMs }: Pinning): PinnedServer {
  let pinned: Promise<MongoClient> | undefined;
  let turn = 0;
  const connect = async () => {
    // A string that names one server on purpose has found it.
    if (whole.options.directConnection) return whole;
    const hello = Hello.parse(await whole.db('admin').command({ hello: 1 }));
    // A mongos does not say which one it is; the one that was left may be down, so it is the next one's turn.
    const { hosts } = whole.options;
    const router = hosts[turn % hosts.length];
    turn += 1;
    const address = hello.msg === 'isdbgrid' ? String(router) : hello.primary;
    if (address === undefined) throw new Error('no server of the deployment is its primary');
    return await new MongoClient(memberUri(uri, whole.options, address), clientSettings({ patienceMs })).connect();
  };
  const leave = async () => {
    const left = pinned;
    pinned = undefined;
    const client = await left?.catch(() => undefined);
    if (client !== whole) await client?.close().catch(() => {});
  };
  return {
    client() {
      pinned ??= connect().catch((error: unknown) => {
        pinned = undefined;
        throw error;
      });
      return pinned;
    },
    leave,
    close: leave,
  };
}
