import { createServer } from 'node:https';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../../src/api/http.ts';
import { challenge, httpOptions } from '../../support/api-credentials.ts';
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
async function tlsPort(steps: readonly Step[]): Promise<number> {
  const script = scripted(steps);
  const server = createServer({ cert: certificatePem, key: keyPem }, script.listener);
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
