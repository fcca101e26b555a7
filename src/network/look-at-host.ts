import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type PeerCertificate, rootCertificates, type TLSSocket } from 'node:tls';
import type { HostFailure, HostLook, TlsLook } from '../core/doctor/doctor-facts.ts';

export interface HostToLookAt {
  readonly host: string;
  readonly port: number;
  /** Whether TLS is begun there, and the PEM of a CA that is accepted besides Node's own. */
  readonly tls?: { readonly caPem?: string | undefined } | undefined;
}

export interface LookAtHostOptions {
  /** For all of it, in ms. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** Milliseconds since some moment. */
  elapsed(): number;
}

interface Address {
  readonly address: string;
  readonly family: number;
}

/**
 * Resolves a name, connects, and begins TLS where that is wanted; nothing else is sent. What goes wrong is told and not
 * thrown. Rejects with the signal's reason only, once it is aborted.
 */
export async function lookAtHost(target: HostToLookAt, options: LookAtHostOptions): Promise<HostLook> {
  const { host, port } = target;
  const { elapsed, signal } = options;
  signal.throwIfAborted();
  const limit = new AbortController();
  const end = () => limit.abort();
  AbortSignal.timeout(options.patienceMs).addEventListener('abort', end, { once: true });
  signal.addEventListener('abort', end, { once: true });
  let socket: Socket | undefined;
  let look: HostLook = { host, port, addresses: [] };
  let at: HostFailure['at'] = 'name';
  try {
    let since = elapsed();
    const found = isIP(host) === 0 ? await bounded(limit.signal, lookup(host, { all: true })) : [literal(host)];
    if (isIP(host) === 0)
      look = { ...look, addresses: found.map(({ address }) => address), resolvedMs: elapsed() - since };
    at = 'connection';
    since = elapsed();
    socket = socketTo(host, port, found);
    await bounded(limit.signal, opened(socket, 'connect'));
    look = { ...look, connectedMs: elapsed() - since };
    if (target.tls === undefined) return look;
    at = 'tls';
    since = elapsed();
    const secure = handshakeOn(socket, host, target.tls.caPem);
    await bounded(limit.signal, opened(secure, 'secureConnect'));
    return { ...look, tls: seenOf(secure, elapsed() - since) };
  } catch (error) {
    signal.throwIfAborted();
    const { code = 'ETIMEDOUT' } = limit.signal.aborted ? {} : { code: codeOf(error) };
    return { ...look, failed: { at, code, ...(error instanceof Error && !limit.signal.aborted && { error }) } };
  } finally {
    socket?.destroy();
    signal.removeEventListener('abort', end);
  }
}

function literal(host: string): Address {
  return { address: host, family: isIP(host) };
}

/** To the addresses that were found, so that the time to connect holds no second look-up. */
function socketTo(host: string, port: number, found: readonly Address[]): Socket {
  const [first] = found;
  return connect({
    host,
    port,
    lookup: (_, { all }, done) => {
      if (all === true) done(null, [...found]);
      else done(null, first?.address ?? '', first?.family);
    },
  });
}

/** The certificate is to be seen also where it is not to be trusted: nothing is sent there, and what Node says of it is told. */
function handshakeOn(socket: Socket, host: string, caPem: string | undefined): TLSSocket {
  return connectTls({
    socket,
    host,
    // An address is no name for SNI (RFC 6066, section 3).
    servername: isIP(host) === 0 ? host : '',
    rejectUnauthorized: false,
    ...(caPem !== undefined && { ca: [...rootCertificates, caPem] }),
  });
}

function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    // For ever: what comes after the handshake is of no concern here, and must not end the process.
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('it hung up'), { code: 'ECONNRESET' })));
  });
}

function seenOf(secure: TLSSocket, tookMs: number): TlsLook {
  const { authorized, authorizationError } = secure;
  const certificate = secure.getPeerCertificate();
  return {
    tookMs,
    protocol: secure.getProtocol() ?? 'TLS',
    certificate: {
      subject: nameOf(certificate.subject),
      issuer: nameOf(certificate.issuer),
      validUntil: new Date(certificate.valid_to),
    },
    // Node's types say Error; it is the code, as a text (20.20.2, _tls_wrap.js).
    ...(!authorized && { refused: String(authorizationError) }),
  };
}

/** The common name, or else the organization; a certificate may have neither, and each of them several times. */
function nameOf(name: Partial<PeerCertificate['subject']> | undefined): string {
  return [name?.CN ?? name?.O ?? 'no name'].flat().join(', ');
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

/** The look-up of a name cannot be told to end, so it is left to itself. */
function bounded<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('the time is up'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject);
  });
}
