import type { Socket } from 'node:net';
import type { Client } from './client.ts';
import { dispatch, refusal } from './commands/dispatch.ts';
import { MongodError } from './mongod-error.ts';
import type { Server } from './server.ts';
import { createFrameSplitter } from './wire/frame-splitter.ts';
import { addresseeOf, encodeReply, parseMessage } from './wire/messages.ts';

/** Serves one connection until it ends. Requests of one connection are answered one after the other, in order. */
export function serve(server: Server, socket: Socket): void {
  const { network } = server.metrics;
  const ended = new AbortController();
  const client = createClient(server, socket, ended.signal);
  const split = createFrameSplitter();
  let turn = Promise.resolve();

  async function respond(message: Buffer): Promise<void> {
    if (ended.signal.aborted) return;
    network.numRequests += 1;
    const answer = await answerTo(server, client, message);
    if (answer === undefined || ended.signal.aborted) return;
    network.bytesOut += answer.length;
    socket.write(answer);
  }

  /** What is not the wire protocol cannot be answered in it. */
  function enqueue(chunk: Buffer): void {
    network.bytesIn += chunk.length;
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
    server.clients.delete(client);
    ended.abort();
  });
}

function createClient(server: Server, socket: Socket, signal: AbortSignal): Client {
  server.connections.totalCreated += 1;
  const client: Client = {
    id: server.connections.totalCreated,
    remote: `${socket.remoteAddress}:${socket.remotePort}`,
    signal,
    close: () => socket.destroy(),
    user: undefined,
    login: undefined,
    metadata: undefined,
    operation: undefined,
  };
  server.clients.add(client);
  return client;
}

/** Throws ProtocolError where no answer is possible; `undefined` where none is wanted. */
async function answerTo(server: Server, client: Client, message: Buffer): Promise<Buffer | undefined> {
  const request = read(message);
  if (request instanceof MongodError) return encodeReply(addresseeOf(message), refusal(server, request));
  const reply = await dispatch(server, client, request);
  return request.isSilent ? undefined : encodeReply(request, reply);
}

function read(message: Buffer) {
  try {
    return parseMessage(message);
  } catch (error) {
    if (error instanceof MongodError) return error;
    throw error;
  }
}
