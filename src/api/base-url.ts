import { LivemigError } from '../core/errors.ts';
import type { ServiceName } from '../core/service-name.ts';

export interface BaseUrl {
  /** Without a slash at the end; a proxy's path prefix stays. */
  readonly text: string;
  /** Host and port, for messages. */
  readonly host: string;
  readonly secure: boolean;
  readonly loopback: boolean;
}

/**
 * Throws kind `usage` for what is not an http(s) address, for an address that carries a user or a query, and for plain
 * http beyond this machine: link-tokens and agent keys travel in bodies, which digest authentication does not protect.
 */
export function parseBaseUrl(text: string, service: ServiceName): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw unusable(service, 'is not an http(s) address');
  // The address itself is not repeated here: it may hold a password.
  if (url.username !== '' || url.password !== '') throw unusable(service, 'carries a user name or a password');
  if (url.search !== '' || url.hash !== '') throw unusable(service, 'carries a query or a fragment');
  const secure = url.protocol === 'https:';
  const loopback = isLoopback(url.hostname);
  if (!secure && !loopback) throw plainHttp(service, url);
  return { text: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, host: url.host, secure, loopback };
}

/** Not `*.localhost`: RFC 6761 only recommends that a resolver keeps those on this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function unusable(service: ServiceName, why: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'URL_NOT_USABLE',
    message: `The address of ${service} ${why}.`,
    fix: 'Give scheme, host, port and, where a proxy needs it, a path: https://opsmanager.example:8443',
  });
}

function plainHttp(service: ServiceName, { host, hostname, port }: URL): LivemigError {
  const tunnel = `ssh -L 8080:${hostname}:${port || 80} JUMP-HOST, then http://127.0.0.1:8080`;
  return new LivemigError({
    kind: 'usage',
    code: 'PLAIN_HTTP_REFUSED',
    message: `The address of ${service} is http://${host}: anyone on the way could read the link-token and the agent key.`,
    fix: service === 'Atlas' ? 'Use https.' : `Use https, or a tunnel that ends on this machine: ${tunnel}.`,
  });
}
