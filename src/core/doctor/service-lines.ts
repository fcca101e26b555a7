import { durationText } from '../plain-units.ts';
import { adviceForTls } from '../tls-advice.ts';
import type { Answer, GivenCredentials, ServiceFacts } from './doctor-facts.ts';
import { type HostAdvice, hostLine, ms } from './host-lines.ts';
import { lineOf, named, ok, type PageLine, problem, unlooked } from './line.ts';

export function serviceLines(facts: ServiceFacts, now: Date): readonly PageLine[] {
  const { name, address, proxy, host, answer, credentials, roles } = facts;
  const through = proxy.is === 'seen' ? proxy.value : undefined;
  return [
    lineOf('address', address, (url) => ok('address', named(url))),
    lineOf('proxy', proxy, (at) =>
      ok('proxy', at === undefined ? 'none, requests go straight there' : `requests go through ${named(at)}`),
    ),
    lineOf('connection', host, (look) => hostLine(look, now, adviceFor(facts, through))),
    lineOf('answer', answer, ({ status, tookMs }) =>
      ok('answer', `${status} in ${ms(tookMs)} to a request without credentials, as it should`),
    ),
    // The trouble of the answer is told once.
    answer.is === 'trouble'
      ? unlooked('clock', `${name} gave no answer that tells the time`)
      : lineOf('clock', answer, (seen) => clockLine(name, seen)),
    lineOf('credentials', credentials, (given) => ok('credentials', credentialsText(name, given))),
    lineOf('roles', roles, (names) => ok('roles', names.map(named).join(', '))),
  ];
}

/** More would be seen in how old a fact is said to be, and in a window for a cutover. */
const mostSkewMs = 60_000;
/** The time in an answer has whole seconds (RFC 9110, 5.6.7). */
const secondMs = 1_000;

function clockLine(name: string, { aheadMs, tookMs }: Answer): PageLine {
  if (aheadMs === undefined) return unlooked('clock', `the answer of ${name} tells no time`);
  const uncertainMs = (tookMs + secondMs) / 2;
  const within = `give or take ${(uncertainMs / 1_000).toFixed(1)} s`;
  if (Math.abs(aheadMs) <= uncertainMs) return ok('clock', `the same as that of ${name}, ${within}`);
  const side = aheadMs > 0 ? 'behind' : 'ahead of';
  const text = `${durationText(Math.abs(aheadMs))} ${side} that of ${name}, ${within}`;
  if (Math.abs(aheadMs) - uncertainMs <= mostSkewMs) return ok('clock', text);
  return problem(
    'clock',
    `This machine's clock is ${text}.`,
    'Set the clock, and let the system keep it (NTP): certificates, tokens and the window of a cutover are judged by it.',
  );
}

function credentialsText(name: string, { kind, from }: GivenCredentials): string {
  const what = kind === 'api-key' ? 'the API key' : 'the service account';
  return `${name} accepts ${what} of ${from.join(' and ')}`;
}

function adviceFor({ name, caFile }: ServiceFacts, proxy: string | undefined): HostAdvice {
  const tls: HostAdvice['tls'] = (kind) => adviceForTls(kind, name, caFile);
  if (proxy !== undefined) {
    const fix = `Check that HTTPS_PROXY names a proxy that can be reached, or name the host of ${name} in NO_PROXY where it can be reached without.`;
    const plain =
      'Begin the address of the proxy (HTTPS_PROXY, ALL_PROXY) with http:// where it speaks no TLS itself: without a scheme it is taken to.';
    return { name: fix, connection: fix, tls: (kind) => (kind === 'not-tls' ? plain : tls(kind)) };
  }
  return {
    name: `Check how the address of ${name} is spelt, DNS on this machine, and whether a proxy (HTTPS_PROXY) is needed.`,
    connection: `Let this machine connect to ${name}: check host and port, that it runs, the firewall, and whether a proxy (HTTPS_PROXY) is needed.`,
    tls,
  };
}
