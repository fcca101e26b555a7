import { randomBytes } from 'node:crypto';
import type { AccountSecret } from '../model/model.ts';
import type { Identity } from '../scenario/scenario.ts';
import { createBucket } from './rate-limit.ts';

const tokenLifeSeconds = 3600;

/** What the token and revoke calls answer; errors have OAuth's shape, not the APIs' (API notes, section 2.2). */
export interface OAuthAnswer {
  readonly status: number;
  readonly body?: Readonly<Record<string, string | number>>;
}

export interface ServiceAccounts {
  token(authorization: string | undefined, form: URLSearchParams, url: string): OAuthAnswer;
  revoke(authorization: string | undefined, form: URLSearchParams): OAuthAnswer;
  /** Whom a Bearer token stands for; `undefined` where it is unknown, expired or revoked. */
  holderOf(token: string): Identity | undefined;
}

/** `secrets` are all that were ever good: those that have expired are refused like wrong ones. */
export function createServiceAccounts(
  identities: () => readonly Identity[],
  secrets: () => readonly AccountSecret[],
  now: () => number,
  speed: number,
): ServiceAccounts {
  const named = (clientId: string) =>
    identities()
      .filter((one) => one.kind === 'service-account')
      .find((one) => one.clientId === clientId);
  const accountOf = (authorization = '') => {
    const encoded = /^Basic\s+(\S+)$/i.exec(authorization)?.[1] ?? '';
    const pair = Buffer.from(encoded, 'base64').toString();
    const found = secrets().find(({ clientId, secret }) => pair === `${clientId}:${secret}`);
    return found === undefined || found.expiresAt <= now() ? undefined : named(found.clientId);
  };
  const tokens = new Map<string, { clientId: string; expiresAt: number }>();
  const bucket = createBucket({ capacity: 10, refillPerMinute: 10 * speed }, now);

  return {
    token(authorization, form, url) {
      if (!bucket.take())
        return oauthError(429, 'rate_limited', `Resource ${url} is limited to 10 requests every 1 minutes.`);
      const account = accountOf(authorization);
      if (account === undefined) return invalidClient();
      const grant = form.get('grant_type');
      if (grant === null) return oauthError(400, 'invalid_request', 'The parameter grant_type is missing.');
      if (grant !== 'client_credentials')
        return oauthError(400, 'unsupported_grant_type', `The grant type ${grant} is not supported.`);
      const token = `eyJ${randomBytes(48).toString('base64url')}`;
      tokens.set(token, { clientId: account.clientId, expiresAt: now() + tokenLifeSeconds * 1000 });
      return { status: 200, body: { access_token: token, expires_in: tokenLifeSeconds, token_type: 'Bearer' } };
    },
    revoke(authorization, form) {
      const account = accountOf(authorization);
      if (account === undefined) return invalidClient();
      const token = form.get('token');
      if (token === null) return oauthError(400, 'invalid_request', 'The parameter token is missing.');
      if (tokens.get(token)?.clientId === account.clientId) tokens.delete(token);
      return { status: 200 };
    },
    holderOf(token) {
      const held = tokens.get(token);
      return held !== undefined && held.expiresAt > now() ? named(held.clientId) : undefined;
    },
  };
}

const plannedErrors: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'invalid_client',
  403: 'access_denied',
  429: 'rate_limited',
};

/** What the token and revoke calls answer with a status that a fault asks for. */
export function oauthErrorOf(status: number, description: string): OAuthAnswer {
  return oauthError(status, plannedErrors[status] ?? 'server_error', description);
}

function invalidClient(): OAuthAnswer {
  return oauthError(401, 'invalid_client', 'Invalid credentials provided.');
}

function oauthError(status: number, error: string, description: string): OAuthAnswer {
  return { status, body: { error_description: description, error } };
}
