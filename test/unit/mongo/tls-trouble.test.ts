import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TlsOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { withClient } from '../../../src/mongo/connect.ts';
import {
  elsewherePem,
  expiredPem,
  notYetValidPem,
  secondCaPem,
  selfSignedPem,
} from '../../support/bad-certificates.ts';
import { caught } from '../../support/caught.ts';
import { caPem, certificatePem, keyPem } from '../../support/certificates.ts';

const place = mkdtempSync(join(tmpdir(), 'livemig-tls-trouble-'));
const at = (name: string) => join(place, name);

beforeAll(() => {
  writeFileSync(at('ca.pem'), caPem);
  writeFileSync(at('other-ca.pem'), secondCaPem);
  writeFileSync(at('ca.der'), Buffer.from(caPem.replaceAll(/-----.*-----|\s/g, ''), 'base64'));
  writeFileSync(at('empty.pem'), '');
  writeFileSync(at('client.pem'), `${selfSignedPem}${keyPem}`);
  mkdirSync(at('directory'));
});

afterAll(() => rmSync(place, { recursive: true }));

interface Trouble {
  readonly server?: TlsOptions | 'plain';
  readonly caFile?: string;
  readonly more?: string;
}

/** What is said of a server that answers nothing but the TLS handshake, and how long that took in ms. */
async function told({ server = {}, caFile = 'ca.pem', more = '' }: Trouble) {
  const listening =
    server === 'plain'
      ? createPlainServer((socket) => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
      : createServer({ cert: certificatePem, key: keyPem, ...server });
  listening.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => void listening.close());
  const ca = caFile === '' ? '' : `&tlsCAFile=${encodeURIComponent(at(caFile))}`;
  const uri = `mongodb://root:a-password@localhost:${portOf(listening)}/?tls=true${ca}${more}`;
  const began = performance.now();
  const error = await caught(
    withClient(uri, { name: 'the source', patienceMs: 30_000 }, (client) => client.db('admin').command({ ping: 1 })),
  );
  expect(`${error.message} ${error.fix}`).not.toContain('a-password');
  return { error, tookMs: performance.now() - began };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return address.port;
}

const wantsClient = { requestCert: true, rejectUnauthorized: true, ca: caPem };
const isOld = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

describe('what is wrong with TLS is told as what it is, at once', () => {
  it.each<[string, Trouble, RegExp, RegExp]>([
    ['expired', { server: { cert: expiredPem }, caFile: 'other-ca.pem' }, /expired/, /Renew/],
    ['not yet valid', { server: { cert: notYetValidPem }, caFile: 'other-ca.pem' }, /not valid yet/, /clock/],
    [
      'another host',
      { server: { cert: elsewherePem }, caFile: 'other-ca.pem' },
      /elsewhere/,
      /as its certificate does/,
    ],
    ['no CA given', { caFile: '' }, /CA that signed it/, /tlsCAFile=/],
    ['a wrong CA given', { caFile: 'other-ca.pem' }, /CA that signed it/, /other-ca\.pem did not sign it/],
    ['signed by itself', { server: { cert: selfSignedPem } }, /not known here/, /ca\.pem did not sign it/],
    ['a client certificate is wanted', { server: wantsClient }, /client certificate/, /tlsCertificateKeyFile=/],
    [
      'a client certificate is wanted, with TLS 1.2',
      { server: { ...wantsClient, maxVersion: 'TLSv1.2' } },
      /client certificate|TLS handshake/,
      /tlsCertificateKeyFile/,
    ],
    ['TLS is too old', { server: isOld }, /no version of TLS/, /TLS 1\.2/],
    ['the port speaks no TLS', { server: 'plain' }, /not TLS/, /tls=true/],
    ['the CA file is missing', { caFile: 'no-such.pem' }, /no-such\.pem.* does not exist/, /tlsCAFile=/],
    ['the CA file is a directory', { caFile: 'directory' }, /directory.* is a directory/, /tlsCAFile=/],
    [
      'the client certificate is a directory',
      { more: `&tlsCertificateKeyFile=${encodeURIComponent(at('directory'))}` },
      /tlsCertificateKeyFile, is a directory/,
      /tlsCertificateKeyFile=/,
    ],
    ['the CA file is DER', { caFile: 'ca.der' }, /ca\.der.* no certificate in PEM/, /tlsCAFile=/],
    ['the CA file is empty', { caFile: 'empty.pem' }, /empty\.pem.* no certificate in PEM/, /tlsCAFile=/],
    [
      'the client certificate is missing',
      { more: `&tlsCertificateKeyFile=${encodeURIComponent(at('none.pem'))}` },
      /none\.pem.* does not exist/,
      /tlsCertificateKeyFile=/,
    ],
    [
      'the client certificate is no certificate',
      { more: `&tlsCertificateKeyFile=${encodeURIComponent(at('empty.pem'))}` },
      /empty\.pem.*tlsCertificateKeyFile.*cannot be used/,
      /tlsCertificateKeyFile=/,
    ],
  ])('%s', async (_, trouble, message, fix) => {
    const { error, tookMs } = await told(trouble);
    expect(error.message).toMatch(message);
    expect(error.fix).toMatch(fix);
    expect(tookMs).toBeLessThan(5_000);
  });
});
