import type { ServiceName } from '../core/service-name.ts';

/** What may be said of a request in messages and in the audit: never its body and headers. */
export interface Call {
  readonly service: ServiceName;
  /** Host and port. */
  readonly host: string;
  /** The path of the CA file that was named for the service. */
  readonly caFile?: string | undefined;
  readonly method: string;
  /** Without a proxy's prefix and without the query. */
  readonly path: string;
  /** A write is not aborted once it is on its way: nobody would know what became of it. */
  readonly write: boolean;
  /** Without credentials: no answer to it is about them. */
  readonly unsigned?: boolean;
  /** Removed from whatever the server says; asked when that is shown, because tokens come on the way. */
  secrets(): readonly string[];
}

/** One request as it goes onto the wire. */
export interface WireRequest {
  readonly call: Call;
  /** Path and query, with a proxy's prefix, exactly as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

/** Any status is an answer; throws a LivemigError where none came. */
export type Exchange = (request: WireRequest) => Promise<Reply>;

/** Puts credentials on requests. A 401 that it returns is final. */
export interface Authenticator {
  read: Exchange;
  /** Fetches what signing needs, so that a failure here provably came before the write. */
  prepareWrite(): Promise<Exchange>;
  /** What it has sent so far that no message may show. */
  secrets(): readonly string[];
}
