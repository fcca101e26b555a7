import { MongoClient, type MongoClientOptions, MongoServerError } from 'mongodb';
import { LivemigError } from '../core/errors.ts';

export interface ConnectOptions {
  /** How a message calls the deployment: `the source`, `the destination`. */
  readonly name: string;
  /** How long to look for a server before giving up. */
  readonly patienceMs: number;
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
  const settings: MongoClientOptions = {
    appName: 'livemig',
    serverSelectionTimeoutMS: options.patienceMs,
    connectTimeoutMS: options.patienceMs,
    readPreference: 'primary',
  };
  const client = open(uri, options, settings);
  try {
    await client.connect();
    return await use(client);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error instanceof LivemigError ? error : explained(error, options.name, hostsIn(uri));
  } finally {
    await client.close();
  }
}

/** The hosts of a connection string, and nothing else of it. */
export function hostsIn(uri: string): string {
  const authority = uri.replace(/^[^:]*:\/\//, '').split(/[/?]/)[0] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1);
}

function open(uri: string, { name }: ConnectOptions, settings: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(uri, settings);
  } catch {
    // The driver's message repeats the string with its password.
    throw new LivemigError({
      kind: 'usage',
      code: 'CONNECTION_STRING',
      message: `The connection string of ${name} cannot be read.`,
      fix: 'It looks like mongodb://user:password@host:27017/?replicaSet=rs0 or mongodb+srv://…; special characters in the password are percent-encoded.',
    });
  }
}

/** Server error codes: 18 AuthenticationFailed, 13 Unauthorized. */
function explained(error: unknown, name: string, hosts: string): LivemigError {
  const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
  const code = error instanceof MongoServerError ? error.code : undefined;
  if (code === 18)
    return failure(
      'credentials',
      'MONGODB_LOGIN',
      `${name} (${hosts}) refused the user or the password.`,
      'Check the user, the password and authSource in the connection string.',
    );
  if (code === 13)
    return failure(
      'credentials',
      'MONGODB_ROLE',
      `The user may not do this on ${name} (${hosts}): ${said}.`,
      'It needs the roles clusterMonitor and readAnyDatabase on admin.',
    );
  return failure(
    'step-failed',
    'MONGODB',
    `${name} (${hosts}) could not be asked: ${said}.`,
    'Look whether this machine can reach it (network, access list, TLS settings in the connection string).',
  );
}

function failure(kind: 'credentials' | 'step-failed', code: string, message: string, fix: string): LivemigError {
  return new LivemigError({ kind, code, message: message.charAt(0).toUpperCase() + message.slice(1), fix });
}
