import { createHash } from 'node:crypto';
import type { HttpOptions } from '../../src/api/http.ts';
import { Secret } from '../../src/core/secret.ts';
import { fakeClock } from './fake-clock.ts';
import type { Reply, SeenRequest } from './scripted-server.ts';

export const privateKey = 'planted-private-key';
export const clientSecret = 'planted-client-secret';

export const apiKey = { kind: 'api-key', publicKey: 'abcdefgh', privateKey: new Secret(privateKey) } as const;
export const serviceAccount = {
  kind: 'service-account',
  clientId: 'mdb_sa_id_1',
  clientSecret: new Secret(clientSecret),
} as const;

/** Everything that `createHttp` needs except the address; time stands still and nothing waits. */
export function httpOptions(baseUrl: string, more: Partial<HttpOptions> = {}): HttpOptions {
  return { serviceName: 'Atlas', baseUrl, credentials: apiKey, clock: fakeClock(), userAgent: 'livemig/test', ...more };
}

/** 401 with a digest challenge as both services send it. */
export function challenge(nonce: string, stale = false): Reply {
  const header = `Digest realm="MMS Public API", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`;
  const body = {
    error: 401,
    reason: 'Unauthorized',
    detail: 'You are not authorized for this resource.',
    errorCode: 'UNEXPECTED_ERROR',
  };
  return { status: 401, headers: { 'www-authenticate': header }, body };
}

/** The nonce and its count, where the signature is right; a second reading of the RFC, apart from the client's. */
export function verifiedDigest(request: SeenRequest): string | undefined {
  const header = request.headers.authorization ?? '';
  const of = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)`).exec(header)?.[1] ?? '';
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const secret = md5(`${apiKey.publicKey}:${of('realm')}:${privateKey}`);
  const target = md5(`${request.method}:${request.url}`);
  const expected = md5(`${secret}:${of('nonce')}:${of('nc')}:${of('cnonce')}:auth:${target}`);
  const right = of('response') === expected && of('uri') === request.url && of('username') === apiKey.publicKey;
  return right ? `${of('nonce')} ${Number.parseInt(of('nc'), 16)}` : undefined;
}
