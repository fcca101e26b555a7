import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import type { Trust } from './agents.ts';

/** A proxy that leads to services by CONNECT (RFC 9110, 9.3.6). */
export interface ProxyServer {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** `user:password`. */
  readonly login: string | undefined;
}

interface Service {
  readonly host: string;
  readonly port: number;
}

export interface TunnelEnd {
  /** With the proxy's status, where it answered and does not let us through. */
  onError(error: Error, status?: number): void;
  /** TLS to the service has begun. */
  onSocket(socket: TLSSocket): void;
}

/**
 * Asks the proxy for a way to the service, and begins TLS on it. Returns what gives up the asking.
 *
 * By our own hand and not by https-proxy-agent 5, which axios brings: that waits for ever for a proxy that hangs up or is
 * silent, also after its request was aborted, and passes on a proxy's refusal as if the service had answered.
 */
export function openTunnel(proxy: ProxyServer, service: Service, trust: Trust, end: TunnelEnd): () => void {
  const { secure, host, port, login } = proxy;
  const authority = `${service.host.includes(':') ? `[${service.host}]` : service.host}:${service.port}`;
  const authorization = login && { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
  const asking = (secure ? httpsRequest : httpRequest)({
    ...(secure ? trust : {}),
    ...{ host, port, method: 'CONNECT', path: authority, headers: { host: authority, ...authorization }, agent: false },
  });
  asking.once('error', (error) => end.onError(error));
  // Whatever the status: Node takes each answer to CONNECT for the end of HTTP on this connection.
  asking.once('connect', ({ statusCode = 0 }, socket) => {
    if (statusCode >= 200 && statusCode < 300) {
      end.onSocket(connect({ ...trust, socket, host: service.host, servername: serverName(service.host) }));
    } else {
      socket.destroy();
      end.onError(new Error(`status ${statusCode}`), statusCode);
    }
  });
  asking.end();
  return () => void asking.destroy();
}

/** An address is no name for SNI (RFC 6066, section 3); the certificate is then compared with the host. */
function serverName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}
