import { z } from 'zod';

/**
 * What goes wrong with a request. `instead` of carrying it out: a status with the body that the service gives with it,
 * a proxy's page, a redirect, a nonce that is refused, a dropped connection. `after` it has been carried out: the
 * answer is lost or spoilt. Both after `latency`.
 */
export type FaultAction =
  | { readonly kind: 'status'; readonly status: number; readonly detail?: StatusDetail }
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'stale-nonce' | 'drop-before' }
  | { readonly kind: Spoiling }
  | { readonly kind: 'latency'; readonly ms: number };

/** Either seconds for Retry-After or an errorCode. */
export type StatusDetail = { readonly retryAfterSeconds: number } | { readonly errorCode: string };

const Spoiling = z.enum(['drop-after', 'half', 'empty', 'unknown-status', 'broken-json', 'wrong-shape']);
export type Spoiling = z.infer<typeof Spoiling>;

export interface RequestFault {
  readonly kind: 'request';
  readonly method: string;
  readonly path: RegExp;
  /** Which of the matching requests, counted from 1; both ends included. */
  readonly from: number;
  readonly until: number;
  /** Only each so-manieth: 1 for all, 3 for the third, the sixth, the ninth. */
  readonly every: number;
  /** Of those, how many in a hundred. */
  readonly percent: number;
  readonly seed: number;
  readonly action: FaultAction;
}

/** Every action, and what it does: for `livemig sandbox --help` and docs/sandbox.md. */
export const requestActions = {
  'STATUS[:SECONDS|:ERROR_CODE]':
    'refused with a status from 400 to 599, with Retry-After or an errorCode where one is given',
  'html[:STATUS]': "a proxy's HTML page, with 200 or another status",
  'redirect[:URL]': 'sent to another host',
  'stale-nonce': 'the digest nonce is not good any more',
  'drop-before': 'the connection is dropped before anything is done',
  'drop-after': 'done, but the connection is dropped without an answer',
  half: 'done, but only half of the answer arrives',
  empty: 'done, but the answer has no body',
  'broken-json': 'done, but the answer is not JSON',
  'wrong-shape': 'done, but the answer is JSON of another service',
  'unknown-status': 'done, but the status in the answer is one that nobody knows',
  'latency:MS': 'done, but late; goes together with another',
} as const;

export const requestFaultGrammar =
  'METHOD PATH[#NTH|#FIRST-LAST|#FIRST-|#/EACH][~PERCENT%[:SEED]]=ACTION, such as "POST */liveMigrations#1=drop-after" or "GET *~20%:7=503:2"';

const pattern = /^(\*|[A-Z]+)\s+([^\s#]+?)(?:#(?:(\d+)(-\d*)?|\/(\d+)))?(?:~(\d+(?:\.\d+)?)%(?::(\d+))?)?=(\S+)$/;

/** `undefined` for a text that is none. */
export function parseRequestFault(spec: string): RequestFault | undefined {
  const [, method, glob, nth, more, each, percent, seed, text] = pattern.exec(spec.trim()) ?? [];
  if (method === undefined || glob === undefined || text === undefined) return undefined;
  const action = parseAction(text);
  const [from, until] = rangeOf(nth, more);
  const share = Number(percent ?? 100);
  const every = Number(each ?? 1);
  if (action === undefined || every < 1 || from < 1 || until < from || share <= 0 || share > 100) return undefined;
  return {
    kind: 'request',
    method,
    path: globToRegExp(glob),
    from,
    until,
    every,
    percent: share,
    seed: Number(seed ?? 1),
    action,
  };
}

/** `#2` is one request, `#2-4` are three, `#2-` all from the second on. */
function rangeOf(nth: string | undefined, more: string | undefined): readonly [number, number] {
  if (nth === undefined) return [1, Number.POSITIVE_INFINITY];
  const from = Number(nth);
  if (more === undefined) return [from, from];
  return [from, more === '-' ? Number.POSITIVE_INFINITY : Number(more.slice(1))];
}

function parseAction(text: string): FaultAction | undefined {
  const [, name = '', argument] = /^([^:]+)(?::(.+))?$/.exec(text) ?? [];
  const argumented = withArgument(name, argument);
  if (argumented !== undefined || argument !== undefined) return argumented;
  if (name === 'stale-nonce' || name === 'drop-before') return { kind: name };
  const spoiling = Spoiling.safeParse(name);
  return spoiling.success ? { kind: spoiling.data } : undefined;
}

function withArgument(name: string, argument: string | undefined): FaultAction | undefined {
  if (isErrorStatus(name)) return statusAction(Number(name), argument);
  if (name === 'html' && (argument === undefined || /^[2-5]\d\d$/.test(argument)))
    return { kind: 'html', status: Number(argument ?? 200) };
  if (name === 'redirect' && (argument === undefined || URL.canParse(argument)))
    return { kind: 'redirect', location: argument ?? 'https://login.example.net/' };
  if (name === 'latency' && argument !== undefined && /^\d+$/.test(argument))
    return { kind: 'latency', ms: Number(argument) };
  return undefined;
}

function statusAction(status: number, argument: string | undefined): FaultAction | undefined {
  if (argument === undefined) return { kind: 'status', status };
  if (/^\d+$/.test(argument)) return { kind: 'status', status, detail: { retryAfterSeconds: Number(argument) } };
  return /^[A-Z][A-Z0-9_]+$/.test(argument) ? { kind: 'status', status, detail: { errorCode: argument } } : undefined;
}

function isErrorStatus(text: string): boolean {
  return /^[45]\d\d$/.test(text);
}

function globToRegExp(glob: string): RegExp {
  const pattern = glob.split(/\*+/).map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`);
}
