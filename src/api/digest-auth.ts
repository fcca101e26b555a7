import { createHash, randomBytes } from 'node:crypto';
import type { Secret } from '../core/secret.ts';
import type { Authenticator, Exchange, Reply, WireRequest } from './wire.ts';

/**
 * HTTP digest authentication (RFC 7616 and 2617, qop `auth` or none, MD5 and SHA-256).
 *
 * Parsed and built here and not by `http-auth-utils` 6.0.1: that refuses a challenge with RFC 7616's `charset` or
 * `userhash`, and quotes `nc` and `qop`, which the RFC forbids and the services' own clients do not do.
 */

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly qop: 'auth' | undefined;
  readonly opaque: string | undefined;
  readonly stale: boolean;
}

export interface Signature {
  readonly username: string;
  readonly password: string;
  readonly method: string;
  /** Path and query exactly as sent. */
  readonly uri: string;
  /** How often the nonce has been used, counted from 1. */
  readonly count: number;
  readonly cnonce: string;
}

/** The strongest usable digest challenge of a `WWW-Authenticate` header, which may hold several of several schemes. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const challenges = (header ?? '')
    .split(/(?:^|,)\s*(?=[A-Za-z][\w-]*\s+[\w-]+\s*=)/)
    .filter((part) => /^digest\s/i.test(part))
    .map(toChallenge)
    .filter((challenge) => challenge !== undefined);
  return challenges.find(({ algorithm }) => algorithm === 'SHA-256') ?? challenges[0];
}

function toChallenge(text: string): Challenge | undefined {
  const pairs = text.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g);
  const values = new Map(
    [...pairs].map(([, name = '', quoted, bare]) => [name.toLowerCase(), unescaped(quoted) ?? bare]),
  );
  const nonce = values.get('nonce');
  const algorithm = algorithmOf(values.get('algorithm') ?? 'MD5');
  const offered = values
    .get('qop')
    ?.split(',')
    .map((word) => word.trim().toLowerCase());
  if (nonce === undefined || algorithm === undefined || offered?.includes('auth') === false) return undefined;
  return {
    realm: values.get('realm') ?? '',
    nonce,
    algorithm,
    qop: offered === undefined ? undefined : 'auth',
    opaque: values.get('opaque'),
    stale: values.get('stale')?.toLowerCase() === 'true',
  };
}

function unescaped(quoted: string | undefined): string | undefined {
  return quoted?.replaceAll(/\\(.)/g, '$1');
}

function algorithmOf(name: string): Challenge['algorithm'] | undefined {
  const upper = name.toUpperCase();
  return upper === 'MD5' || upper === 'SHA-256' ? upper : undefined;
}

/** The value of the `Authorization` header. */
export function authorize(challenge: Challenge, signature: Signature): string {
  const { realm, nonce, algorithm, qop, opaque } = challenge;
  const { username, password, method, uri, cnonce } = signature;
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const count = signature.count.toString(16).padStart(8, '0');
  const once = qop === undefined ? nonce : `${nonce}:${count}:${cnonce}:${qop}`;
  const response = hash(`${hash(`${username}:${realm}:${password}`)}:${once}:${hash(`${method}:${uri}`)}`);
  const parts = [
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(qop === undefined ? [] : [`qop=${qop}`, `nc=${count}`, `cnonce=${quote(cnonce)}`]),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

interface Nonce {
  readonly challenge: Challenge;
  used: number;
}

export interface ApiKey {
  readonly publicKey: string;
  readonly privateKey: Secret;
}

/**
 * Signs with an API key. A read without a nonce is its own challenge: it goes out unsigned first, it has no body. A
 * write gets a nonce of its own, fetched by `askChallenge` (a body-less GET), so its body is on the wire once, signed.
 * Reads use the last nonce that was accepted again, with a growing count; the server may stop accepting it at any time.
 */
export function digestAuth(key: ApiKey, wire: Exchange, askChallenge: () => Promise<Challenge>): Authenticator {
  let accepted: Nonce | undefined;

  const signed = (request: WireRequest, nonce: Nonce): Promise<Reply> => {
    nonce.used += 1;
    const signature = {
      username: key.publicKey,
      password: key.privateKey.reveal(),
      method: request.call.method,
      uri: request.target,
      count: nonce.used,
      cnonce: randomBytes(8).toString('hex'),
    };
    const authorization = authorize(nonce.challenge, signature);
    return wire({ ...request, headers: { ...request.headers, authorization } });
  };

  /** A 401 says that nothing was carried out, so signing again with the new nonce is safe, for a write too. */
  const attempt = async (request: WireRequest, nonce: Nonce): Promise<Reply> => {
    const answer = await signed(request, nonce);
    if (answer.status !== 401) return keep(nonce, answer);
    accepted = undefined;
    const renewed = parseChallenge(answer.headers['www-authenticate']);
    if (renewed === undefined || !(renewed.stale || nonce.used > 1)) return answer;
    const fresh = { challenge: renewed, used: 0 };
    const second = await signed(request, fresh);
    return second.status === 401 ? second : keep(fresh, second);
  };

  const keep = (nonce: Nonce, answer: Reply): Reply => {
    accepted = nonce;
    return answer;
  };

  return {
    read: async (request) => {
      if (accepted !== undefined) return attempt(request, accepted);
      const unsigned = await wire(request);
      const challenge = unsigned.status === 401 ? parseChallenge(unsigned.headers['www-authenticate']) : undefined;
      return challenge === undefined ? unsigned : attempt(request, { challenge, used: 0 });
    },
    prepareWrite: async () => {
      const nonce = { challenge: await askChallenge(), used: 0 };
      return (request) => attempt(request, nonce);
    },
    secrets: () => [key.privateKey.reveal()],
  };
}
