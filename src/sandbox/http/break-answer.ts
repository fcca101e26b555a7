import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FaultAction } from '../faults.ts';
import type { ApiContext } from './api-env.ts';

/** Closes the connection without an answer. */
export function dropConnection(c: ApiContext): Response {
  c.set('dropped', true);
  c.env.outgoing.destroy();
  return new Response(null, { headers: RESPONSE_ALREADY_SENT.headers });
}

/** The answer of a proxy that stands in between and asks for a login. */
export function proxyPage(): Response {
  const html =
    '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to continue.</body></html>';
  return new Response(html, { status: 200, headers: { 'Content-Type': 'text/html;charset=utf-8' } });
}

/** Spoils the answer of a request that has been carried out. */
export async function spoil(c: ApiContext, kind: FaultAction['kind']): Promise<Response> {
  if (kind === 'drop-after') return dropConnection(c);
  if (kind === 'half') return sendHalf(c);
  const { status, headers } = c.res;
  const text = await c.res.text();
  const spoilt = kind === 'unknown-status' ? withUnknownStatus(text) : text.slice(0, Math.ceil(text.length / 2));
  return new Response(spoilt, { status, headers: new Headers(headers) });
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
  return text.replace(/"(status|STATUS|stateName)":"[A-Z_]+"/g, '"$1":"REBALANCING"');
}
