import type { Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** Lets a server listen on this machine until the test has ended, and its connections with it. */
export async function portOf(server: Server): Promise<number> {
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
