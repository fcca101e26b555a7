import type { Socket } from 'node:net';
import type { Client } from './client.ts';
import { dispatch } from './commands/dispatch.ts';
import type { Server } from './server.ts';
import { createFrameSplitter } from './wire/frame-splitter.ts';
import { encodeReply, parseMessage } from './wire/messages.ts';

/** Serves one connection until it ends. Requests of one connection are answered one after the other, in order. */
export function serve(server: Server, socket: Socket): void {
  const ended = new AbortController();
  server.connections.totalCreated += 1;
  server.connections.current += 1;
  const client: Client = {
    id: server.connections.totalCreated,
    signal: ended.signal,
    user: undefined,
    login: undefined,
  };
  const split = createFrameSplitter();
  let turn = Promise.resolve();

  async function respond(message: Buffer): Promise<void> {
    if (ended.signal.aborted) return;
    const request = parseMessage(message);
    const reply = await dispatch(server, client, request);
    if (!request.isSilent && !ended.signal.aborted) socket.write(encodeReply(request, reply));
  }

  /** What is not the wire protocol cannot be answered in it. */
  function enqueue(chunk: Buffer): void {
    try {
      for (const message of split(chunk)) turn = turn.then(() => respond(message)).catch(() => void socket.destroy());
    } catch {
      socket.destroy();
    }
  }

  socket.setNoDelay(true);
  socket.on('data', enqueue);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    server.connections.current -= 1;
    ended.abort();
  });
}
