import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { MongodError } from '../mongod-error.ts';
import { saslPrepared } from './saslprep.ts';

export const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const;
export type Mechanism = (typeof mechanisms)[number];

/** What the server keeps of a password (RFC 5802, section 3). */
export interface ScramCredential {
  readonly salt: Buffer;
  readonly iterations: number;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

const settings = {
  'SCRAM-SHA-256': { digest: 'sha256', keyBytes: 32, saltBytes: 28 },
  'SCRAM-SHA-1': { digest: 'sha1', keyBytes: 20, saltBytes: 16 },
} as const;

/** How many rounds a password is hashed: the defaults of `scramSHA256IterationCount` and `scramIterationCount`. */
export const usualIterations: Readonly<Record<Mechanism, number>> = { 'SCRAM-SHA-256': 15_000, 'SCRAM-SHA-1': 10_000 };

interface Login {
  readonly username: string;
  readonly password: string;
}

export function scramCredential(
  mechanism: Mechanism,
  iterations: number,
  { username, password }: Login,
): ScramCredential {
  const { digest, keyBytes, saltBytes } = settings[mechanism];
  const salt = randomBytes(saltBytes);
  // MongoDB's SCRAM-SHA-1 hashes the password with MD5 first; SCRAM-SHA-256 prepares it with SASLprep.
  const secret =
    mechanism === 'SCRAM-SHA-1'
      ? createHash('md5').update(`${username}:mongo:${password}`).digest('hex')
      : saslPrepared(password);
  const salted = pbkdf2Sync(secret, salt, iterations, keyBytes, digest);
  const clientKey = hmac(digest, salted, 'Client Key');
  return {
    salt,
    iterations,
    storedKey: createHash(digest).update(clientKey).digest(),
    serverKey: hmac(digest, salted, 'Server Key'),
  };
}

/** A conversation after its first answer. */
export interface Conversation {
  readonly username: string;
  readonly answer: string;
  /** Checks the proof and gives the last answer. Throws AuthenticationFailed. */
  finish(clientFinal: string): string;
}

export function beginScram(
  mechanism: Mechanism,
  clientFirst: string,
  credentialOf: (username: string) => ScramCredential | undefined,
): Conversation {
  const bare = clientFirst.replace(/^[^,]*,[^,]*,/, '');
  const { n = '', r: clientNonce = '' } = attributes(bare);
  const username = n.replaceAll('=2C', ',').replaceAll('=3D', '=');
  const credential = credentialOf(username);
  if (credential === undefined || clientNonce === '') throw authenticationFailed();
  const nonce = clientNonce + randomBytes(24).toString('base64');
  const answer = `r=${nonce},s=${credential.salt.toString('base64')},i=${credential.iterations}`;
  return {
    username,
    answer,
    finish: (final) => finish(settings[mechanism].digest, credential, nonce, [bare, answer], final),
  };
}

function finish(
  digest: string,
  credential: ScramCredential,
  nonce: string,
  said: readonly string[],
  clientFinal: string,
): string {
  const { r, p = '' } = attributes(clientFinal);
  const message = [...said, clientFinal.replace(/,p=.*$/, '')].join(',');
  const signature = hmac(digest, credential.storedKey, message);
  const proof = Buffer.from(p, 'base64');
  if (r !== nonce || proof.length !== signature.length) throw authenticationFailed();
  const clientKey = Buffer.from(proof.map((byte, at) => byte ^ (signature[at] ?? 0)));
  const isRight = timingSafeEqual(createHash(digest).update(clientKey).digest(), credential.storedKey);
  if (!isRight) throw authenticationFailed();
  return `v=${hmac(digest, credential.serverKey, message).toString('base64')}`;
}

export function authenticationFailed(): MongodError {
  return new MongodError('AuthenticationFailed', 'Authentication failed.');
}

function hmac(digest: string, key: Buffer, text: string): Buffer {
  return createHmac(digest, key).update(text).digest();
}

function attributes(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));
}
