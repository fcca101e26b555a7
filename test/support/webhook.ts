import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { Notification } from '../../src/core/following/notification.ts';

/** A webhook that answers with a status, or never; closed when the test ends. */
export async function webhook(status: number | 'never' = 200, onGot = () => {}) {
  const hook = await listeningWebhook(status, onGot);
  onTestFinished(hook.close);
  return hook;
}

/** The same, which the caller closes. */
export async function listeningWebhook(status: number | 'never' = 200, onGot = () => {}) {
  const got: Notification[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    got.push(Notification.parse(JSON.parse(Buffer.concat(chunks).toString())));
    onGot();
    if (status !== 'never') response.writeHead(status).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { got, port, url: `http://127.0.0.1:${port}/services/verysecretpart`, host: `127.0.0.1:${port}`, close };
}
