import { durationText } from '../plain-units.ts';
import { certificateProblem, type TlsProblem, type TlsProblemKind, tlsProblem } from '../tls-problem.ts';
import type { Certificate, HostFailure, HostLook, TlsLook } from './doctor-facts.ts';
import { named, ok, type PageLine, problem } from './line.ts';

/** What to do where a host could not be reached. */
export interface HostAdvice {
  readonly name: string;
  readonly connection: string;
  tls(kind: TlsProblemKind): string;
}

/** What came of the connection to one host and port: how far it got, and how long each part took. */
export function hostLine(look: HostLook, now: Date, advice: HostAdvice): PageLine {
  const name = hostName(look);
  const { failed, tls } = look;
  const seen = [...nameText(look), ...connectionText(look), ...(tls === undefined ? [] : [tlsText(tls, now)])];
  const sofar = seen.length === 0 ? '' : ` (before that: ${seen.join(', ')})`;
  if (failed !== undefined) return problem(name, `${failureText(failed)}${sofar}.`, fixOf(failed, advice));
  const refused = tls?.refused === undefined ? undefined : refusalOf(tls.refused);
  if (refused === undefined) return ok(name, seen.join(', '));
  return problem(name, `${refused.words} (${named(refused.said)}); ${seen.join(', ')}.`, advice.tls(refused.kind));
}

/** Host and port. */
export function hostName({ host, port }: Pick<HostLook, 'host' | 'port'>): string {
  return `${named(host.includes(':') ? `[${host}]` : host)}:${port}`;
}

function nameText({ addresses, resolvedMs }: HostLook): string[] {
  if (resolvedMs === undefined) return [];
  const [first = 'no address', ...others] = addresses;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return [`resolved to ${named(first)}${more} in ${ms(resolvedMs)}`];
}

function connectionText({ connectedMs }: HostLook): string[] {
  return connectedMs === undefined ? [] : [`connected in ${ms(connectedMs)}`];
}

function tlsText({ protocol, tookMs, certificate }: TlsLook, now: Date): string {
  return `${named(protocol.replace('TLSv', 'TLS '))} in ${ms(tookMs)}, ${certificateText(certificate, now)}`;
}

function certificateText({ subject, issuer, validUntil }: Certificate, now: Date): string {
  const leftMs = validUntil.getTime() - now.getTime();
  if (Number.isNaN(leftMs)) return `certificate of ${named(subject)} by ${named(issuer)}, which says no end`;
  const when = leftMs < 0 ? `${durationText(-leftMs)} ago` : `in ${durationText(leftMs)}`;
  return `certificate of ${named(subject)} by ${named(issuer)} until ${validUntil.toISOString().slice(0, 10)} (${when})`;
}

const noAnswer: HostFailure['code'] = 'ETIMEDOUT';

function failureText(failed: HostFailure): string {
  const { at, code } = failed;
  const said = code === noAnswer ? 'no answer in time' : named(code);
  if (at === 'name') return `its name could not be resolved: ${said}`;
  if (at === 'connection') return `no connection: ${said}`;
  const tls = tlsOf(failed);
  return tls === undefined ? `no TLS handshake: ${said}` : `${tls.words} (${named(tls.said)})`;
}

function fixOf(failed: HostFailure, advice: HostAdvice): string {
  // Of a server that says nothing, nobody knows what it has against TLS.
  if (failed.at === 'tls' && failed.code !== noAnswer) return advice.tls(tlsOf(failed)?.kind ?? 'handshake');
  return failed.at === 'name' ? advice.name : advice.connection;
}

function tlsOf({ error }: HostFailure): TlsProblem | undefined {
  return tlsProblem(error);
}

function refusalOf(code: string): Pick<TlsProblem, 'kind' | 'words' | 'said'> {
  return certificateProblem(code) ?? { kind: 'unusable', words: 'its certificate cannot be trusted', said: code };
}

export function ms(time: number): string {
  return `${Math.max(1, Math.round(time))} ms`;
}
