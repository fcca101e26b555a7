import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { serve } from './connection.ts';
import type { Server } from './server.ts';

export interface Listener {
  /** Drops every connection and stops listening; a getMore that waits does not delay it. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Called with the address before the first client can come. */
  bound(address: string): void;
}

/** Rejects where the port is taken or the certificate is none. */
export async function listen(server: Server, { port, tls, bound }: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(server, socket);
  };
  const listener = tls === undefined ? createServer(accept) : createTlsServer(tls, accept);
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
