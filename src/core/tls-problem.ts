import { harmless, shortened } from './harmless.ts';

/** What is wrong with a TLS connection. The first five are about the server's certificate, which is not accepted. */
export type TlsProblemKind =
  | 'expired'
  | 'not-yet-valid'
  | 'other-host'
  /** Whoever signed it is not among the CAs that are accepted; it may be signed by itself. */
  | 'unknown-ca'
  /** The server shows its own certificate only, and whoever signed that is not known: a CA, or an intermediate that is missing. */
  | 'unknown-issuer'
  /** Revoked, badly signed, too weak, for another purpose. */
  | 'unusable'
  /** The server wants a client's certificate, or another one than it was shown. */
  | 'client-certificate'
  | 'protocol-version'
  | 'not-tls'
  /** The server broke off, for a reason that it does not tell: often a client certificate, or a cipher. */
  | 'handshake';

export interface TlsProblem {
  readonly kind: TlsProblemKind;
  /** The server's certificate was looked at and not accepted, so nothing was sent to it. */
  readonly certificate: boolean;
  /** A clause about the server: `its certificate has expired`. */
  readonly words: string;
  /** What Node or OpenSSL calls it, short: CERT_HAS_EXPIRED, `tlsv13 alert certificate required`. */
  readonly said: string;
}

const certificateWords = {
  expired: 'its certificate has expired',
  'not-yet-valid': 'its certificate is not valid yet',
  'other-host': 'its certificate is for another host name',
  'unknown-ca': 'its certificate is signed by a CA that is not known here',
  'unknown-issuer':
    'it shows only its own certificate, and the CA that signed it, or an intermediate one, is not known here',
  unusable: 'its certificate cannot be trusted',
} as const;

/** Node's codes of X.509 verification (nodejs.org/api/tls.html, "X509 certificate error codes"), and its own for the name. */
const certificateKinds: Readonly<Record<string, keyof typeof certificateWords>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-host',
  HOSTNAME_MISMATCH: 'other-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown-ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-ca',
  CERT_UNTRUSTED: 'unknown-ca',
  // Also with a CA given: nobody can tell its absence from that of an intermediate.
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
  CERT_SIGNATURE_FAILURE: 'unusable',
  CERT_CHAIN_TOO_LONG: 'unusable',
  CERT_REVOKED: 'unusable',
  CERT_REJECTED: 'unusable',
  INVALID_CA: 'unusable',
  INVALID_PURPOSE: 'unusable',
  PATH_LENGTH_EXCEEDED: 'unusable',
  ERROR_IN_CERT_NOT_BEFORE_FIELD: 'unusable',
  ERROR_IN_CERT_NOT_AFTER_FIELD: 'unusable',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: 'unusable',
  UNABLE_TO_DECRYPT_CERT_SIGNATURE: 'unusable',
};

/**
 * OpenSSL's reasons, which come as a code (ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED) or in the message of an EPROTO.
 * The alerts are those of RFC 8446, section 6; OpenSSL before 3.2 says `sslv3 alert`, later `ssl/tls alert`.
 */
const reasons: ReadonlyArray<{ readonly at: RegExp; readonly kind: TlsProblemKind; readonly words: string }> = [
  {
    at: /alert (certificate (required|expired|revoked|unknown)|(bad|unsupported) certificate|unknown ca\b|access denied)/,
    kind: 'client-certificate',
    words: 'it wants a client certificate that it accepts',
  },
  {
    at: /alert protocol version|unsupported protocol|version too (low|high)|wrong ssl version|no protocols available/,
    kind: 'protocol-version',
    words: 'it speaks no version of TLS that is accepted here (1.2 and 1.3)',
  },
  {
    at: /wrong version number|packet length too long|http request|unknown protocol|bad record type/,
    kind: 'not-tls',
    words: 'what it says is not TLS',
  },
  {
    at: /\balert\b|unrecognized name|ssl routines|\berr ssl\b/,
    kind: 'handshake',
    words: 'it broke off the TLS handshake',
  },
];

/**
 * What a failed connection says of TLS, wherever in the error or its causes: libraries wrap what Node says, more than
 * once. `undefined` where it failed for another reason.
 */
export function tlsProblem(error: unknown): TlsProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  return (
    ownProblem('code' in error ? String(error.code) : '', error.message) ??
    (error instanceof AggregateError ? error.errors : [])
      .map(tlsProblem)
      .find((problem: TlsProblem | undefined) => problem !== undefined) ??
    tlsProblem(error.cause)
  );
}

/** The same where only Node's code of the certificate's verification is known. */
export function certificateProblem(code: string): TlsProblem | undefined {
  return ownProblem(code, '');
}

function ownProblem(code: string, message: string): TlsProblem | undefined {
  const certificateKind = certificateKinds[code];
  if (certificateKind !== undefined)
    return {
      kind: certificateKind,
      certificate: true,
      words: `${certificateWords[certificateKind]}${namesIn(message)}`,
      said: code,
    };
  if (code !== 'EPROTO' && !/^ERR_SSL_|:SSL routines:/m.test(`${code} ${message}`)) return undefined;
  const said = /:SSL routines:[^:]*:([^:\n]+)/.exec(message)?.[1] ?? code;
  const text = `${code} ${message}`.toLowerCase().replaceAll(/_/g, ' ');
  const reason = reasons.find(({ at }) => at.test(text));
  return reason && { kind: reason.kind, certificate: false, words: reason.words, said };
}

/** The names that a certificate for another host holds, as Node tells them. */
function namesIn(message: string): string {
  const names = /is not in the cert's altnames: (.*)$/s.exec(message)?.[1];
  return names === undefined ? '' : ` (${shortened(harmless(names))})`;
}
