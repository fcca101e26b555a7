import { expect, it, onTestFinished } from 'vitest';
import { lookAtDeployment } from '../../../src/cli/doctor-deployment.ts';
import type { DoctorPorts } from '../../../src/cli/doctor-ports.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import { Secret } from '../../../src/core/secret.ts';
import { openTestHost } from '../../support/test-ports.ts';

/** The name of the host decides what becomes of the connection. */
const host: DoctorPorts['host'] = async ({ host, port }, tls) => {
  const look = { host, port, addresses: [], connectedMs: 1 };
  if (host.startsWith('refused')) return { ...look, failed: { at: 'connection', code: 'ECONNREFUSED' } };
  if (tls === undefined) return look;
  const certificate = { subject: tls.caFile ?? 'a', issuer: 'b', validUntil: new Date(0) };
  return { ...look, tls: { tookMs: 1, protocol: 'TLSv1.3', certificate, refused: 'CERT_HAS_EXPIRED' } };
};

const refused = new LivemigError({ kind: 'credentials', code: 'MONGODB_LOGIN', message: 'Refused.', fix: 'Mend.' });

async function look(uri: string, membersOf: DoctorPorts['membersOf'] = async () => []) {
  const { ports, end } = openTestHost({ env: {} });
  onTestFinished(end);
  const doctor = { ...ports.doctor, host, membersOf };
  const inspector = { ...ports.inspector, survey: async () => Promise.reject(refused) };
  return lookAtDeployment('source', { is: 'seen', value: new Secret(uri) }, { ...ports, doctor, inspector });
}

it('each member that DNS names is connected to, with the CA of the string, and none that is not trusted is logged in to', async () => {
  const asked: string[] = [];
  const found = await look('mongodb+srv://u:p@c.example/?tlsCAFile=/ca.pem', async (name) => {
    asked.push(name);
    return ['a', 'refused'].map((one) => ({ host: `${one}.c.example`, port: 27016 }));
  });
  expect(asked).toEqual(['c.example']);
  expect(found).toMatchObject({
    srv: { is: 'seen', value: { members: 2 } },
    members: [
      { host: 'a.c.example', look: { value: { tls: { certificate: { subject: '/ca.pem' } } } } },
      { host: 'refused.c.example', look: { value: { failed: { code: 'ECONNREFUSED' } } } },
    ],
    login: { is: 'unlooked', because: 'no member could be connected to' },
  });
});

it('where DNS names no members, that is told, and none is said not to be reached', async () => {
  const found = await look('mongodb+srv://u:p@c.example/', async () => {
    throw Object.assign(new Error('querySrv ENOTFOUND'), { code: 'ENOTFOUND' });
  });
  expect(found).toMatchObject({
    srv: { is: 'trouble', what: 'DNS names no members of c.example (SRV: ENOTFOUND).' },
    members: [],
    login: { is: 'unlooked', because: 'no member is known' },
  });
});

it('behind a proxy of the string no member is looked at from here, and the driver logs in', async () => {
  const { members, login } = await look('mongodb://u:p@refused.example/?proxyHost=refused.example');
  expect(members).toMatchObject([
    { host: 'refused.example', look: { is: 'unlooked', because: expect.stringContaining('proxyHost') } },
  ]);
  expect(login).toEqual({ is: 'trouble', what: 'Refused.', fix: 'Mend.', isOfCredentials: true });
});
