import { MongoServerError } from 'mongodb';
import { saidBy } from '../../core/causes.ts';
import { LivemigError } from '../../core/errors.ts';
import { harmless } from '../../core/harmless.ts';

export interface ReadDefinitionsContext {
  /** How messages call the deployment: `the source`. */
  readonly name: string;
  /** For each question to a server, in milliseconds. */
  readonly maxTimeMS: number;
  readonly signal?: AbortSignal;
  /** Of namespaces. */
  progress?(progress: { readonly done: number; readonly total: number }): void;
}

/**
 * Of the server's state, not of what was asked: what the driver's specification calls retryable ("Retryable Reads"), and
 * 11601 Interrupted.
 */
const passing = new Set([6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11601, 11602, 13435, 13436]);

/** Whether a server refused just this question, so that the next one may go well. */
export function isAnswer(error: unknown): error is MongoServerError {
  return error instanceof MongoServerError && !passing.has(Number(error.code));
}

/** Names the side and what was asked about. A missing right (13) stays as it is: `connectionFailure` says which. */
export function definitionFailure(error: unknown, what: string, { name, signal }: ReadDefinitionsContext): unknown {
  const isRight = error instanceof MongoServerError && error.code === 13;
  if (error instanceof LivemigError || signal?.aborted || isRight) return error;
  return new LivemigError({
    kind: 'step-failed',
    code: 'MONGODB',
    message: `The definition of ${harmless(what)} could not be read from ${name}: ${saidBy(error)}.`,
    fix: `Check whether ${name} is up and can be reached from this machine, and verify again.`,
    cause: error,
  });
}
