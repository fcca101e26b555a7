import type { Identity } from '../scenario/scenario.ts';

export interface ApiRequest {
  /** A parameter of the path, decoded; empty where the path has none of that name. */
  param(name: string): string;
  readonly query: URLSearchParams;
  readonly text: string;
  readonly identity: Identity;
  /** From which the caller calls. */
  readonly address: string;
  /** The resource version that the request was resolved to; empty where the API has none. */
  readonly version: string;
  /** `http://host:port/api/…` as called, without query. */
  readonly url: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** Absent for an empty answer. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call of an API. The handler may throw a Refusal. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's base, as hono spells it: `/groups/:groupId/clusters`. */
  readonly path: string;
  /** The dates of the resource's versions, oldest first; absent where the API has none. */
  readonly versions?: readonly string[];
  /** The day from which an old version is gone, by the version's date. */
  readonly sunsets?: Readonly<Partial<Record<string, string>>>;
  handle(request: ApiRequest): ApiAnswer | Promise<ApiAnswer>;
}

export function ok(body: unknown): ApiAnswer {
  return { status: 200, body };
}

export function created(body: unknown): ApiAnswer {
  return { status: 201, body };
}

export const noContent: ApiAnswer = { status: 204 };
