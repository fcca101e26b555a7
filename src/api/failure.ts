import { z } from 'zod';
import { adviceForFailure, isAddressRefusal, isOtherMigration, isRedirect } from '../core/api-advice.ts';
import { parseRetryAfter } from '../core/backoff.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import { type Delivery, LivemigError } from '../core/errors.ts';
import { parseText, showable } from './body.ts';
import type { NetworkProblem } from './network-problem.ts';
import type { Call, Reply } from './wire.ts';

/** Atlas' and the managers' error body, and that of OAuth; a field of another type is as good as none. */
const ErrorBody = z.object({
  errorCode: z.string().optional().catch(undefined),
  error: z.union([z.string(), z.number()]).optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
});

/** An answer other than 2xx. */
export function answerError(call: Call, answer: Reply, now: Date): LivemigError {
  const { status } = answer;
  const { errorCode, detail, foreign } = explain(call, answer);
  const retryAfterSeconds = parseRetryAfter(answer.headers['retry-after'], now);
  const code = errorCode === undefined ? '' : ` (${errorCode})`;
  const words = wordsFor(call, answer) ?? detail;
  // Of all statuses this one is never a service's own (RFC 9110, 15.5.8).
  const who = status === 407 ? `A proxy in front of ${call.host}` : call.service;
  return new LivemigError({
    // Whoever answered 403 without the API's own error was a proxy or a gateway, and no key will please it.
    kind:
      status === 401 || (status === 403 && !foreign && call.unsigned !== true) || isAddressRefusal(errorCode)
        ? 'credentials'
        : 'api',
    code: codeOf(status, errorCode),
    message: `${who} answered ${status} to ${call.method} ${call.path}${code}${words ? `: ${words}` : '.'}`,
    fix:
      status === 403 && (foreign || call.unsigned === true) && !isAddressRefusal(errorCode)
        ? fromProxy(call)
        : adviceForFailure({ service: call.service, status, errorCode, detail, retryAfterSeconds }),
    api: { ...place(call, deliveryOf(status)), status, errorCode, detail, retryAfterSeconds },
  });
}

const unexpectedAnswer = 'API_UNEXPECTED_ANSWER';

function explain(call: Call, answer: Reply) {
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

function codeOf(status: number, errorCode: string | undefined): ErrorCode {
  if (isAddressRefusal(errorCode)) return 'API_ADDRESS_REFUSED';
  if (isOtherMigration(status, errorCode)) return 'MIGRATION_ALREADY_RUNNING';
  if (status === 401) return 'API_UNAUTHORIZED';
  if (status === 403) return 'API_FORBIDDEN';
  if (status === 404) return 'API_NOT_FOUND';
  if (status === 407) return 'API_PROXY_REFUSED';
  if (status === 429) return 'API_RATE_LIMITED';
  if (isRedirect(status)) return 'API_REDIRECTED';
  if (status < 400 || status >= 600) return unexpectedAnswer;
  return status < 500 ? 'API_REFUSED' : 'API_SERVER_ERROR';
}

/** What a status alone does not say. */
function wordsFor(call: Call, { status, headers }: Reply): string | undefined {
  if (status === 101) return `it wants to speak ${showable(headers.upgrade ?? 'another protocol', call.secrets())}`;
  if (!isRedirect(status)) return undefined;
  // Names the host only: a query of the target could hold anything.
  const target = headers.location ?? '';
  return `it redirects to ${URL.canParse(target) ? new URL(target).origin : 'another path of the same host'}`;
}

function fromProxy(call: Call): string {
  if (call.unsigned === true)
    return `No key was sent, so it is not about one: look whether a proxy or a gateway answers in the place of ${call.service}, and let this machine reach ${call.host}.`;
  return `This answer does not come from ${call.service}, but from a proxy or a gateway. Let this machine reach ${call.host}.`;
}

export const connectionLost = 'API_CONNECTION_LOST';

/** No answer came. `sent`: something of the request may have left this machine. */
export function networkError(call: Call, problem: NetworkProblem, sent: boolean): LivemigError {
  const { code: networkCode, dropped, tls } = problem;
  const outcome = call.write && sent ? '; it is not known whether it was carried out' : '';
  const words =
    tls === undefined ? `${networkCode}: ${showable(problem.words, call.secrets())}` : `${tls.said}: ${tls.words}`;
  return new LivemigError({
    kind: 'api',
    code: dropped ? connectionLost : tls?.certificate ? 'API_CERTIFICATE' : 'API_UNREACHABLE',
    message: `${call.service} at ${call.host} gave no answer to ${call.method} ${call.path} (${words})${outcome}.`,
    fix: adviceForFailure({ service: call.service, networkCode, tls: tls?.kind, caFile: call.caFile }),
    api: place(call, sent ? 'unknown' : 'never-left'),
  });
}

/** A 2xx whose body is not what the API promises. `problem` names the field or what came instead, never a value. */
export function bodyError(call: Call, status: number, problem: string): LivemigError {
  const outcome = call.write ? ' It may have been carried out.' : '';
  return new LivemigError({
    kind: 'api',
    code: unexpectedAnswer,
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
    message: `Stopped before ${call.method} ${call.path} was answered.`,
    fix: 'Run the same command again; what has been done is not done twice.',
    api: place(call, 'never-left'),
  });
}

/** The same failure, told of the write that waited for it and was therefore not sent. */
export function beforeWrite(call: Call, error: LivemigError): LivemigError {
  return error.retold({
    message: `${call.method} ${call.path} was not sent. ${error.message}`,
    api: { ...error.api, ...place(call, 'never-left') },
  });
}

function place({ method, path }: Call, delivery: Delivery) {
  return { method, path, delivery };
}
