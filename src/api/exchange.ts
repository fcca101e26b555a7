import axios, { type AxiosRequestConfig } from 'axios';
import type { LivemigError } from '../core/errors.ts';
import { createAgents, type NamedCa, type Trust, trustIn } from './agents.ts';
import type { BaseUrl } from './base-url.ts';
import { type Connection, createConnection, proxyOf } from './connection.ts';
import { interruptedError, networkError } from './failure.ts';
import { classifyNetworkProblem, type NetworkProblem } from './network-problem.ts';
import { proxyError } from './proxy-error.ts';
import type { ProxyServer } from './tunnel.ts';
import type { Call, Exchange, Reply } from './wire.ts';

export interface ExchangeOptions {
  readonly ca?: NamedCa;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 60_000;
/** A page of 500 clusters is under 5 MB. */
const longestAnswerBytes = 32 * 1024 * 1024;

/**
 * One request and its answer, by axios. It always ends, whatever comes and whatever axios makes of it: with an answer,
 * or with a LivemigError, at the latest when the timeout is over; a read also when the signal is aborted.
 *
 * Throws kind `usage` where the CA certificate cannot be used.
 */
export function createExchange(options: ExchangeOptions, base: BaseUrl): Exchange {
  const { timeoutMs = defaultTimeoutMs } = options;
  const origin = new URL(base.text).origin;
  const trust = trustIn(options.ca);
  const reads = createAgents(true, trust);
  // A kept connection may have been closed by the server while idle; a write that finds out would have an unknown outcome.
  const writes = createAgents(false, trust);
  return async ({ call, target, headers, body }) => {
    const config = { ...fixed, ...(call.write ? writes : reads), ...(base.loopback ? { proxy: false as const } : {}) };
    // Without a body axios would add a form's content type.
    const sent = { 'content-type': false, ...headers };
    const request = { ...config, method: call.method, url: `${origin}${target}`, headers: sent, data: body };
    const bounds = { timeoutMs, signal: call.write ? undefined : options.signal };
    return bounded(call, bounds, (signal) => begin(request, trust, signal));
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

/**
 * The proxy of the environment that requests to a service go through, as host and port; `undefined` where they go straight
 * there. Asks axios itself, which alone knows how it reads the variables, and sends nothing.
 */
export async function proxyFor(base: BaseUrl): Promise<Pick<ProxyServer, 'host' | 'port' | 'secure'> | undefined> {
  if (base.loopback) return undefined;
  let found: ProxyServer | undefined;
  const request: Connection['transport']['request'] = (options) => {
    found = proxyOf(options);
    throw new Error('not to be sent');
  };
  const config = { ...fixed, ...createAgents(false, trustIn(undefined)), url: base.text, transport: { request } };
  await axios.request(config).catch(() => {});
  return found;
}

interface Bounds {
  readonly timeoutMs: number;
  /** Of reads only: a write that is on its way is finished. */
  readonly signal: AbortSignal | undefined;
}

/** Waits for axios no longer than it has to: axios says nothing of some ends (101), and may be wrong about others. */
async function bounded(call: Call, { timeoutMs, signal }: Bounds, begin: Begin): Promise<Reply> {
  if (isAborted(signal)) throw interruptedError(call, signal);
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = new AbortController();
  const stop = () => either.abort();
  // Not AbortSignal.any: on Node 20 each call leaves something behind on a signal that lives for days.
  deadline.addEventListener('abort', stop, { once: true });
  signal?.addEventListener('abort', stop, { once: true });
  const { answer, connection } = begin(either.signal);
  try {
    return await Promise.race([answer, abortOf(either.signal)]);
  } catch (error) {
    connection.abandon();
    if (isAborted(signal)) throw interruptedError(call, signal);
    // The axios error itself goes no further: it holds the request with its body and credentials.
    if (deadline.aborted) throw failureOf(call, connection, timedOut(timeoutMs));
    if (axios.isAxiosError(error)) throw failureOf(call, connection, classifyNetworkProblem(error));
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

interface Begun {
  readonly answer: Promise<Reply>;
  readonly connection: Connection;
}

type Begin = (signal: AbortSignal) => Begun;

function begin(config: AxiosRequestConfig<string | undefined>, trust: Trust, signal: AbortSignal): Begun {
  let resolve = (_answer: Reply) => {};
  const switched = new Promise<Reply>((settle) => {
    resolve = settle;
  });
  const connection = createConnection(trust, (status, headers) => resolve({ ...headOf(status, headers), text: '' }));
  const answered = axios
    .request<unknown>({ ...config, transport: connection.transport, signal })
    .then(({ status, headers, data }) => ({
      ...headOf(status, headers),
      text: typeof data === 'string' ? data : '',
    }));
  return { answer: Promise.race([answered, switched]), connection };
}

function headOf(status: number, headers: object): Pick<Reply, 'status' | 'headers'> {
  const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { status, headers: Object.fromEntries(texts) };
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

function failureOf(call: Call, connection: Connection, problem: NetworkProblem): LivemigError {
  const proxy = connection.proxyInTheWay();
  if (proxy !== undefined) return proxyError(call, proxy, problem);
  return networkError(call, problem, connection.isEstablished());
}

function timedOut(timeoutMs: number): NetworkProblem {
  return { code: 'ETIMEDOUT', dropped: true, words: `no answer within ${timeoutMs / 1000} s` };
}
