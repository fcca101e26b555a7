import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/**
 * Why a request is none of this machine's own programs, as a refusal with 403; `undefined` where it may come in.
 *
 * Every web page that is open here can call a server on loopback. What gives it away is what the browser sends and no
 * page can change: the name that was called (a page can let its own name resolve to 127.0.0.1: DNS rebinding), `Origin`
 * with all but GET and HEAD (Fetch standard), and `Sec-Fetch-Site`, which is `none` only where a person typed the
 * address (Fetch Metadata).
 */
export function foreignRequest({ url = '', headersDistinct }: IncomingMessage): Refusal | undefined {
  const hosts = headersDistinct.host ?? [];
  const foreign = [...hosts, ...authorityOf(url)].find((host) => !loopback.test(host));
  if (foreign !== undefined || hosts.length !== 1) return notHere(foreign ?? (hosts.join(', ') || '(none)'));
  const site = headersDistinct['sec-fetch-site'] ?? [];
  return headersDistinct.origin !== undefined || site.some((one) => one !== 'none') ? notForPages : undefined;
}

/** With any port: whoever comes through a tunnel or a forwarded port has another one. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** The target may be a whole address, and its host is then the one that counts (RFC 9112, section 3.2.2). */
function authorityOf(target: string): string[] {
  const [, authority] = /^[a-z][a-z\d+.-]*:\/*([^/?#\\]*)/i.exec(target) ?? [];
  return authority === undefined ? [] : [authority];
}

function notHere(host: string): Refusal {
  const detail = `The sandbox answers only on this machine, as 127.0.0.1 or localhost, and was called as ${host}.`;
  return new Refusal(403, 'SANDBOX_HOST_NOT_LOOPBACK', detail, [host]);
}

const notForPages = new Refusal(403, 'SANDBOX_NOT_FOR_WEB_PAGES', 'The sandbox does not answer web pages.');
