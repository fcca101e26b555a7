import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { serve } from './connection.ts';
import type { Server } from './server.ts';

export interface Listener {
  /** Drops every connection and stops listening; a getMore that waits does not delay it. */
  close(): Promise<void>;
}

/** Serves on 127.0.0.1; port 0 takes any free one. Calls `bound` with the address before the first client can come. */
export async function listen(server: Server, port: number, bound: (address: string) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(server, socket);
  });
  listener.listen(port, '127.0.0.1');
  await once(listener, 'listening');
  bound(addressOf(listener.address()));
  return {
    async close() {
      if (!listener.listening) return;
      const closed = once(listener, 'close');
      listener.close();
      server.cursors.killAll();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function addressOf(bound: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (bound === null || typeof bound === 'string') throw new Error(`not a TCP address: ${bound}`);
  return `${bound.address}:${bound.port}`;
}
