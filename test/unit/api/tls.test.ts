import { createServer, type ServerOptions } from 'node:https';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../../src/api/http.ts';
import { challenge, httpOptions } from '../../support/api-credentials.ts';
import {
  chainRootPem,
  expiredPem,
  intermediatePem,
  ofIntermediatePem,
  secondCaPem,
} from '../../support/bad-certificates.ts';
import { caught } from '../../support/caught.ts';
import { caPem, certificatePem, keyPem } from '../../support/certificates.ts';
import { type Step, scripted, scriptedServer } from '../../support/scripted-server.ts';

const accept = 'application/json';
const write = { method: 'POST', path: '/api/public/v1.0/x', accept, schema: z.unknown(), body: {} } as const;
const ca = { file: '/etc/livemig-ca.pem', pem: caPem };
const asked: Step[] = [challenge('n1'), { body: {} }];

const open: Array<() => void> = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of open.splice(0)) close();
});

/** Its certificate is for localhost. */
async function tlsPort(steps: readonly Step[], more: ServerOptions = {}): Promise<number> {
  const script = scripted(steps);
  const server = createServer({ cert: certificatePem, key: keyPem, ...more }, script.listener);
  // On every address, because localhost is IPv6 on some systems.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  open.push(() => server.close().closeAllConnections());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const manager = (baseUrl: string, more = {}) =>
  createHttp(httpOptions(baseUrl, { serviceName: 'Ops Manager', ...more }));

describe('a server with a certificate of a private CA', () => {
  it('is accepted with the CA file', async () => {
    const port = await tlsPort(asked);
    await expect(manager(`https://localhost:${port}`, { ca }).send(write)).resolves.toEqual({});
  });

  it('is not without it, and the fix names the flag', async () => {
    const port = await tlsPort([]);
    const error = await caught(manager(`https://localhost:${port}`).send(write));
    expect([error.code, error.api?.delivery]).toEqual(['API_CERTIFICATE', 'never-left']);
    expect(error.fix).toContain('--manager-ca-file');
  });

  it('is not without it even where the environment tells Node not to verify', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const port = await tlsPort(asked);
    const error = await caught(manager(`https://localhost:${port}`).send(write));
    expect([error.code, error.api?.delivery]).toEqual(['API_CERTIFICATE', 'never-left']);
  });

  it('is not under another name than its own', async () => {
    const port = await tlsPort([]);
    const error = await caught(manager(`https://127.0.0.1:${port}`, { ca }).send(write));
    expect([error.code, error.api?.delivery]).toEqual(['API_CERTIFICATE', 'never-left']);
    expect(error.fix).toContain('another host name');
  });

  it('does not get a write where it speaks no TLS at all', async () => {
    const server = await scriptedServer([]);
    open.push(() => void server.close());
    const error = await caught(manager(server.url.replace('http:', 'https:')).send(write));
    expect([error.kind, error.api?.delivery]).toEqual(['api', 'never-left']);
    expect(error.fix).toContain('does not speak TLS');
    expect(server.seen).toEqual([]);
  });
});

const wantsClientCertificate = { requestCert: true, rejectUnauthorized: true, ca: caPem };
const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
const chain = `${ofIntermediatePem}${intermediatePem}`;
const file = '/etc/livemig-ca.pem';

describe('what is wrong with TLS is told as what it is, before a write is sent', () => {
  it.each<[string, ServerOptions, string, string, string]>([
    [
      'a client certificate that is wanted',
      wantsClientCertificate,
      caPem,
      'it wants a client certificate',
      'no client certificate to show',
    ],
    [
      'the same in TLS 1.2, where the server does not say so',
      { ...wantsClientCertificate, maxVersion: 'TLSv1.2' },
      caPem,
      'it broke off the TLS handshake',
      'no client certificate to show',
    ],
    ['a version that is too old', old, caPem, 'it speaks no version of TLS that is accepted here', 'TLS 1.2 or 1.3'],
    ['no cipher in common', { ciphers: 'AES128-SHA', maxVersion: 'TLSv1.2' }, caPem, 'it broke off', 'ciphers'],
    ['an expired certificate', { cert: expiredPem }, secondCaPem, 'has expired', 'Renew'],
    [
      'a missing intermediate',
      { cert: ofIntermediatePem },
      chainRootPem,
      'or an intermediate one',
      'send the intermediate certificates along',
    ],
    [
      'a chain of another CA than the one given',
      { cert: chain },
      secondCaPem,
      'a CA that is not known here',
      `The CA in ${file} did not sign it`,
    ],
    [
      'a certificate of another CA than the one given',
      {},
      secondCaPem,
      'is not known here',
      `The CA in ${file} did not sign`,
    ],
    [
      'another CA, sent along',
      { cert: `${chain}${chainRootPem}` },
      secondCaPem,
      'a CA that is not known here',
      `The CA in ${file} did not sign it`,
    ],
  ])('%s', async (_case, server, pem, words, advice) => {
    const port = await tlsPort([], server);
    const error = await caught(manager(`https://localhost:${port}`, { ca: { file, pem } }).send(write));
    expect([error.kind, error.api?.delivery]).toEqual(['api', 'never-left']);
    expect(error.message).toContain(words);
    expect(error.message).not.toMatch(/EPROTO|openssl/);
    expect(error.fix).toContain(advice);
    expect(error.fix).not.toContain('--manager-ca-file');
  });

  it('a whole chain is accepted with its CA', async () => {
    const port = await tlsPort(asked, { cert: chain });
    await expect(
      manager(`https://localhost:${port}`, { ca: { file, pem: chainRootPem } }).send(write),
    ).resolves.toEqual({});
  });
});
