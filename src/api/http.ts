import type { Credentials } from '../core/credentials.ts';
import type { Clock } from '../core/ports.ts';
import type { ServiceName } from '../core/service-name.ts';
import type { NamedCa } from './agents.ts';
import { authenticatorFor } from './authentication.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import { createExchange } from './exchange.ts';
import { answerError } from './failure.ts';
import { type AnswerNote, createSender, type HttpAnswer, type HttpRequest, type Query } from './send.ts';
import { type Call, isSuccess, type Reply } from './wire.ts';

export type { AnswerNote, HttpAnswer, HttpRequest } from './send.ts';

export interface HttpOptions {
  readonly serviceName: ServiceName;
  /** May end with a slash and hold a proxy's path prefix; without `/api/…`. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly userAgent: string;
  /** Certificates are always checked. Together with this one Node does not look at NODE_EXTRA_CA_CERTS. */
  readonly ca?: NamedCa;
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

/**
 * The HTTP client of one service. Importing this module costs 125 ms (axios).
 *
 * Throws kind `usage` where the address or the CA certificate cannot be used; requests throw as `createSender` says.
 */
export function createHttp(options: HttpOptions): Http {
  const { serviceName: service, credentials, clock, signal, userAgent } = options;
  const base = parseBaseUrl(options.baseUrl, service);
  const wire = createExchange(options, base);
  const target = targetUnder(base);
  const secrets = (): readonly string[] => authenticator.secrets();
  const callOf = (method: string, path: string): Call => {
    return { service, host: base.host, caFile: options.ca?.file, method, path, write: false, secrets };
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

/** One request without credentials, which both services answer with 401. Throws where no answer came, or another one. */
export async function askUnsigned(
  options: Omit<HttpOptions, 'credentials' | 'onAnswer' | 'beforeWrite'>,
): Promise<Pick<Reply, 'status' | 'headers'>> {
  const { serviceName: service, clock, userAgent } = options;
  const base = parseBaseUrl(options.baseUrl, service);
  const { path, accept } = rootOf(service);
  const caFile = options.ca?.file;
  const call: Call = {
    service,
    host: base.host,
    caFile,
    method: 'GET',
    path,
    write: false,
    unsigned: true,
    secrets: () => [],
  };
  const headers = { accept, 'user-agent': userAgent };
  const answer = await createExchange(options, base)({ call, target: targetUnder(base)(path, {}), headers });
  if (answer.status === 401 || isSuccess(answer)) return answer;
  throw answerError(call, answer, clock.now());
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
