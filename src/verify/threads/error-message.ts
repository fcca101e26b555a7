import { z } from 'zod';
import { saidBy } from '../../core/causes.ts';
import { type ErrorCode, errorCodes, errorKinds } from '../../core/error-codes.ts';
import { LivemigError } from '../../core/errors.ts';

const Cause = z.object({ name: z.string(), message: z.string() });

/** An error as it goes from one thread to another: the classes of its causes do not come along, their words do. */
export const ErrorMessage = z.union([
  z.object({
    kind: z.enum(errorKinds),
    code: z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(errorCodes, code)),
    message: z.string(),
    fix: z.string(),
    /** What caused it, what caused that, and so on. */
    causes: z.array(Cause).readonly(),
  }),
  /** Of a bug. */
  z.object({ bug: Cause, stack: z.string() }),
]);
export type ErrorMessage = z.infer<typeof ErrorMessage>;

const mostCauses = 8;

export function messageOf(error: unknown): ErrorMessage {
  if (error instanceof LivemigError) {
    const { kind, code, message, fix } = error;
    return { kind, code, message, fix, causes: causesOf(error) };
  }
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { bug: { name, message }, stack };
}

export function errorOf(message: ErrorMessage): Error {
  if ('bug' in message) return Object.assign(named(message.bug), { stack: message.stack });
  const { causes, ...parts } = message;
  const cause = causes.reduceRight<Error | undefined>((inner, one) => named(one, inner), undefined);
  return new LivemigError(cause === undefined ? parts : { ...parts, cause });
}

function named({ name, message }: z.infer<typeof Cause>, cause?: Error): Error {
  return Object.assign(new Error(message, cause && { cause }), { name });
}

function causesOf(error: Error): z.infer<typeof Cause>[] {
  const causes: z.infer<typeof Cause>[] = [];
  for (let { cause } = error; cause !== undefined && causes.length < mostCauses; ) {
    causes.push({ name: cause instanceof Error ? cause.name : 'Error', message: saidBy(cause) });
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}
