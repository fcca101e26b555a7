import { z } from 'zod';
import { adviceForFailure } from '../core/api-advice.ts';
import { parseRetryAfter } from '../core/backoff.ts';
import { type Delivery, LivemigError } from '../core/errors.ts';
import type { TlsProblem } from '../core/tls-problem.ts';
import { parseText, showable } from './body.ts';
import type { Answer, Call } from './wire.ts';

/** Atlas' and the managers' error body, and that of OAuth; a field of another type is as good as none. */
const ErrorBody = z.object({
  errorCode: z.string().optional().catch(undefined),
  error: z.union([z.string(), z.number()]).optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
});

/** An answer other than 2xx. */
export function answerError(call: Call, answer: Answer, now: Date): LivemigError {
  const { status } = answer;
  const { errorCode, detail, foreign } = explain(call, answer);
  const retryAfterSeconds = parseRetryAfter(answer.headers['retry-after'], now);
  const code = errorCode === undefined ? '' : ` (${errorCode})`;
  const words = redirection(answer) ?? detail;
  return new LivemigError({
    // Whoever answered 403 without the API's own error was a proxy or a gateway, and no key will please it.
    kind: status === 401 || (status === 403 && !foreign) ? 'credentials' : 'api',
    code: codeOf(status),
    message: `${call.service} answered ${status} to ${call.method} ${call.path}${code}${words ? `: ${words}` : '.'}`,
    fix:
      foreign && status === 403
        ? fromProxy(call)
        : adviceForFailure({ service: call.service, status, errorCode, detail, retryAfterSeconds }),
    api: { ...place(call, deliveryOf(status)), status, errorCode, detail, retryAfterSeconds },
  });
}

function explain(call: Call, answer: Answer) {
  const parsed = parseText(answer.text, answer.headers['content-type'], call.secrets());
  const body = ErrorBody.safeParse('value' in parsed ? parsed.value : undefined).data;
  const words =
    body?.detail ?? body?.error_description ?? body?.reason ?? ('problem' in parsed ? parsed.problem : undefined);
  const errorCode = body?.errorCode ?? (typeof body?.error === 'string' ? body.error : undefined);
  const shown = (text: string | undefined) => (text === undefined ? undefined : showable(text, call.secrets()));
  return { errorCode: shown(errorCode), detail: shown(words), foreign: body === undefined };
}

function deliveryOf(status: number): Delivery {
  return status >= 400 && status < 500 ? 'refused' : 'unknown';
}

function codeOf(status: number): string {
  if (status === 401) return 'API_UNAUTHORIZED';
  if (status === 403) return 'API_FORBIDDEN';
  if (status === 404) return 'API_NOT_FOUND';
  if (status === 429) return 'API_RATE_LIMITED';
  if (status < 400) return 'API_REDIRECTED';
  return status < 500 ? 'API_REFUSED' : 'API_SERVER_ERROR';
}

/** Names the host only: a query of the target could hold anything. */
function redirection({ status, headers }: Answer): string | undefined {
  if (status < 300 || status >= 400) return undefined;
  const target = headers.location ?? '';
  return `it redirects to ${URL.canParse(target) ? new URL(target).origin : 'another path of the same host'}`;
}

function fromProxy(call: Call): string {
  return `This is not an answer of ${call.service}: a proxy or a gateway gave it. Let this machine reach ${call.host}.`;
}

export interface NetworkProblem {
  /** Such as ECONNRESET or UNABLE_TO_VERIFY_LEAF_SIGNATURE. */
  readonly code: string;
  /** The request provably did not leave this machine. */
  readonly neverLeft: boolean;
  /** The connection was lost or silent, so a read may be tried again. */
  readonly dropped: boolean;
  /** In words, where they say more than the code. */
  readonly words?: string | undefined;
  readonly tls?: TlsProblem | undefined;
}

export const connectionLost = 'API_CONNECTION_LOST';

/** No answer came. */
export function networkError(call: Call, problem: NetworkProblem): LivemigError {
  const { code: networkCode, neverLeft, dropped, tls } = problem;
  const outcome = call.write && !neverLeft ? '; it is not known whether it was carried out' : '';
  const words = tls === undefined ? saidOf(problem, call) : `${tls.said}: ${tls.words}`;
  return new LivemigError({
    kind: 'api',
    code: dropped ? connectionLost : tls?.certificate ? 'API_CERTIFICATE' : 'API_UNREACHABLE',
    message: `${call.service} at ${call.host} gave no answer to ${call.method} ${call.path} (${words})${outcome}.`,
    fix: adviceForFailure({ service: call.service, networkCode, tls: tls?.kind }),
    api: place(call, neverLeft ? 'never-left' : 'unknown'),
  });
}

function saidOf({ code, words }: NetworkProblem, call: Call): string {
  return words === undefined ? code : `${code}: ${showable(words, call.secrets())}`;
}

/** A 2xx whose body is not what the API promises. `problem` names the field or what came instead, never a value. */
export function bodyError(call: Call, status: number, problem: string): LivemigError {
  const outcome = call.write ? ' It may have been carried out.' : '';
  return new LivemigError({
    kind: 'api',
    code: 'API_UNEXPECTED_ANSWER',
    message: `${call.service} answered ${status} to ${call.method} ${call.path} with ${showable(problem, call.secrets())}.${outcome}`,
    fix: `Check that the address of ${call.service} is right and that no proxy answers in its place; otherwise please report it.`,
    api: { ...place(call, 'unknown'), status },
  });
}

/** The run was stopped. A LivemigError as the signal's reason says why, otherwise it was Ctrl-C. */
export function interruptedError(call: Call, signal: AbortSignal | undefined): LivemigError {
  const reason: unknown = signal?.reason;
  const { kind, code } =
    reason instanceof LivemigError ? reason : ({ kind: 'interrupted', code: 'INTERRUPTED' } as const);
  return new LivemigError({
    kind,
    code,
    message: `${kind === 'pending' ? 'The time was up' : 'Stopped'} before ${call.method} ${call.path} was answered.`,
    fix: 'Run the same command again: it continues where it stopped.',
    api: place(call, 'never-left'),
  });
}

/** The same failure, told of the write that waited for it and was therefore not sent. */
export function beforeWrite(call: Call, error: LivemigError): LivemigError {
  return new LivemigError({
    kind: error.kind,
    code: error.code,
    message: `${call.method} ${call.path} was not sent. ${error.message}`,
    fix: error.fix,
    api: { ...error.api, ...place(call, 'never-left') },
  });
}

function place({ method, path }: Call, delivery: Delivery) {
  return { method, path, delivery };
}
