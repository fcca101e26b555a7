import { createServer, type ServerResponse } from 'node:http';
import { LivemigError } from '../core/errors.ts';
import { metricsContentType } from './metrics-page.ts';

export interface MetricsServerOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  page(): Promise<string>;
}

/** So long nobody may take to ask. */
const longestRequestMs = 10_000;

/**
 * Answers `GET /metrics`. It alone keeps no process alive. Throws kind `usage` where it cannot listen: before anything else
 * is begun.
 */
export async function serveMetrics({ host, port, page }: MetricsServerOptions) {
  const server = createServer(
    { requestTimeout: longestRequestMs, headersTimeout: longestRequestMs },
    (request, response) => {
      const path = (request.url ?? '').split('?')[0];
      if (path !== '/metrics') return answer(response, 404, 'Metrics are at /metrics.\n');
      if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'GET only.\n');
      page().then(
        (text) => answer(response, 200, text, metricsContentType),
        () => answer(response, 500, 'The metrics could not be read.\n'),
      );
    },
  );
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(host, port, error)));
    server.listen(port, host, resolve);
  });
  // What goes wrong with one connection is of no concern to the migration.
  server.on('error', () => {});
  const address = server.address();
  return {
    /** The one that was taken. */
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}

/** By the codes of listen(2) and of looking up a name. */
const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'nobody knows this name',
};

function cannotListen(host: string, port: number, error: Error & { readonly code?: string }): LivemigError {
  const { code = error.message } = error;
  const reason = reasons[code] === undefined ? code : `${reasons[code]} (${code})`;
  return new LivemigError({
    kind: 'usage',
    code: 'METRICS_NOT_SERVED',
    message: `The metrics cannot be served on port ${port} of ${host}: ${reason}.`,
    fix: 'Choose another one with --metrics-port or --metrics-host, or write a file with --metrics-file.',
    cause: error,
  });
}
