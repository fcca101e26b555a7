import { createServer, request as send } from 'node:http';

/** What a proxy gives back of a request that it does not let through: all of it. */
export interface Echo {
  readonly name: string;
  readonly status: number;
  readonly type: string;
  body(request: string): string;
}

/** The worst that may stand between livemig and a service: one that repeats to the sender what it was sent. */
export const echoes: readonly Echo[] = [
  {
    name: 'an error that quotes it',
    status: 400,
    type: 'application/json',
    body: (request) => JSON.stringify({ errorCode: request, detail: request, reason: request, error: 400 }),
  },
  {
    name: 'an OAuth error that quotes it',
    status: 401,
    type: 'application/json',
    body: (request) => JSON.stringify({ error: request, error_description: request }),
  },
  { name: 'a page that quotes it', status: 403, type: 'text/html', body: (request) => `<p>${request}</p>` },
  {
    name: 'a long page that quotes it',
    status: 403,
    type: 'text/html',
    // Where the page is cut, in the middle of what is quoted.
    body: (request) => `<p>${'-'.repeat(50)}${request}</p>`,
  },
  {
    name: 'success of another shape that quotes it',
    status: 200,
    type: 'application/json',
    body: (request) => JSON.stringify({ [request]: request, status: request }),
  },
  { name: 'success and text that quotes it', status: 200, type: 'text/plain', body: (request) => request },
];

/** Lets everything through to `target`, but gives back what `answer` says where it names an echo. */
export async function startEchoingProxy(target: string, answer: (line: string) => Echo | undefined) {
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const isSigned = headers.authorization !== undefined;
    const echo = isSigned ? answer(`${method} ${url}`) : undefined;
    if (echo !== undefined) {
      // The credentials first: what is shown of a page is its beginning.
      const said = `${headers.authorization} ${body} ${method} ${url} ${JSON.stringify(headers)}`;
      outgoing.writeHead(echo.status, { 'content-type': echo.type }).end(echo.body(said));
      return;
    }
    send(new URL(url, target), { method, headers }, (arrived) => {
      outgoing.writeHead(arrived.statusCode ?? 502, arrived.headers);
      arrived.pipe(outgoing);
    }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => void server.close().closeAllConnections(),
  };
}
