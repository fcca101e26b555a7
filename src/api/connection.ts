import {
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { z } from 'zod';
import type { Trust } from './agents.ts';
import { openTunnel, type ProxyServer } from './tunnel.ts';

/** Of the agent with which axios 1.21 would lead https through a proxy of the environment. */
const ProxyAgent = z.object({
  proxy: z.object({ protocol: z.string(), host: z.string(), port: z.coerce.number(), auth: z.string().nullish() }),
});

/** A proxy at which the way to the service ended. */
export interface ProxyInTheWay {
  /** Host and port. */
  readonly host: string;
  readonly hasLogin: boolean;
  /** What it answered, where it did. */
  readonly status: number | undefined;
}

type OnResponse = (message: IncomingMessage) => void;

export interface Connection {
  /** For axios in place of Node's modules. */
  readonly transport: { request(options: RequestOptions, onResponse: OnResponse): ClientRequest };
  /** Before that nothing of the request can have left this machine: Node writes it when TCP and TLS stand. */
  isEstablished(): boolean;
  proxyInTheWay(): ProxyInTheWay | undefined;
  /** Closes what has not come to be a connection to the service. */
  abandon(): void;
}

/**
 * Makes the connection of one request, and knows what Node's client tells only those who ask before it begins.
 *
 * @param onSwitch told of a 101: where nobody listens, Node drops the connection without a word, and a process that
 * waits for nothing else ends (Node 20.20.2)
 */
export function createConnection(
  trust: Trust,
  onSwitch: (status: number, headers: IncomingHttpHeaders) => void,
): Connection {
  let established = false;
  let inTheWay: ProxyInTheWay | undefined;
  let abandon = () => {};

  const requestThrough = (proxy: ProxyServer, options: RequestOptions, onResponse: OnResponse): ClientRequest => {
    const service = { host: options.hostname ?? options.host ?? '', port: Number(options.port || 443) };
    inTheWay = { host: `${proxy.host}:${proxy.port}`, hasLogin: proxy.login !== undefined, status: undefined };
    const sent = httpsRequest(
      {
        ...options,
        agent: undefined,
        createConnection(_options, done) {
          abandon = openTunnel(proxy, service, trust, {
            onError: (error, status) => {
              inTheWay = inTheWay && { ...inTheWay, status };
              sent.emit('error', error);
            },
            onSocket: (socket) => {
              inTheWay = undefined;
              done(null, socket);
            },
          });
          return undefined;
        },
      },
      onResponse,
    );
    return sent;
  };

  const request = (options: RequestOptions, onResponse: OnResponse): ClientRequest => {
    const isSecure = options.protocol === 'https:';
    const proxy = proxyOf(options);
    const sent =
      proxy === undefined
        ? (isSecure ? httpsRequest : httpRequest)(options, onResponse)
        : requestThrough(proxy, options, onResponse);
    sent.once('socket', (socket) => {
      established = sent.reusedSocket;
      if (established) return;
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        established = true;
      });
    });
    sent.once('upgrade', ({ statusCode = 101, headers }, socket) => {
      socket.destroy();
      onSwitch(statusCode, headers);
    });
    return sent;
  };

  return {
    transport: { request },
    isEstablished: () => established,
    proxyInTheWay: () => inTheWay,
    abandon: () => abandon(),
  };
}

/** Through which axios wants to lead a request by https. */
export function proxyOf({ agent }: Pick<RequestOptions, 'agent'>): ProxyServer | undefined {
  const proxy = ProxyAgent.safeParse(agent).data?.proxy;
  return proxy && { ...proxy, secure: proxy.protocol === 'https:', login: decoded(proxy.auth ?? '') };
}

/** axios 1.21.1 hands on what stands in the URL, with its percent signs. */
function decoded(login: string): string | undefined {
  if (login === '') return undefined;
  try {
    return decodeURIComponent(login);
  } catch {
    return login;
  }
}
