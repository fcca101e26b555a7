import { describe, expect, it } from 'vitest';
import { tlsProblem } from '../../../src/core/tls-problem.ts';

const failed = (code: string, message = '') => Object.assign(new Error(message), { code });
/** As OpenSSL 3 words it in Node 20. */
const openssl = (reason: string) =>
  `write EPROTO 80BC:error:0A000410:SSL routines:ssl3_read_bytes:${reason}:../deps/openssl/ssl/rec_layer_s3.c:1601:SSL alert number 40\n`;

describe('tlsProblem', () => {
  it.each<[string, Error, string, boolean]>([
    ['an expired certificate', failed('CERT_HAS_EXPIRED'), 'expired', true],
    ['one that is not valid yet', failed('CERT_NOT_YET_VALID'), 'not-yet-valid', true],
    ['one for another host', failed('ERR_TLS_CERT_ALTNAME_INVALID'), 'other-host', true],
    ['one that signed itself', failed('DEPTH_ZERO_SELF_SIGNED_CERT'), 'unknown-ca', true],
    ['a CA of its own in the chain', failed('SELF_SIGNED_CERT_IN_CHAIN'), 'unknown-ca', true],
    ['a chain to an unknown CA', failed('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'unknown-ca', true],
    ['an intermediate that is missing', failed('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'unknown-issuer', true],
    ...[
      ...['CERT_REVOKED', 'CERT_SIGNATURE_FAILURE', 'CERT_CHAIN_TOO_LONG', 'CERT_REJECTED', 'INVALID_CA'],
      ...['INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'ERROR_IN_CERT_NOT_BEFORE_FIELD', 'ERROR_IN_CERT_NOT_AFTER_FIELD'],
      ...['UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'UNABLE_TO_DECRYPT_CERT_SIGNATURE'],
    ].map(
      (code) =>
        [`one that cannot be used: ${code}`, failed(code), 'unusable', true] satisfies [string, Error, string, boolean],
    ),
    ['an issuer that is nowhere', failed('UNABLE_TO_GET_ISSUER_CERT'), 'unknown-ca', true],
    ['one that nobody trusts', failed('CERT_UNTRUSTED'), 'unknown-ca', true],
    ['another name, in the words of OpenSSL', failed('HOSTNAME_MISMATCH'), 'other-host', true],
    [
      'a client certificate that is wanted, TLS 1.3',
      failed('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      'client-certificate',
      false,
    ],
    [
      'a client certificate that Java wants',
      failed('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'),
      'client-certificate',
      false,
    ],
    ['a client certificate of an unknown CA', failed('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), 'client-certificate', false],
    ['the same as a message', failed('EPROTO', openssl('tlsv1 alert unknown ca')), 'client-certificate', false],
    [
      'a version that the server refuses',
      failed('EPROTO', openssl('tlsv1 alert protocol version')),
      'protocol-version',
      false,
    ],
    ['a version that we refuse', failed('ERR_SSL_UNSUPPORTED_PROTOCOL'), 'protocol-version', false],
    ['plain HTTP', failed('EPROTO', openssl('wrong version number')), 'not-tls', false],
    ['plain HTTP, as a code', failed('ERR_SSL_WRONG_VERSION_NUMBER'), 'not-tls', false],
    ['a refusal without a reason', failed('EPROTO', openssl('sslv3 alert handshake failure')), 'handshake', false],
    [
      'the same in newer words',
      failed('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', openssl('ssl/tls alert handshake failure')),
      'handshake',
      false,
    ],
    ['an alert that nobody knows', failed('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR'), 'handshake', false],
    ['a name that the server does not know', failed('ERR_SSL_TLSV1_UNRECOGNIZED_NAME'), 'handshake', false],
  ])('%s', (_case, error, kind, certificate) => {
    expect(tlsProblem(error)).toMatchObject({ kind, certificate });
  });

  it.each([
    ['a refused connection', failed('ECONNREFUSED', 'alert, it said: bad certificate')],
    ['no code at all', new Error('wrong version number')],
    ['a code that only has the letters', failed('NOT_ERR_SSL_WRONG_VERSION_NUMBER')],
    ['several tries without TLS', new AggregateError([failed('ECONNREFUSED'), failed('ETIMEDOUT')])],
    ['what is no error', 'CERT_HAS_EXPIRED'],
    ['an end of the protocol without a reason', failed('EPROTO', 'broken')],
  ])('%s tells nothing of TLS', (_, error) => {
    expect(tlsProblem(error)).toBeUndefined();
  });

  it('is found in a message without a code', () => {
    expect(tlsProblem(new Error(openssl('wrong version number')))?.kind).toBe('not-tls');
  });

  it('is found among the causes, also of several tries', () => {
    const cause = new AggregateError([failed('ECONNREFUSED'), failed('CERT_HAS_EXPIRED')]);
    expect(tlsProblem(new Error('no server', { cause }))?.kind).toBe('expired');
  });

  it('tells the names that the certificate holds', () => {
    const message = "Host: localhost. is not in the cert's altnames: DNS:else.example\u001b[2J";
    expect(tlsProblem(failed('ERR_TLS_CERT_ALTNAME_INVALID', message))?.words).toMatch(
      /^its certificate is for another host name \(DNS:else\.example[^\p{Cc}]*\)$/u,
    );
  });

  it('says what OpenSSL says, and nothing of where in its source', () => {
    expect(tlsProblem(failed('EPROTO', openssl('sslv3 alert handshake failure')))?.said).toBe(
      'sslv3 alert handshake failure',
    );
    expect(tlsProblem(failed('CERT_HAS_EXPIRED', 'certificate has expired'))?.said).toBe('CERT_HAS_EXPIRED');
  });

  it.each([
    ['a lost connection', failed('ECONNRESET', 'read ECONNRESET')],
    ['a protocol error of another kind', failed('EPROTO', 'write EPROTO')],
    ['no error', undefined],
  ])('is none: %s', (_case, error) => {
    expect(tlsProblem(error)).toBeUndefined();
  });
});
