import type { Credentials } from '../core/credentials.ts';
import type { Clock } from '../core/ports.ts';
import { parseText } from './body.ts';
import { type Challenge, digestAuth, parseChallenge } from './digest-auth.ts';
import { answerError, beforeWrite, bodyError } from './failure.ts';
import { AccessToken, serviceAccountAuth, tokenPath } from './service-account.ts';
import { type Authenticator, type Call, type Exchange, isSuccess, type WireRequest } from './wire.ts';

export interface AuthenticationOptions {
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly wire: Exchange;
  readonly userAgent: string;
  /** Addresses a path of the service; the call counts as a read, both of these change nothing. */
  readonly readOf: (method: string, path: string) => Pick<WireRequest, 'call' | 'target'>;
  /** Path and media type of a body-less GET that the server answers with a challenge. */
  readonly root: { readonly path: string; readonly accept: string };
}

export function authenticatorFor(options: AuthenticationOptions): Authenticator {
  const { credentials, wire, clock } = options;
  return credentials.kind === 'api-key'
    ? digestAuth(credentials, wire, () => askChallenge(options))
    : serviceAccountAuth(credentials, (authorization) => fetchToken(options, authorization), wire, clock);
}

async function askChallenge({ wire, readOf, root, userAgent, clock }: AuthenticationOptions): Promise<Challenge> {
  const request = readOf('GET', root.path);
  const answer = await wire({ ...request, headers: { accept: root.accept, 'user-agent': userAgent } });
  const challenge = answer.status === 401 ? parseChallenge(answer.headers['www-authenticate']) : undefined;
  if (challenge !== undefined) return challenge;
  throw isSuccess(answer)
    ? bodyError(request.call, answer.status, 'no digest challenge, though no key had been sent')
    : answerError(request.call, answer, clock.now());
}

async function fetchToken(options: AuthenticationOptions, authorization: string): Promise<AccessToken> {
  const request = options.readOf('POST', tokenPath);
  const headers = {
    accept: 'application/json',
    authorization,
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': options.userAgent,
  };
  const answer = await options.wire({ ...request, headers, body: 'grant_type=client_credentials' });
  if (!isSuccess(answer)) throw beforeWrite(request.call, answerError(request.call, answer, options.clock.now()));
  return parseToken(request.call, answer.status, answer.text);
}

function parseToken(call: Call, status: number, text: string): AccessToken {
  const parsed = parseText(text, undefined, call.secrets());
  const token = AccessToken.safeParse('value' in parsed ? parsed.value : undefined);
  if (!token.success) throw bodyError(call, status, 'no access token');
  return token.data;
}
