import { X509Certificate } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import { LivemigError } from '../core/errors.ts';

/** Connections for axios; `caPem` is accepted besides Node's own certificates. Throws kind `usage` where it holds none. */
export function createAgents(keepAlive: boolean, caPem: string | undefined) {
  const ca = caPem === undefined ? {} : { ca: [...rootCertificates, checked(caPem)] };
  // Said outright: otherwise NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would turn it off.
  const tls = { keepAlive, rejectUnauthorized: true, ...ca };
  return { httpAgent: new HttpAgent({ keepAlive }), httpsAgent: new HttpsAgent(tls) };
}

function checked(pem: string): string {
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new LivemigError({
      kind: 'usage',
      code: 'CA_NOT_USABLE',
      message: 'The CA file holds no certificate in PEM form.',
      fix: 'Give the PEM file of the CA with --manager-ca-file; it begins with -----BEGIN CERTIFICATE-----.',
    });
  }
}
