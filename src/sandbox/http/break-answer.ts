import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FaultAction } from '../faults/request-fault.ts';
import type { ApiContext } from './api-env.ts';
import type { DigestGate } from './digest.ts';
import { plannedRefusal, staleNonce } from './planned-refusal.ts';

/** Closes the connection without an answer. */
export function dropConnection(c: ApiContext): Response {
  c.set('dropped', true);
  c.env.outgoing.destroy();
  return new Response(null, { headers: RESPONSE_ALREADY_SENT.headers });
}

/** What happens in place of carrying the request out: an answer, a refusal that is thrown, or nothing of the kind. */
export function goWrongInstead(c: ApiContext, action: FaultAction, digest: DigestGate): Response | undefined {
  switch (action.kind) {
    case 'status':
      throw plannedRefusal(action.status, action.detail, digest, c.req.path);
    case 'stale-nonce':
      throw staleNonce(digest);
    case 'drop-before':
      return dropConnection(c);
    case 'html':
      return proxyPage(action.status);
    case 'redirect':
      return new Response(null, { status: 302, headers: { Location: action.location } });
    default:
      return undefined;
  }
}

/** The answer of a proxy that stands in between and asks for a login. */
function proxyPage(status: number): Response {
  const html =
    '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to continue.</body></html>';
  return new Response(html, { status, headers: { 'Content-Type': 'text/html;charset=utf-8' } });
}

/** The answer of a request that has been carried out, spoilt; as it is where the fault is of another kind. */
export async function spoil(c: ApiContext, kind: FaultAction['kind']): Promise<Response> {
  switch (kind) {
    case 'drop-after':
      return dropConnection(c);
    case 'half':
      return sendHalf(c);
    case 'empty':
      return withBody(c.res, () => '');
    case 'broken-json':
      return withBody(c.res, (text) => text.slice(0, Math.ceil(text.length / 2)));
    case 'wrong-shape':
      return withBody(c.res, () => JSON.stringify([{ message: 'Hello from another service.' }, 42, null]));
    case 'unknown-status':
      return withBody(c.res, withUnknownStatus);
    default:
      return c.res;
  }
}

async function withBody(answer: Response, change: (text: string) => string): Promise<Response> {
  const { status, headers } = answer;
  // A status that may have no body keeps having none.
  if (status === 204) return answer;
  return new Response(change(await answer.text()), { status, headers: new Headers(headers) });
}

/** Promises the whole body, sends half of it, and breaks off. */
async function sendHalf(c: ApiContext): Promise<Response> {
  const body = Buffer.from(await c.res.text());
  const { outgoing } = c.env;
  const headers = { ...Object.fromEntries(c.res.headers), 'content-length': String(Math.max(2, body.length)) };
  outgoing.writeHead(c.res.status, headers);
  await new Promise<void>((resolve) => {
    outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => resolve());
  });
  return dropConnection(c);
}

/** A value that no published list holds, where the answer has a status. */
function withUnknownStatus(text: string): string {
  return text.replace(/"(status|STATUS|stateName|statusName|changeStatus)":(\s*)"[A-Z_]+"/g, '"$1":$2"REBALANCING"');
}
