import { MongoClient } from 'mongodb';
import type { DeploymentAddress } from '../core/doctor/doctor-facts.ts';

/**
 * Where a connection string leads, as the driver reads it; connects to nothing. `undefined` where it cannot be read, or
 * where it may be read otherwise than it was meant: an unescaped `/` or `@` in a password makes a host of a part of it.
 */
export function addressIn(uri: string): DeploymentAddress | undefined {
  const [, authority = '', rest = ''] = /^mongodb(?:\+srv)?:\/\/([^/?]*)(.*)$/s.exec(uri) ?? [];
  if (rest.includes('@') || authority.split('@').length > 2) return undefined;
  try {
    const { srvHost, hosts, tls, credentials, tlsCAFile, tlsCertificateKeyFile, proxyHost } = new MongoClient(uri)
      .options;
    return {
      srv: srvHost,
      hosts: hosts.flatMap(({ host, port }) => (host === undefined ? [] : [{ host, port: port ?? 27_017 }])),
      // Left out where the string says nothing of it.
      tls: Boolean(tls),
      hasUser: credentials !== undefined,
      caFile: tlsCAFile,
      clientCertificateFile: tlsCertificateKeyFile,
      isProxied: proxyHost !== undefined,
    };
  } catch {
    // The driver's message repeats the string with its password.
    return undefined;
  }
}
