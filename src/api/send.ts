import type { ZodType } from 'zod';
import { retryDelay } from '../core/backoff.ts';
import { LivemigError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { parseAnswer, serializeBody } from './body.ts';
import { answerError, beforeWrite, bodyError, connectionLost, interruptedError } from './failure.ts';
import { type Authenticator, type Call, type Exchange, isSuccess, type Reply, type WireRequest } from './wire.ts';

export type Query = Readonly<Record<string, string | number | boolean>>;

export interface HttpRequest<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with a slash, already encoded (`path` in path.ts). */
  readonly path: string;
  readonly query?: Query;
  /** Sent as JSON; a `Secret` anywhere in it is written out. */
  readonly body?: unknown;
  readonly accept: string;
  readonly contentType?: string;
  readonly schema: ZodType<T>;
}

export interface HttpAnswer<T> {
  readonly value: T;
  /** Host and port of the address that was given; who has answered there may be another. */
  readonly host: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** By the server's clock where it tells, otherwise by ours. */
  readonly answeredAt: Date;
  /** Of the body, unpacked. */
  readonly bytes: number;
}

export interface AnswerNote {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly errorCode?: string;
}

export interface SendingOptions {
  readonly callOf: (method: string, path: string) => Call;
  /** Path and query as they go onto the wire. */
  readonly target: (path: string, query: Query) => string;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onAnswer: (note: AnswerNote) => Promise<void>;
  /** Rejects where a write must not be sent any more. */
  readonly beforeWrite: () => Promise<void>;
}

/**
 * Sends requests through an authenticator. Reads are tried again where that can help. A write is sent again only after a
 * 429, which says that it was not carried out, and otherwise never.
 *
 * Throws LivemigError: `credentials`, `api`, `interrupted` (see failure.ts); `api.delivery` says what became of a write.
 */
export function createSender(options: SendingOptions, authenticator: Authenticator) {
  const { clock, signal } = options;

  return async <T>(request: HttpRequest<T>): Promise<HttpAnswer<T>> => {
    const wireRequest = prepare(options, request);
    const { call } = wireRequest;
    const once = async (exchange: Exchange): Promise<HttpAnswer<T>> => {
      const answer = await noted(options, call, () => exchange(wireRequest));
      return read(call, answer, request.schema, clock.now());
    };
    const write = async (): Promise<HttpAnswer<T>> => {
      const preparing = { ...call, write: false };
      const exchange = await retrying(authenticator.prepareWrite, preparing, options).catch((error: unknown) => {
        throw error instanceof LivemigError ? beforeWrite(call, error) : error;
      });
      await options.beforeWrite();
      if (signal?.aborted === true) throw interruptedError(call, signal);
      return once(exchange);
    };
    return retrying(call.write ? write : () => once(authenticator.read), call, options);
  };
}

function prepare<T>(options: SendingOptions, request: HttpRequest<T>): WireRequest {
  const { method, path, query = {}, body, accept, contentType = accept } = request;
  const serialized = body === undefined ? undefined : serializeBody(body);
  const described = options.callOf(method, path);
  const secrets = () => [...described.secrets(), ...(serialized?.secrets ?? [])];
  const headers = { accept, 'user-agent': options.userAgent };
  return {
    call: { ...described, write: method !== 'GET', secrets },
    target: options.target(path, query),
    headers: serialized === undefined ? headers : { ...headers, 'content-type': contentType },
    body: serialized?.text,
  };
}

async function retrying<T>(work: () => Promise<T>, call: Call, { clock, signal }: SendingOptions): Promise<T> {
  const startedAt = clock.now().getTime();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const elapsed = clock.now().getTime() - startedAt;
      const delay = error instanceof LivemigError ? delayAfter(error, call, attempt, elapsed, clock) : undefined;
      if (delay === undefined) throw error;
      await clock.sleep(delay, signal).catch(() => {
        throw interruptedError(call, signal);
      });
    }
  }
}

function delayAfter({ api, code }: LivemigError, { write }: Call, attempt: number, elapsed: number, clock: Clock) {
  // What kept a write from being sent has been tried often enough.
  if (write && api?.delivery !== 'refused') return undefined;
  const { status, retryAfterSeconds } = api ?? {};
  const failure = { write, status, retryAfterSeconds, dropped: code === connectionLost };
  return retryDelay(attempt, failure, elapsed, clock.random());
}

/**
 * Tells `onAnswer` of one try. A note that cannot be kept must not cost the answer: the id of a migration that has been
 * created cannot be asked for a second time (Atlas API notes, section 6).
 */
async function noted(options: SendingOptions, call: Call, work: () => Promise<Reply>): Promise<Reply> {
  const note = async (status: number | null, errorCode?: string): Promise<void> => {
    const { method, path } = call;
    const entry = { method, path, status, ...(errorCode === undefined ? {} : { errorCode }) };
    await options.onAnswer(entry).catch(() => {});
  };
  try {
    const answer = await work();
    await note(
      answer.status,
      isSuccess(answer) ? undefined : answerError(call, answer, options.clock.now()).api?.errorCode,
    );
    return answer;
  } catch (error) {
    await note(null);
    throw error;
  }
}

function read<T>(call: Call, answer: Reply, schema: ZodType<T>, now: Date): HttpAnswer<T> {
  const answeredAt = dateOf(answer) ?? now;
  if (!isSuccess(answer)) throw answerError(call, answer, answeredAt);
  const bytes = Buffer.byteLength(answer.text);
  return { value: parse(call, answer, schema), host: call.host, headers: answer.headers, answeredAt, bytes };
}

function dateOf({ headers }: Reply): Date | undefined {
  const ms = Date.parse(headers.date ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms);
}

function parse<T>(call: Call, { status, text, headers }: Reply, schema: ZodType<T>): T {
  const parsed = parseAnswer(text, headers['content-type'], call.secrets());
  if ('problem' in parsed) throw bodyError(call, status, parsed.problem);
  const result = schema.safeParse(parsed.value);
  if (result.success) return result.data;
  if (parsed.value === undefined) throw bodyError(call, status, 'an empty body');
  const [issue] = result.error.issues;
  throw bodyError(call, status, `JSON of another shape, at "${issue?.path.join('.') ?? ''}" (${issue?.message ?? ''})`);
}
