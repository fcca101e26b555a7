import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { LivemigError } from '../../core/errors.ts';
import type { ApiEnv } from './api-env.ts';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** On a free port of 127.0.0.1; a LivemigError where there is none. Closing drops what is open. */
export function listen(app: Hono<ApiEnv>): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error)));
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}

function cannotListen(cause: unknown): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'SANDBOX_CANNOT_LISTEN',
    message: 'The sandbox could not open a port on 127.0.0.1.',
    fix: 'Look whether this machine allows listening on loopback.',
    cause,
  });
}
