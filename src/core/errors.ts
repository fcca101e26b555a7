import type { ErrorCode, ErrorKind } from './error-codes.ts';
import type { ErrorData } from './results/error-data.ts';

export { type ErrorKind, errorKinds } from './error-codes.ts';

/** A request that brought no usable answer. */
type ApiFailure = NonNullable<ErrorData['request']>;
/** What became of it. */
export type Delivery = ApiFailure['delivery'];

export interface ErrorParts {
  readonly kind: ErrorKind;
  /** Stable, upper case; people search for it and scripts compare it. */
  readonly code: ErrorCode;
  /** What happened, one sentence, with the value. */
  readonly message: string;
  /** What to type or change. */
  readonly fix: string;
  readonly cause?: unknown;
  readonly api?: ApiFailure | undefined;
  /** What it is about, for whoever scripts; the request that failed is in `api`. */
  readonly data?: ErrorData | undefined;
  /** A person chose to leave, and knows why: no failure in their eyes, and told as none. */
  readonly left?: boolean;
}

/** Whether a person or the system has stopped the run: whoever goes on without something must not go on without that. */
export function isInterruption({ kind }: { readonly kind: ErrorKind | 'bug' }): boolean {
  return kind === 'interrupted' || kind === 'terminated';
}

/** The only error that a run ends with on purpose. Anything else that is thrown is a bug and shows its stack. */
export class LivemigError extends Error {
  override readonly name = 'LivemigError';
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly fix: string;
  readonly api: ApiFailure | undefined;
  readonly data: ErrorData;
  readonly left: boolean;

  constructor(parts: ErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.kind = parts.kind;
    this.code = parts.code;
    this.fix = parts.fix;
    this.api = parts.api;
    this.data = parts.data ?? {};
    this.left = parts.left ?? false;
  }

  /** The same error in other words, or with more that is known of it. */
  retold(parts: Partial<Omit<ErrorParts, 'kind' | 'code' | 'cause'>>): LivemigError {
    const { kind, code, message, fix, cause, api, data, left } = this;
    return new LivemigError({ kind, code, message, fix, cause, api, left, ...parts, data: { ...data, ...parts.data } });
  }
}
