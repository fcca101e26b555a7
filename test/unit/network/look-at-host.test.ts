import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, it } from 'vitest';
import { lookAtHost } from '../../../src/network/look-at-host.ts';
import { expiredPem, secondCaPem } from '../../support/bad-certificates.ts';
import { caPem, certificatePem, keyPem } from '../../support/certificates.ts';
import { portOf } from '../../support/port-of.ts';

const options = { patienceMs: 5_000, signal: new AbortController().signal, elapsed: () => performance.now() };

it('a connection is told with its times', async () => {
  const port = await portOf(createServer());
  const look = await lookAtHost({ host: 'localhost', port }, options);
  expect(look).toMatchObject({ host: 'localhost', port, addresses: expect.arrayContaining(['127.0.0.1']) });
  expect(look).toEqual({ ...look, resolvedMs: expect.any(Number), connectedMs: expect.any(Number) });
  expect(look).not.toHaveProperty('failed');
});

it('an address is looked up by nobody', async () => {
  const look = await lookAtHost({ host: '127.0.0.1', port: await portOf(createServer()) }, options);
  expect(look).toEqual({ host: '127.0.0.1', port: look.port, addresses: [], connectedMs: expect.any(Number) });
});

it.each([
  ['a certificate that is trusted', certificatePem, caPem, {}],
  ['one of an unknown CA', certificatePem, undefined, { refused: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }],
  ['one that has expired', expiredPem, secondCaPem, { refused: 'CERT_HAS_EXPIRED' }],
])('%s is shown', async (_, cert, ca, refused) => {
  const port = await portOf(createTlsServer({ cert, key: keyPem }));
  const { tls, failed } = await lookAtHost({ host: 'localhost', port, tls: { caPem: ca } }, options);
  expect(failed).toBeUndefined();
  expect(tls).toEqual({
    ...{ tookMs: expect.any(Number), protocol: 'TLSv1.3', ...refused },
    certificate: {
      subject: 'localhost',
      issuer: expect.stringMatching(/^livemig .*test CA$/),
      validUntil: cert === expiredPem ? new Date('2021-01-01T00:00:00Z') : expect.any(Date),
    },
  });
});

it('what does not speak TLS is told as that', async () => {
  const port = await portOf(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  const { failed } = await lookAtHost({ host: '127.0.0.1', port, tls: {} }, options);
  expect(failed).toMatchObject({
    at: 'tls',
    error: expect.objectContaining({ message: expect.stringMatching(/SSL/) }),
  });
});

it.each([
  ['nothing listens', 'connection', 'ECONNREFUSED', undefined],
  ['nobody says anything', 'tls', 'ETIMEDOUT', () => {}],
  ['it hangs up', 'tls', 'ECONNRESET', 'hang-up'],
] as const)('where %s', async (_, at, code, server) => {
  const listening = createServer((socket) => void (server === 'hang-up' && socket.end()));
  const port = await portOf(listening);
  if (server === undefined) await new Promise((resolve) => listening.close(resolve));
  const look = await lookAtHost({ host: '127.0.0.1', port, tls: {} }, { ...options, patienceMs: 150 });
  expect(look.failed).toMatchObject({ at, code });
});

it('a name that nobody has is told as that', async () => {
  const { failed } = await lookAtHost({ host: 'host.invalid', port: 1 }, options);
  expect(failed).toMatchObject({ at: 'name', code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
});

it('whoever ends the run is not kept waiting', async () => {
  const stop = new AbortController();
  const port = await portOf(createServer(() => stop.abort(new Error('enough'))));
  await expect(lookAtHost({ host: '127.0.0.1', port, tls: {} }, { ...options, signal: stop.signal })).rejects.toThrow(
    'enough',
  );
});
