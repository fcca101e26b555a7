import axios, { type AxiosRequestConfig } from 'axios';
import type { ServiceName } from '../core/api-advice.ts';
import type { Credentials } from '../core/credentials.ts';
import type { Clock } from '../core/ports.ts';
import { createAgents } from './agents.ts';
import { authenticatorFor } from './authentication.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import { interruptedError, networkError } from './failure.ts';
import { classifyNetworkProblem } from './network-problem.ts';
import { type AnswerNote, createSender, type HttpAnswer, type HttpRequest, type Query } from './send.ts';
import type { Answer, Call, Exchange, WireRequest } from './wire.ts';

export type { AnswerNote, HttpAnswer, HttpRequest } from './send.ts';

export interface HttpOptions {
  readonly serviceName: ServiceName;
  /** May end with a slash and hold a proxy's path prefix; without `/api/…`. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly userAgent: string;
  /**
   * CA certificates (PEM) that are accepted besides Node's own. Certificates are always checked. Together with it Node
   * does not look at NODE_EXTRA_CA_CERTS.
   */
  readonly caPem?: string;
  /** Ends reads and waits at once; a write on its way is finished. A LivemigError as reason gives the error its kind. */
  readonly signal?: AbortSignal;
  /** For one request from its start to the end of its answer. */
  readonly timeoutMs?: number;
  /** For the audit; awaited, called after each try of a read or a write. What it rejects with is dropped. */
  onAnswer?(note: AnswerNote): Promise<void>;
  /** Called right before a write is sent. What it rejects with ends the request, which then has never left. */
  beforeWrite?(): Promise<void>;
}

export interface Http {
  /** The parsed body of a 2xx. */
  send<T>(request: HttpRequest<T>): Promise<T>;
  /** The same with headers and time. */
  ask<T>(request: HttpRequest<T>): Promise<HttpAnswer<T>>;
}

const defaultTimeoutMs = 60_000;
/** A page of 500 clusters is under 5 MB. */
const longestAnswerBytes = 32 * 1024 * 1024;

/**
 * The HTTP client of one service. Importing this module costs 125 ms (axios).
 *
 * Throws kind `usage` where the address or the CA certificate cannot be used; requests throw as `createSender` says.
 */
export function createHttp(options: HttpOptions): Http {
  const { serviceName: service, credentials, clock, signal, userAgent } = options;
  const base = parseBaseUrl(options.baseUrl, service);
  const wire = createWire(options, base);
  const target = targetUnder(base);
  const secrets = (): readonly string[] => authenticator.secrets();
  const callOf = (method: string, path: string): Call => {
    return { service, host: base.host, method, path, write: false, secrets };
  };
  const authenticator = authenticatorFor({
    credentials,
    clock,
    wire,
    userAgent,
    readOf: (method, path) => ({ call: callOf(method, path), target: target(path, {}) }),
    root: rootOf(service),
  });
  const onAnswer = async (note: AnswerNote) => options.onAnswer?.(note);
  const beforeWrite = async () => options.beforeWrite?.();
  const ask = createSender({ callOf, target, userAgent, clock, signal, onAnswer, beforeWrite }, authenticator);
  return { ask, send: async (request) => (await ask(request)).value };
}

function rootOf(service: ServiceName) {
  return service === 'Atlas'
    ? { path: '/api/atlas/v2', accept: 'application/vnd.atlas.2023-01-01+json' }
    : { path: '/api/public/v1.0', accept: 'application/json' };
}

function targetUnder(base: BaseUrl) {
  return (path: string, query: Query): string => {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    // Through URL once, as axios will do, so that the digest signs the very characters that are sent.
    const url = new URL(`${base.text}${path}${search.size === 0 ? '' : `?${search}`}`);
    return `${url.pathname}${url.search}`;
  };
}

function createWire(options: HttpOptions, base: BaseUrl): Exchange {
  const origin = new URL(base.text).origin;
  const reads = createAgents(true, options.caPem);
  // A kept connection may have been closed by the server while idle; a write that finds out would have an unknown outcome.
  const writes = createAgents(false, options.caPem);
  return ({ call, target, headers, body }: WireRequest) => {
    const config = { ...fixed, ...(call.write ? writes : reads), ...(base.loopback ? { proxy: false as const } : {}) };
    // Without a body axios would add a form's content type.
    const sent = { 'content-type': false, ...headers };
    const request = { ...config, method: call.method, url: `${origin}${target}`, headers: sent, data: body };
    return bounded(call, options, (signal) => exchange({ ...request, signal }));
  };
}

const fixed: AxiosRequestConfig = {
  // Redirects are not followed: credentials go to the host that was named, and to no other.
  maxRedirects: 0,
  maxContentLength: longestAnswerBytes,
  responseType: 'text',
  validateStatus: () => true,
  transformRequest: [(data: unknown) => data],
  transformResponse: [(data: unknown) => data],
};

async function exchange(config: AxiosRequestConfig<string | undefined>): Promise<Answer> {
  const { status, headers, data } = await axios.request<unknown>(config);
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { status, headers: Object.fromEntries(texts), text: typeof data === 'string' ? data : '' };
}

/** Ends the work at the timeout, and a read also at the signal; whatever it throws becomes a LivemigError. */
async function bounded(
  call: Call,
  { timeoutMs = defaultTimeoutMs, signal }: HttpOptions,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const interrupt = call.write ? undefined : signal;
  if (isAborted(interrupt)) throw interruptedError(call, interrupt);
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = new AbortController();
  const stop = () => either.abort();
  // Not AbortSignal.any: on Node 20 each call leaves something behind on a signal that lives for days.
  deadline.addEventListener('abort', stop, { once: true });
  interrupt?.addEventListener('abort', stop, { once: true });
  try {
    return await work(either.signal);
  } catch (error) {
    if (isAborted(interrupt)) throw interruptedError(call, interrupt);
    if (deadline.aborted) throw networkError(call, timedOut(timeoutMs));
    // The axios error itself goes no further: it holds the request with its body and credentials.
    if (axios.isAxiosError(error)) throw networkError(call, classifyNetworkProblem(error));
    throw error;
  } finally {
    interrupt?.removeEventListener('abort', stop);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

function timedOut(timeoutMs: number) {
  return { code: 'ETIMEDOUT', neverLeft: false, dropped: true, words: `no answer within ${timeoutMs / 1000} s` };
}
