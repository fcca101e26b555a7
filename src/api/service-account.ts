import { z } from 'zod';
import type { Clock } from '../core/ports.ts';
import { Secret } from '../core/secret.ts';
import type { Authenticator, Exchange, WireRequest } from './wire.ts';

/** Atlas API notes, section 2.2. */
export const tokenPath = '/api/oauth/token';

/** `expires_in` in seconds. */
export const AccessToken = z.object({
  access_token: z
    .string()
    .min(1)
    .transform((text) => new Secret(text)),
  expires_in: z.number(),
});
export type AccessToken = z.infer<typeof AccessToken>;

/** With which a service account asks for a token (RFC 6749, 2.3.1: each half is form-encoded first). */
function basicCredentials({ clientId, clientSecret }: ServiceAccount): string {
  const pair = [clientId, clientSecret.reveal()].map(formEncoded).join(':');
  return Buffer.from(pair).toString('base64');
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** The token is fetched anew this long before it ends, so that it does not end on the way. */
const marginMs = 60_000;

export interface ServiceAccount {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

interface KeptToken {
  readonly token: Secret;
  readonly endsAt: number;
  used: boolean;
}

/**
 * Signs with a token that `fetchToken` gets. It is kept until shortly before it ends, because tokens are limited to ten
 * a minute, and fetched again once where the server refuses one that had been kept.
 */
export function serviceAccountAuth(
  account: ServiceAccount,
  fetchToken: (authorization: string) => Promise<AccessToken>,
  wire: Exchange,
  clock: Clock,
): Authenticator {
  const basic = basicCredentials(account);
  let kept: KeptToken | undefined;
  let before: KeptToken | undefined;
  let fetching: Promise<KeptToken> | undefined;

  const fetchOne = async (): Promise<KeptToken> => {
    const { access_token: token, expires_in: seconds } = await fetchToken(`Basic ${basic}`);
    before = kept;
    kept = { token, endsAt: clock.now().getTime() + seconds * 1000 - marginMs, used: false };
    return kept;
  };

  /** Requests that come together share one fetch. */
  const renew = (): Promise<KeptToken> => {
    fetching ??= fetchOne().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  const current = async (): Promise<KeptToken> =>
    kept !== undefined && clock.now().getTime() < kept.endsAt ? kept : renew();

  const exchange: Exchange = async (request) => {
    const held = await current();
    const wasUsed = held.used;
    held.used = true;
    const answer = await wire(withToken(request, held.token));
    if (answer.status !== 401 || !wasUsed) return answer;
    const other = held === kept ? await renew() : await current();
    return wire(withToken(request, other.token));
  };

  return {
    read: exchange,
    prepareWrite: async () => {
      await current();
      return exchange;
    },
    // A request may still be on its way with the token before.
    secrets: () => [
      account.clientSecret.reveal(),
      basic,
      ...[kept, before].flatMap((held) => held?.token.reveal() ?? []),
    ],
  };
}

function withToken(request: WireRequest, token: Secret): WireRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token.reveal()}` } };
}
