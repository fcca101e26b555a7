import { createHash, randomBytes } from 'node:crypto';

const realm = 'MMS Public API';

/** What the services call "a short time"; no figure is published (API notes, section 2.1). */
const defaultNonceLife = 60_000;

export type DigestVerdict =
  | { readonly user: string }
  /** `stale`: the password was right and only the nonce is used up, so a new one will do (RFC 7616, section 3.3). */
  | { readonly user: undefined; readonly stale: boolean };

export interface DigestGate {
  /** The value of WWW-Authenticate, with a new nonce. */
  challenge(stale: boolean): string;
  check(request: DigestRequest, passwordOf: (user: string) => string | undefined): DigestVerdict;
}

export interface DigestRequest {
  readonly method: string;
  /** Path and query exactly as they came. */
  readonly uri: string;
  readonly authorization: string;
}

interface Nonce {
  readonly madeAt: number;
  readonly counts: Set<string>;
}

/** HTTP digest with MD5 and qop=auth, read from RFC 7616. A nonce may be used again with another count. */
export function createDigestGate(now: () => number, nonceLife = defaultNonceLife): DigestGate {
  const nonces = new Map<string, Nonce>();

  function challenge(stale: boolean): string {
    forgetOldNonces(nonces, now() - 10 * nonceLife);
    const nonce = randomBytes(24).toString('base64');
    nonces.set(nonce, { madeAt: now(), counts: new Set() });
    return `Digest realm="${realm}", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`;
  }

  function useNonce({ nonce = '', nc = '' }: DigestParameters): boolean {
    const made = nonces.get(nonce);
    if (made === undefined || now() - made.madeAt > nonceLife || made.counts.has(nc)) return false;
    made.counts.add(nc);
    return true;
  }

  return {
    challenge,
    check(request, passwordOf) {
      const parameters = parseDigest(request.authorization);
      const { username = '' } = parameters;
      const password = passwordOf(username);
      if (password === undefined || !isSigned(parameters, request, password)) return { user: undefined, stale: false };
      return useNonce(parameters) ? { user: username } : { user: undefined, stale: true };
    },
  };
}

type DigestParameters = Readonly<Partial<Record<string, string>>>;

function parseDigest(header: string): DigestParameters {
  const pairs = header.replace(/^Digest\s+/i, '').matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  return Object.fromEntries([...pairs].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare]));
}

function isSigned(parameters: DigestParameters, { method, uri }: DigestRequest, password: string): boolean {
  const { username, nonce, nc, cnonce, qop, algorithm = 'MD5', response } = parameters;
  const wellFormed =
    parameters.realm === realm &&
    parameters.uri === uri &&
    algorithm.toUpperCase() === 'MD5' &&
    qop === 'auth' &&
    /^[0-9a-f]{8}$/i.test(nc ?? '') &&
    Boolean(cnonce);
  const secret = md5(`${username}:${realm}:${password}`);
  return wellFormed && response === md5(`${secret}:${nonce}:${nc}:${cnonce}:${qop}:${md5(`${method}:${uri}`)}`);
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function forgetOldNonces(nonces: Map<string, Nonce>, before: number): void {
  for (const [nonce, { madeAt }] of nonces) if (madeAt < before) nonces.delete(nonce);
}
