import { MongoClient, type MongoClientOptions } from 'mongodb';
import { LivemigError } from '../core/errors.ts';
import { hostsIn } from '../core/hosts-in.ts';
import { untilAborted } from '../core/until-aborted.ts';
import { type Addressee, connectionFailure, lastingFailure } from './connection-failure.ts';

export interface ConnectOptions {
  /** How a message calls the deployment: `the source`, `the destination`. */
  readonly name: string;
  /** How long to look for a server before giving up. */
  readonly patienceMs: number;
  /** How long a question may go unanswered; where it is left out, as the connection string says. */
  readonly silenceMs?: number;
  /** To a server at a time, unless the connection string says; where it is left out, as many as the driver likes. */
  readonly mostConnections?: number;
  /** Ends the work at once, whatever the servers do, and throws its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Lends a connected client to `use` and closes it in any case. What goes wrong becomes a LivemigError that names the
 * deployment and its hosts, and never the connection string, which may hold a password.
 */
export async function withClient<Result>(
  uri: string,
  options: ConnectOptions,
  use: (client: MongoClient) => Promise<Result>,
): Promise<Result> {
  const client = open(uri, options, clientSettings(options));
  const { signal = new AbortController().signal } = options;
  const deployment = addresseeOf(client, uri, options.name);
  const work = async () => {
    signal.throwIfAborted();
    await client.connect();
    return await use(client);
  };
  try {
    const result = await Promise.race([untilAborted(signal, work()), hopeless(client, deployment)]);
    await untilAborted(signal, client.close()).catch(() => {});
    return result;
  } catch (error) {
    // Not waited for: the driver says goodbye to servers that may be silent.
    void client.close().catch(() => {});
    signal.throwIfAborted();
    throw told(error, deployment);
  }
}

/** What every client of ours is opened with. */
export function clientSettings({
  patienceMs,
  silenceMs,
}: Pick<ConnectOptions, 'patienceMs' | 'silenceMs'>): MongoClientOptions {
  return {
    appName: 'livemig',
    serverSelectionTimeoutMS: patienceMs,
    connectTimeoutMS: patienceMs,
    ...(silenceMs !== undefined && { socketTimeoutMS: silenceMs }),
    readPreference: 'primary',
    // Said outright: otherwise NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would turn it off.
    rejectUnauthorized: true,
  };
}

/** How messages speak of the deployment behind a client. */
export function addresseeOf(client: MongoClient, uri: string, name: string): Addressee {
  return { name, hosts: hostsIn(uri), files: client.options, hasUser: client.options.credentials !== undefined };
}

/** What went wrong with it, as a LivemigError. */
export function told(error: unknown, deployment: Addressee): LivemigError {
  return error instanceof LivemigError ? error : connectionFailure(error, deployment);
}

/**
 * Rejects as soon as every server of the deployment has failed in a way that will be the same at each of the driver's
 * tries, which would go on until its patience ends. One server that answers is enough for the others to be mended.
 */
function hopeless(client: MongoClient, deployment: Addressee): Promise<never> {
  return new Promise((_, reject) => {
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      const errors = [...newDescription.servers.values()].map(({ error }) => error);
      const failures = errors.map((error) => (error === null ? undefined : lastingFailure(error, deployment)));
      if (failures.length > 0 && !failures.includes(undefined)) reject(failures[0]);
    });
  });
}

/** Throws kind `usage` for a string that would let any server pass for the deployment. */
function refuseUnverified(uri: string, name: string, { tlsCAFile }: MongoClient['options']): void {
  const option = /[?&](tlsInsecure|tlsAllowInvalidCertificates|tlsAllowInvalidHostnames)=true\b/i.exec(uri)?.[1];
  // Under another name, as through a tunnel, a server is still known by its CA, if that CA signs for nobody else.
  const isKnownByItsCa = option?.toLowerCase() === 'tlsallowinvalidhostnames' && tlsCAFile !== undefined;
  if (option === undefined || isKnownByItsCa) return;
  throw new LivemigError({
    kind: 'usage',
    code: 'CERTIFICATE_NOT_VERIFIED',
    message: `The connection string of ${name} says ${option}: whoever answers would be given the password.`,
    fix: 'Take it out, and name a private CA instead: tlsCAFile=/path/to/ca.pem.',
  });
}

function open(uri: string, { name, mostConnections }: ConnectOptions, settings: MongoClientOptions): MongoClient {
  try {
    // The driver would let ours win.
    const isSaid = mostConnections === undefined || /[?&]maxPoolSize=/i.test(uri);
    const client = new MongoClient(uri, { ...settings, ...(!isSaid && { maxPoolSize: mostConnections }) });
    refuseUnverified(uri, name, client.options);
    return client;
  } catch (error) {
    if (error instanceof LivemigError) throw error;
    // The driver's message repeats the string with its password.
    throw new LivemigError({
      kind: 'usage',
      code: 'CONNECTION_STRING',
      message: `The connection string of ${name} cannot be read.`,
      fix: 'It looks like mongodb://user:password@host:27017/?replicaSet=rs0 or mongodb+srv://…; special characters in the password are percent-encoded.',
    });
  }
}
