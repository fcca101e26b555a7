import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { NamedSecret } from './secret-search.ts';

/** What the HTTP servers of this process, sandboxes above all, have been told and have handed out, by port. */
interface Port {
  /** Address and User-Agent of each request: what any proxy on the way writes down. */
  readonly heard: Set<string>;
  readonly issued: Map<string, NamedSecret>;
}

const ports = new Map<number, Port>();

/** Secrets that a server has ever handed out: tokens, agent keys, client secrets. */
export function issuedAt(port: number): NamedSecret[] {
  return [...(ports.get(port)?.issued.values() ?? [])];
}

/** What was heard since the last call. */
export function heardAt(port: number): string[] {
  const heard = ports.get(port)?.heard;
  const all = [...(heard ?? [])];
  heard?.clear();
  return all;
}

// Node's own word for each request, so that no server has to know that anybody listens.
subscribe('http.server.request.start', (message) => {
  if (typeof message !== 'object' || message === null || !('request' in message && 'response' in message)) return;
  const { request, response } = message;
  if (!(request instanceof IncomingMessage && response instanceof ServerResponse)) return;
  const port = portOf(request.socket.localPort ?? 0);
  port.heard.add(`${request.url} ${request.headers['user-agent']}`);
  // Secrets are shown once, to whoever makes them.
  if (request.method === 'POST') readAlong(response, (text) => noteIssued(port.issued, text));
});

function portOf(number: number): Port {
  const port = ports.get(number) ?? { heard: new Set(), issued: new Map() };
  ports.set(number, port);
  return port;
}

/** Shows each part of the body before it leaves, half a one too. */
function readAlong(response: ServerResponse, show: (text: string) => void): void {
  for (const name of ['write', 'end'] as const) {
    const send = response[name];
    Object.assign(response, {
      [name]: (...args: unknown[]) => {
        const [part] = args;
        if (typeof part === 'string') show(part);
        if (part instanceof Uint8Array) show(Buffer.from(part).toString());
        return Reflect.apply(send, response, args);
      },
    });
  }
}

/** The end of the text may come in the middle of it; stars stand for what is not shown. */
const issuedField = /"(linkToken|key|access_token|secret|clientSecret|privateKey)":\s*"([^"*\\]{12,})/g;

function noteIssued(issued: Port['issued'], body: string): void {
  for (const [, field = '', text = ''] of body.matchAll(issuedField)) {
    issued.set(text, { name: `the ${field} that a service handed out`, text });
  }
}
