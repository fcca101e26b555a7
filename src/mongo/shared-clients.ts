import { type MongoClient, MongoError, MongoServerError } from 'mongodb';
import { untilAborted } from '../core/until-aborted.ts';
import { addresseeOf, type ConnectOptions, told, withClient } from './connect.ts';

export interface SharedClientsOptions extends ConnectOptions {
  /** How long a question may go unanswered, in milliseconds: longer than what it asks the server to take at most. */
  readonly silenceMs: number;
  /** Milliseconds that have passed, whatever the date. */
  elapsed(): number;
}

/** The clients of a run for one of its deployments and its members: one for each connection string, for some minutes each. */
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

/** `together` is the same object for all who begin while the first of them uses the client. */
type Use<Result> = (client: MongoClient, together: object) => Promise<Result>;

/**
 * So long is one lent. A connection outlives what it was made with: the password, the user, the address that a name stood
 * for; and what is between may drop it without a word once it has been idle for four minutes (Azure's load balancer).
 */
const keptMs = 3 * 60_000;

/** A look asks every database at once; the driver would open up to a hundred for that, each with a login. */
const mostConnections = 8;

/**
 * A migration is looked at for days, from many sides: a client for each look would be a login for each, on somebody's production.
 * One that did not answer, or not in time, or has lost its login, is not lent again.
 */
export function createSharedClients(options: SharedClientsOptions): SharedClients {
  const kept = new Map<string, Shared>();
  const open = new Set<Shared>();
  let isOver = false;
  const closeUnused = (shared: Shared) => {
    if (shared.users === 0) shared.close();
  };
  const forget = (uri: string, shared: Shared) => {
    if (kept.get(uri) === shared) kept.delete(uri);
  };
  const begin = (uri: string) => {
    const shared = share(uri, options, () => {
      forget(uri, shared);
      open.delete(shared);
    });
    kept.set(uri, shared);
    open.add(shared);
    return shared;
  };
  const current = (uri: string) => {
    const shared = kept.get(uri);
    if (shared === undefined) return begin(uri);
    if (options.elapsed() - shared.since < keptMs) return shared;
    closeUnused(shared);
    return begin(uri);
  };
  return {
    name: options.name,
    async lend(uri, use, signal) {
      options.signal?.throwIfAborted();
      if (isOver) throw new Error(`The run is over: nobody looks at ${options.name} any more.`);
      const shared = current(uri);
      const isFirst = shared.together === undefined;
      const together = shared.together ?? {};
      shared.together = together;
      shared.users += 1;
      const used = async () => {
        const client = await shared.client;
        return use(client, together).catch((error: unknown) => {
          options.signal?.throwIfAborted();
          const failure = told(error, addresseeOf(client, uri, options.name));
          if (!isAnswer(error) || failure.code === 'MONGODB_LOGIN') forget(uri, shared);
          throw failure;
        });
      };
      try {
        const lent = untilGone(shared, used());
        return await (signal === undefined ? lent : untilAborted(signal, lent));
      } finally {
        if (signal?.aborted) forget(uri, shared);
        if (isFirst) shared.together = undefined;
        shared.users -= 1;
        if (kept.get(uri) !== shared) closeUnused(shared);
      }
    },
    close() {
      isOver = true;
      for (const shared of open) shared.close();
    },
  };
}

/** Everything but the driver's own errors comes from an answer of the server, or from reading it. */
function isAnswer(error: unknown): boolean {
  return error instanceof MongoServerError || !(error instanceof MongoError);
}

interface Shared {
  readonly since: number;
  users: number;
  together: object | undefined;
  /** Pending for ever where the deployment gives no connection. */
  readonly client: Promise<MongoClient>;
  /** Who is told the reason where it gives none, or nothing more is to be had of it. */
  readonly waiting: Set<(reason: unknown) => void>;
  close(): void;
}

function share(uri: string, options: SharedClientsOptions, onGone: () => void): Shared {
  const over = new AbortController();
  const signal = options.signal === undefined ? over.signal : AbortSignal.any([options.signal, over.signal]);
  let connected = (_: MongoClient) => {};
  const client = new Promise<MongoClient>((resolve) => {
    connected = resolve;
  });
  const waiting: Shared['waiting'] = new Set();
  withClient(uri, { ...options, mostConnections, signal }, (opened) => {
    connected(opened);
    return new Promise<never>(() => {});
  }).catch((reason: unknown) => {
    onGone();
    for (const reject of waiting) reject(reason);
  });
  const close = () => over.abort(new Error(`closed: ${options.name}`));
  return { since: options.elapsed(), users: 0, together: undefined, client, waiting, close };
}

/** A race with a promise that stays pending for as long as the client is there would keep what each look has seen so long. */
function untilGone<Result>({ waiting }: Shared, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    work.then(resolve, reject).finally(() => waiting.delete(reject));
  });
}
