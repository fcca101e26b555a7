import { certificateCodes, tlsProblem } from '../core/tls-problem.ts';
import type { NetworkProblem } from './failure.ts';

/** Of an error of the connection: what Node says. */
export interface ConnectionError {
  readonly code?: string | undefined;
  readonly message: string;
  /** The system's own error, or an AggregateError where several addresses were tried. */
  readonly cause?: unknown;
}

const droppedCodes = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'];
/** Resolving and connecting: nothing of the request has been written. */
const callsBeforeSending = ['connect', 'getaddrinfo'];

/** Sorts an error of the connection. In doubt the request counts as sent. */
export function classifyNetworkProblem({ code = 'UNKNOWN', message, cause }: ConnectionError): NetworkProblem {
  // A half-sent answer, or one over the size limit: axios has one code for both.
  if (code === 'ERR_BAD_RESPONSE') return unreadable(message);
  return {
    code,
    neverLeft: certificateCodes.includes(code) || brokeInHandshake(message) || failedBeforeSending(cause),
    dropped: droppedCodes.includes(code),
    words: message,
    tls: tlsProblem(Object.assign(new Error(message), { code })),
  };
}

function unreadable(message: string): NetworkProblem {
  return message.startsWith('maxContentLength')
    ? { code: 'TOO_LARGE', neverLeft: false, dropped: false, words: 'the answer is larger than livemig reads' }
    : { code: 'ECONNRESET', neverLeft: false, dropped: true, words: 'the answer broke off half-way' };
}

/** Node's own words: no code of its own says that TLS was never established. */
function brokeInHandshake(message: string): boolean {
  return /before secure TLS connection was established|wrong version number/i.test(message);
}

function failedBeforeSending(cause: unknown): boolean {
  const calls = systemCalls(cause);
  return calls.length > 0 && calls.every((call) => callsBeforeSending.includes(call));
}

function systemCalls(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(systemCalls);
  return error instanceof Error && 'syscall' in error && typeof error.syscall === 'string'
    ? [error.syscall]
    : ['unknown'];
}
