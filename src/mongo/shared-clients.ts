import { type MongoClient, MongoError, MongoServerError } from 'mongodb';
import { untilAborted } from '../core/until-aborted.ts';
import { addresseeOf, type ConnectOptions, told, withClient } from './connect.ts';

/** The clients of a run for one of its deployments and its members: one for each connection string, open until the run ends. */
export interface SharedClients {
  /** How a message calls the deployment: `the source`. */
  readonly name: string;
  /**
   * Lends the client for this string, and opens it where none is. What goes wrong becomes a LivemigError, as with `withClient`;
   * the signal's reason is thrown as soon as it is aborted.
   */
  lend<Result>(uri: string, use: Use<Result>, signal?: AbortSignal): Promise<Result>;
  /** Closes them all, and lends none from then on. Nobody waits for it: a server that has gone silent would keep the run. */
  close(): void;
}

/** `together` is the same object for all who use the client at the same time. */
type Use<Result> = (client: MongoClient, together: object) => Promise<Result>;

/**
 * A migration is looked at for days, from many sides: a client for each look would be a login for each, on somebody's production.
 * One that did not answer, or not in time, is not lent again: it may wait for a server that is gone.
 */
export function createSharedClients(options: ConnectOptions): SharedClients {
  const kept = new Map<string, Shared>();
  let isOver = false;
  const forget = (uri: string, shared: Shared) => {
    if (kept.get(uri) === shared) kept.delete(uri);
  };
  const keep = (uri: string) => {
    const shared = share(uri, options);
    kept.set(uri, shared);
    shared.failed.catch(() => forget(uri, shared));
    return shared;
  };
  return {
    name: options.name,
    async lend(uri, use, signal) {
      options.signal?.throwIfAborted();
      if (isOver) throw new Error(`The run is over: nobody looks at ${options.name} any more.`);
      const shared = kept.get(uri) ?? keep(uri);
      if (shared.users === 0) shared.together = {};
      const { together } = shared;
      shared.users += 1;
      const used = async () => {
        const client = await shared.client;
        return use(client, together).catch((error: unknown) => {
          if (!isAnswer(error)) forget(uri, shared);
          options.signal?.throwIfAborted();
          throw told(error, addresseeOf(client, uri, options.name));
        });
      };
      try {
        const lent = Promise.race([used(), shared.failed]);
        return await (signal === undefined ? lent : untilAborted(signal, lent));
      } finally {
        if (signal?.aborted) forget(uri, shared);
        shared.users -= 1;
        if (shared.users === 0 && kept.get(uri) !== shared) shared.close();
      }
    },
    close() {
      isOver = true;
      for (const shared of kept.values()) shared.close();
    },
  };
}

/** Everything but the driver's own errors comes from an answer of the server, or from reading it. */
function isAnswer(error: unknown): boolean {
  return error instanceof MongoServerError || !(error instanceof MongoError);
}

interface Shared {
  users: number;
  together: object;
  /** Pending for ever where the deployment gives no connection. */
  readonly client: Promise<MongoClient>;
  /** Rejects where it gives none, and where nothing more is to be had of it. */
  readonly failed: Promise<never>;
  close(): void;
}

function share(uri: string, options: ConnectOptions): Shared {
  const over = new AbortController();
  const signal = options.signal === undefined ? over.signal : AbortSignal.any([options.signal, over.signal]);
  let connected = (_: MongoClient) => {};
  const client = new Promise<MongoClient>((resolve) => {
    connected = resolve;
  });
  const failed = withClient(uri, { ...options, signal }, (opened) => {
    connected(opened);
    return new Promise<never>(() => {});
  });
  return { users: 0, together: {}, client, failed, close: () => over.abort(new Error(`closed: ${options.name}`)) };
}
