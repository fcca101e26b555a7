import { X509Certificate } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import { LivemigError } from '../core/errors.ts';

/** A CA that is accepted besides Node's own: its PEM text, and the file that it comes from. */
export interface NamedCa {
  readonly file: string;
  readonly pem: string;
}

/** How a server has to prove itself. */
export interface Trust {
  readonly rejectUnauthorized: true;
  readonly ca?: string[];
}

/** Throws kind `usage` where the CA file holds no certificate. */
export function trustIn(named: NamedCa | undefined): Trust {
  // Said outright: otherwise NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would turn it off.
  const rejectUnauthorized = true;
  return named === undefined
    ? { rejectUnauthorized }
    : { rejectUnauthorized, ca: [...rootCertificates, checked(named)] };
}

/** Connections for axios. */
export function createAgents(keepAlive: boolean, trust: Trust) {
  return { httpAgent: new HttpAgent({ keepAlive }), httpsAgent: new HttpsAgent({ keepAlive, ...trust }) };
}

function checked({ file, pem }: NamedCa): string {
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new LivemigError({
      kind: 'usage',
      code: 'CA_NOT_USABLE',
      message: `The CA file ${file} holds no certificate in PEM form.`,
      fix: 'Give the PEM file of the CA with --manager-ca-file; it begins with -----BEGIN CERTIFICATE-----. To convert one from DER: openssl x509 -inform der -in FILE -out ca.pem',
    });
  }
}
