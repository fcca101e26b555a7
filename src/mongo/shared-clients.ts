import type { MongoClient } from 'mongodb';
import { addresseeOf, type ConnectOptions, told, withClient } from './connect.ts';

/** One client for each connection string, for as long as anybody uses it. */
export interface SharedClients {
  /** As `withClient` does, and shared with whoever uses the same string at the same time. */
  lend<Result>(uri: string, use: (client: MongoClient) => Promise<Result>): Promise<Result>;
}

/** Many look into one deployment at a time: each with a client of its own would be as many logins. */
export function createSharedClients(options: ConnectOptions): SharedClients {
  const open = new Map<string, Shared>();
  return {
    async lend(uri, use) {
      const shared = open.get(uri) ?? share(uri, options);
      open.set(uri, shared);
      shared.users += 1;
      try {
        const client = await shared.client;
        return await use(client).catch((error: unknown) => {
          options.signal?.throwIfAborted();
          throw told(error, addresseeOf(client, uri, options.name));
        });
      } finally {
        shared.users -= 1;
        if (shared.users === 0) {
          // Whoever comes while it is being closed opens another one.
          open.delete(uri);
          shared.close();
          await shared.closed;
        }
      }
    },
  };
}

interface Shared {
  users: number;
  /** Rejects where the deployment gives no connection. */
  readonly client: Promise<MongoClient>;
  close(): void;
  /** Fulfilled once nothing of it is left. */
  readonly closed: Promise<void>;
}

function share(uri: string, options: ConnectOptions): Shared {
  let close = () => {};
  const ended = new Promise<void>((resolve) => {
    close = resolve;
  });
  let closed: Promise<void> = Promise.resolve();
  const client = new Promise<MongoClient>((resolve, reject) => {
    closed = withClient(uri, options, (connected) => {
      resolve(connected);
      return ended;
    }).catch(reject);
  });
  return { users: 0, client, close, closed };
}
