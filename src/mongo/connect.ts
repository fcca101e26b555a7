import { MongoClient, type MongoClientOptions, MongoServerError } from 'mongodb';
import { certificateCodes } from '../core/api-advice.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened } from '../core/harmless.ts';

export interface ConnectOptions {
  /** How a message calls the deployment: `the source`, `the destination`. */
  readonly name: string;
  /** How long to look for a server before giving up. */
  readonly patienceMs: number;
  /** Ends the connection and throws its reason. */
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
    // Said outright: otherwise NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would turn it off.
    rejectUnauthorized: true,
  };
  const client = open(uri, options, settings);
  // Whatever is on its way fails then: a comparison may take hours, and the driver's own signals cover single calls.
  const stop = () => void client.close();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    options.signal?.throwIfAborted();
    await client.connect();
    return await use(client);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error instanceof LivemigError ? error : explained(error, options.name, hostsIn(uri));
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await client.close();
  }
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

/** The hosts of a connection string, and nothing else of it. */
export function hostsIn(uri: string): string {
  const authority = uri.replace(/^[^:]*:\/\//, '').split(/[/?]/)[0] ?? '';
  return shortened(harmless(authority.slice(authority.lastIndexOf('@') + 1)));
}

function open(uri: string, { name }: ConnectOptions, settings: MongoClientOptions): MongoClient {
  try {
    const client = new MongoClient(uri, settings);
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

/** Server error codes: 18 AuthenticationFailed, 13 Unauthorized. */
function explained(error: unknown, name: string, hosts: string): LivemigError {
  const said = harmless((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '');
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
  if (isCertificateProblem(error))
    return failure(
      'step-failed',
      'MONGODB_CERTIFICATE',
      `the certificate of ${name} (${hosts}) could not be verified: ${said}.`,
      'Name the CA that signed it in the connection string (tlsCAFile=/path/to/ca.pem), and the host as the certificate does.',
    );
  return failure(
    'step-failed',
    'MONGODB',
    `${name} (${hosts}) could not be asked: ${said}.`,
    'Look whether this machine can reach it (network, access list, TLS settings in the connection string).',
  );
}

/** The driver wraps what Node says of a certificate, more than once. */
function isCertificateProblem(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && certificateCodes.includes(String(error.code))) || isCertificateProblem(error.cause);
}

function failure(kind: 'credentials' | 'step-failed', code: string, message: string, fix: string): LivemigError {
  return new LivemigError({ kind, code, message: message.charAt(0).toUpperCase() + message.slice(1), fix });
}
