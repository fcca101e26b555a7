import { LivemigError } from '../core/errors.ts';
import { showable } from './body.ts';
import type { ProxyInTheWay } from './connection.ts';
import { connectionLost } from './failure.ts';
import type { NetworkProblem } from './network-problem.ts';
import type { Call } from './wire.ts';

/** The way to the service ended at a proxy of the environment, so the service knows nothing of the request. */
export function proxyError(call: Call, proxy: ProxyInTheWay, problem: NetworkProblem): LivemigError {
  const { status } = proxy;
  const { method, path, host } = call;
  const passing = status === undefined ? problem.dropped : status === 429 || (status >= 500 && status < 600);
  return new LivemigError({
    kind: 'api',
    code: passing ? connectionLost : status === undefined ? 'API_PROXY_UNREACHABLE' : 'API_PROXY_REFUSED',
    message: `The proxy ${proxy.host} ${whatItDid(call, proxy, problem)}, so ${method} ${path} was not sent to ${host}.`,
    fix: adviceFor(call, proxy),
    // Its status is not the service's: a 404 of the proxy says of no cluster that it is not there.
    api: { method, path, delivery: 'never-left' },
  });
}

function whatItDid(call: Call, { status }: ProxyInTheWay, { code, words, tls }: NetworkProblem): string {
  if (status !== undefined) return `answered ${status} when it was asked for a connection`;
  return `gave no connection (${tls === undefined ? `${code}: ${showable(words, call.secrets())}` : `${tls.said}: ${tls.words}`})`;
}

function adviceFor({ host }: Call, { host: proxy, hasLogin, status }: ProxyInTheWay): string {
  const around = `or name ${host.replace(/:\d+$/, '')} in NO_PROXY where it can be reached without the proxy`;
  if (status === 401 || status === 407)
    return hasLogin
      ? `The proxy does not accept the login in HTTPS_PROXY: correct it, ${around}.`
      : `The proxy asks for its own login: put it into HTTPS_PROXY (http://USER:PASSWORD@${proxy}), ${around}.`;
  if (status === 403) return `Let the proxy allow connections to ${host}, ${around}.`;
  if (status !== undefined && status >= 500)
    return `The proxy cannot reach ${host}: look at the proxy and at that name, ${around}, then run the same command again.`;
  return `Check that HTTPS_PROXY names a proxy that can be reached and passes on HTTPS (CONNECT), ${around}.`;
}
