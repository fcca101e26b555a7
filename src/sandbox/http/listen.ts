import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { SandboxError } from '../control/sandbox-error.ts';
import type { ApiEnv } from './api-env.ts';
import { foreignRequest } from './foreign-request.ts';
import { badRequest, Refusal } from './refusal.ts';
import { refused, refusedBody, refusedHeaders } from './wire-answer.ts';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Milliseconds within which a request has to be there, and how often that is looked at. */
export interface Patience {
  readonly headersTimeout: number;
  /** Headers and body. */
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
}

const usualPatience: Patience = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 };

/** Bytes: many times the largest that is of use here, a migration with the sharding of its collections. */
const largestBody = 1024 * 1024;

/**
 * On a free port of 127.0.0.1; a SandboxError where there is none. Only programs of this machine come in, with a body
 * that is small and comes in time (408), before anything else is looked at. Closing drops what is open.
 */
export function listen(app: Hono<ApiEnv>, patience = usualPatience): Promise<Listening> {
  const answer = getRequestListener(bounded(app).fetch);
  const server = createServer({ ...patience }, (incoming, outgoing) => {
    const foreign = foreignRequest(incoming);
    if (foreign === undefined) return void answer(incoming, outgoing);
    // The rest of the request is of no interest.
    outgoing.writeHead(foreign.status, { ...refusedHeaders(foreign), Connection: 'close' }).end(refusedBody(foreign));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error)));
    server.listen(0, '127.0.0.1', () => resolve({ url: urlOf(server), close: () => closed(server) }));
  });
}

function bounded(app: Hono<ApiEnv>): Hono<ApiEnv> {
  const detail = `A body may have ${largestBody} bytes.`;
  const tooLarge = new Refusal(413, 'REQUEST_ENTITY_TOO_LARGE', detail, [largestBody]);
  return (
    new Hono<ApiEnv>()
      .use(bodyLimit({ maxSize: largestBody, onError: () => refused(tooLarge) }))
      .all('*', (c) => app.fetch(c.req.raw, c.env))
      // The body broke off, and nobody is there to read this.
      .onError(() => refused(badRequest('INCOMPLETE_BODY', 'The body did not come to its end.')))
  );
}

function urlOf(server: Server): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://127.0.0.1:${port}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function cannotListen(cause: unknown): SandboxError {
  return new SandboxError({
    kind: 'blocked',
    code: 'SANDBOX_CANNOT_LISTEN',
    message: 'The sandbox could not open a port on 127.0.0.1.',
    fix: 'Look whether this machine allows listening on loopback.',
    cause,
  });
}
