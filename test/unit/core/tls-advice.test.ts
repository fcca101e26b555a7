import { expect, it } from 'vitest';
import { adviceForTls } from '../../../src/core/tls-advice.ts';

it.each([
  ['expired', 'Atlas', undefined, "this machine's clock"],
  ['not-yet-valid', 'Atlas', undefined, "this machine's clock"],
  ['other-host', 'Atlas', undefined, 'another host name'],
  ['unusable', 'Ops Manager', undefined, 'Give Ops Manager another certificate'],
  ['client-certificate', 'Atlas', undefined, 'without the proxy'],
  ['client-certificate', 'Ops Manager', undefined, 'let Ops Manager, or the proxy in front of it, ask its API clients'],
  ['protocol-version', 'Ops Manager', undefined, 'Let Ops Manager, or the proxy in front of it, offer TLS 1.2'],
  ['not-tls', 'Atlas', undefined, 'whether the address must begin with http'],
  ['handshake', 'Ops Manager', undefined, 'the TLS settings of Ops Manager'],
  ['unknown-ca', 'Atlas', undefined, 'NODE_EXTRA_CA_CERTS'],
  ['unknown-ca', 'Ops Manager', undefined, 'with --manager-ca-file (PEM).'],
  ['unknown-issuer', 'Ops Manager', undefined, 'If that is an intermediate one, the server has to send it along'],
  ['unknown-ca', 'Ops Manager', 'ca.pem', 'The CA in ca.pem did not sign it: put'],
  ['unknown-issuer', 'Ops Manager', 'ca.pem', 'The CA in ca.pem did not sign this certificate itself'],
] as const)('%s at %s with the CA file %s', (problem, service, caFile, advice) => {
  expect(adviceForTls(problem, service, caFile)).toContain(advice);
});

it('where no other certificate could be missing, none is missed', () => {
  expect(adviceForTls('unknown-ca', 'Ops Manager', undefined)).not.toContain('intermediate');
});
