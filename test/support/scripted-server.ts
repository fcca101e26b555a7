import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** What the server does with one request: an answer, or something that is none. */
export type Step = Reply | ((request: SeenRequest, response: ServerResponse) => void);

export const reset: Step = (_request, response) => {
  response.socket?.resetAndDestroy();
};

export const halfAnswer: Step = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"linkToken":"half-a-tok', () => response.socket?.destroy());
};

export const silence: Step = () => {};

/** Handles requests by a script, in order. A request beyond the script is answered 599 and seen in `unplanned`. */
export function scripted(steps: readonly Step[]) {
  const seen: SeenRequest[] = [];
  const unplanned: SeenRequest[] = [];
  const left = [...steps];
  const listener: RequestListener = async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(Buffer.from(chunk));
    const { method = '', url = '', headers } = message;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(request);
    const step = left.shift();
    if (step === undefined) unplanned.push(request);
    if (typeof step === 'function') step(request, response);
    else send(response, step ?? { status: 599, body: { detail: `unplanned ${method} ${url}` } });
  };
  return { listener, seen, unplanned, left };
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** A server on a free port of loopback that follows a script; `close` also tells whether all of it was used. */
export async function scriptedServer(steps: readonly Step[]) {
  const script = scripted(steps);
  const server = createServer(script.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      server.closeAllConnections();
    });
  return { ...script, url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, close };
}
