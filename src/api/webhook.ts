import { createHash, createHmac } from 'node:crypto';
import { parseRetryAfter } from '../core/backoff.ts';
import { LivemigError } from '../core/errors.ts';
import { notificationOf } from '../core/following/notification.ts';
import type { Recipient, Told } from '../core/following/recipient.ts';
import type { Clock } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { type BaseUrl, isLoopback } from './base-url.ts';
import { createExchange } from './exchange.ts';
import { isSuccess, type Reply } from './wire.ts';

export interface WebhookOptions {
  /** May be a secret, as Slack's are: messages name its host only. */
  readonly address: Secret;
  /** What bodies are signed with; unsigned where there is none. */
  readonly secret: Secret | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly userAgent: string;
  /** From the start of a request to the end of its answer. */
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 15_000;

/**
 * Posts each notification as JSON. `Livemig-Event-Id` is its id; `Livemig-Signature` is `t=SECONDS,v1=HEX`, of which HEX is
 * HMAC-SHA256 over `SECONDS.BODY`, as Stripe signs its events (docs.stripe.com/webhooks, "Verify manually"). Any 2xx is told.
 *
 * Redirects are not followed: neither body nor signature goes to a host that nobody named. Throws kind `usage` for what is
 * not an address.
 */
export function createWebhook({
  address,
  secret,
  clock,
  userAgent,
  timeoutMs = usualTimeoutMs,
}: WebhookOptions): Recipient {
  const { base, target } = parseAddress(address.reveal());
  const exchange = createExchange({ timeoutMs }, base);
  // What comes after the host is the secret of most webhooks, whole or in part.
  const secrets = () => [address.reveal(), target, ...target.split(/[/?&=]/).filter((part) => part.length >= 8)];
  const call = { service: 'The webhook', host: base.host, method: 'POST', path: '/…', write: true, secrets } as const;
  return {
    key: `webhook:${base.host}:${createHash('sha256').update(address.reveal()).digest('hex').slice(0, 12)}`,
    name: `the webhook at ${base.host}`,
    tell: async (happening) => {
      const body = JSON.stringify(notificationOf(happening));
      const seconds = Math.floor(clock.now().getTime() / 1000);
      const signed = secret === undefined ? {} : { 'livemig-signature': signatureOf(secret, seconds, body) };
      const headers = {
        ...{ accept: '*/*', 'content-type': 'application/json', 'user-agent': userAgent },
        ...{ 'livemig-event-id': happening.id, ...signed },
      };
      try {
        return toldBy(base.host, await exchange({ call, target, headers, body }), clock.now());
      } catch (error) {
        if (!(error instanceof LivemigError)) throw error;
        return { isTold: false, why: error.message, isRefused: false };
      }
    },
  };
}

function signatureOf(secret: Secret, seconds: number, body: string): string {
  const hex = createHmac('sha256', secret.reveal()).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hex}`;
}

/** These say that it may be taken at another time (RFC 9110, 15.5.9; RFC 6585, 4), as any 5xx does. */
const passing = [408, 429];

function toldBy(host: string, answer: Reply, now: Date): Told {
  const { status, headers } = answer;
  if (isSuccess(answer)) return { isTold: true };
  const isRefused = status < 500 && !passing.includes(status);
  const isRedirect = status >= 300 && status < 400;
  const why = `The webhook at ${host} answered ${status}${isRedirect ? ', a redirect, which livemig does not follow' : ''}.`;
  return { isTold: false, why, isRefused, askedSeconds: parseRetryAfter(headers['retry-after'], now) };
}

function parseAddress(text: string): { readonly base: BaseUrl; readonly target: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw unusable('is not an http(s) address');
  if (url.username !== '' || url.password !== '') throw unusable('carries a user name or a password');
  const [secure, loopback] = [url.protocol === 'https:', isLoopback(url.hostname)];
  return { base: { text: url.origin, host: url.host, secure, loopback }, target: `${url.pathname}${url.search}` };
}

/** The address itself is not repeated: it may be a secret. */
function unusable(why: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'URL_NOT_USABLE',
    message: `The address of a webhook ${why}.`,
    fix: 'Give it as the service shows it: https://hooks.example/services/ID. What proves who sends it is LIVEMIG_NOTIFY_SECRET.',
  });
}
