import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Client } from './client.ts';
import { dispatch, refusal } from './commands/dispatch.ts';
import { nextInStream } from './commands/stream.ts';
import { MongodError } from './mongod-error.ts';
import type { Server } from './server.ts';
import { createFrameSplitter } from './wire/frame-splitter.ts';
import { addresseeOf, encodeReply, parseMessage, type Request } from './wire/messages.ts';

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
    for await (const answer of answersTo(server, client, message)) {
      if (ended.signal.aborted) return;
      network.bytesOut += answer.length;
      // Who reads slower than a stream is written would fill the memory with it.
      if (!socket.write(answer)) await once(socket, 'drain', { signal: ended.signal });
    }
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
    replies: 0,
    isStreaming: false,
  };
  server.clients.add(client);
  return client;
}

/**
 * One answer; none where none is wanted; and where the client takes a stream, those that follow by themselves until it
 * goes, each as an answer to the one before (specification of OP_MSG). Throws ProtocolError where none is possible.
 */
async function* answersTo(server: Server, client: Client, message: Buffer): AsyncGenerator<Buffer, void> {
  const request = read(message);
  if (request instanceof MongodError) {
    yield encodeReply(
      addresseeOf(message),
      { requestId: nextId(client), hasMoreToCome: false },
      refusal(server, request),
    );
    return;
  }
  for (let current: Request | undefined = request; current !== undefined; ) {
    const reply = await dispatch(server, client, current);
    if (current.isSilent) return;
    const next = nextInStream(current, reply);
    const requestId = nextId(client);
    client.isStreaming = next !== undefined;
    yield encodeReply(current, { requestId, hasMoreToCome: next !== undefined }, reply);
    current = next && { ...next, requestId };
  }
}

function read(message: Buffer) {
  try {
    return parseMessage(message);
  } catch (error) {
    if (error instanceof MongodError) return error;
    throw error;
  }
}

/** A message is numbered with 31 bits. */
function nextId(client: Client): number {
  client.replies = (client.replies + 1) % 2 ** 31;
  return client.replies;
}
