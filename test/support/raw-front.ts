import { createServer, request as send } from 'node:http';
import type { RawAnswer } from './raw-server.ts';

/** Lets everything through to `target`, but has the requests that are meant met by bytes that are no answer. */
export async function startRawFront(
  target: string,
  isMeant: (method: string, path: string) => boolean,
  answer: RawAnswer,
) {
  let met = 0;
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '/', headers } = incoming;
    if (isMeant(method, new URL(url, target).pathname)) {
      met += 1;
      if (typeof answer === 'function') answer(incoming.socket);
      else incoming.socket.write(answer);
      return;
    }
    const onward = send(new URL(url, target), { method, headers }, (arrived) => {
      outgoing.writeHead(arrived.statusCode ?? 502, arrived.headers);
      arrived.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    met: () => met,
    close: () => void server.close().closeAllConnections(),
  };
}
