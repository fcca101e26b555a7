import { createServer, type Socket } from 'node:net';
import { challenge } from './api-credentials.ts';

/** What a raw server does with a signed request: bytes, after which it is silent, or whatever it likes. */
export type RawAnswer = string | Buffer | ((socket: Socket) => void);

/**
 * A server that speaks no better HTTP than it is told to: answers an unsigned request with a challenge, and each
 * signed one with `answer`. Counts the signed ones.
 */
export async function rawServer(answer: RawAnswer) {
  let signed = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    let seen = '';
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      const [head = '', ...rest] = seen.split('\r\n\r\n');
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (rest.length === 0 || rest.join('\r\n\r\n').length < length) return;
      seen = '';
      if (!/^authorization:/im.test(head)) socket.write(challengeText());
      else {
        signed += 1;
        if (typeof answer === 'function') answer(socket);
        else socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    signed: () => signed,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function challengeText(): string {
  const { headers = {} } = challenge('n1');
  return `HTTP/1.1 401 Unauthorized\r\nwww-authenticate: ${headers['www-authenticate']}\r\ncontent-length: 0\r\n\r\n`;
}
