import { type Refusal, reasonOf } from './refusal.ts';
import type { ApiAnswer } from './route.ts';

/** A handler's answer as it goes over the wire; without a body it has no type either. */
export function plainAnswer(
  { status, body, headers: own = {} }: ApiAnswer,
  contentType: string,
  others = {},
  isPretty = false,
): Response {
  const headers = { ...own, ...others };
  if (body === undefined) return new Response(null, { status, headers });
  const text = isPretty ? JSON.stringify(body, undefined, 2) : JSON.stringify(body);
  return new Response(text, { status, headers: { 'Content-Type': contentType, ...headers } });
}

/** With `envelope=true` the status is in the body too: beside the results of a list, around anything else. */
export function dressed(answer: ApiAnswer, query: URLSearchParams): ApiAnswer {
  const { status, body } = answer;
  if (query.get('envelope') !== 'true' || body === undefined) return answer;
  const isList = typeof body === 'object' && body !== null && 'results' in body;
  return { ...answer, body: isList ? { ...body, status } : { status, content: body } };
}

export function refused(refusal: Refusal): Response {
  return new Response(refusedBody(refusal), { status: refusal.status, headers: refusedHeaders(refusal) });
}

/** Errors are plain JSON whatever was asked for; the 401 has no `parameters` (API notes, sections 1 and 3). */
export function refusedBody({ status, errorCode, message, parameters }: Refusal): string {
  const body = { error: status, reason: reasonOf(status), detail: message, errorCode };
  return JSON.stringify(status === 401 ? body : { ...body, parameters });
}

export function refusedHeaders({ errorCode, headers }: Refusal): Record<string, string> {
  return { 'Content-Type': 'application/json', 'X-Error-Code': errorCode, ...headers };
}
