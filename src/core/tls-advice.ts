import { harmless } from './harmless.ts';
import type { ServiceName } from './service-name.ts';
import type { TlsProblemKind } from './tls-problem.ts';

/** What to change where TLS to a service failed; `caFile` is the path of the CA file that was named for it. */
export function adviceForTls(tls: TlsProblemKind, service: ServiceName, caFile: string | undefined): string {
  switch (tls) {
    case 'expired':
    case 'not-yet-valid':
      return "Renew the server's certificate, or set this machine's clock.";
    case 'other-host':
      return 'The certificate is for another host name: use the name that it holds in the address.';
    case 'unknown-ca':
    case 'unknown-issuer':
      return adviceForCa(tls === 'unknown-issuer', service, caFile);
    case 'unusable':
      return `Give ${service} another certificate; the message says what is wrong with this one.`;
    case 'client-certificate':
      return service === 'Atlas'
        ? 'livemig has no client certificate to show, and Atlas asks for none: let this machine reach Atlas without the proxy that does.'
        : `livemig has no client certificate to show: let ${service}, or the proxy in front of it, ask its API clients for none (Client Certificate Mode).`;
    case 'protocol-version':
      return `Let ${service}, or the proxy in front of it, offer TLS 1.2 or 1.3; livemig uses nothing older.`;
    case 'not-tls':
      return 'The port does not speak TLS as expected: check the port, and whether the address must begin with http or https.';
    case 'handshake':
      return `Look at the TLS settings of ${service}, or of the proxy in front of it: livemig has no client certificate to show, and uses TLS 1.2 and 1.3 with the ciphers of Node.js.`;
  }
}

/** The same of a server of a deployment; the files are those that its connection string names. */
export function adviceForServerTls(
  tls: TlsProblemKind,
  { tlsCAFile, tlsCertificateKeyFile }: { readonly tlsCAFile?: string; readonly tlsCertificateKeyFile?: string },
): string {
  switch (tls) {
    case 'expired':
    case 'not-yet-valid':
      return "Renew the server's certificate, or set this machine's clock.";
    case 'other-host':
      return 'Write the host into the connection string as its certificate does.';
    case 'unknown-ca':
    case 'unknown-issuer':
      return tlsCAFile === undefined
        ? 'Name the CA that signed it in the connection string: tlsCAFile=/path/to/ca.pem.'
        : `The CA in ${harmless(tlsCAFile)} did not sign it: put the CA that did into that file (PEM)${tls === 'unknown-issuer' ? ', with the intermediate ones that the server does not send along' : ''}.`;
    case 'unusable':
      return 'Give the server another certificate; the message says what is wrong with this one.';
    case 'client-certificate':
      return tlsCertificateKeyFile === undefined
        ? 'Name a client certificate with its key in the connection string: tlsCertificateKeyFile=/path/to/client.pem.'
        : `The server does not accept the certificate in ${harmless(tlsCertificateKeyFile)}: check who signed it, and until when it is valid.`;
    case 'protocol-version':
      return 'Let the server offer TLS 1.2 or 1.3; livemig uses nothing older.';
    case 'not-tls':
      return 'If the server uses no TLS, take tls=true (or ssl=true) out of the connection string; otherwise check the port.';
    case 'handshake':
      return 'Look at the TLS settings of the server (net.tls) and at its log: it may want a client certificate (tlsCertificateKeyFile).';
  }
}

/** `alone`: no other certificate was sent along, so an intermediate one may be missing. */
function adviceForCa(alone: boolean, service: ServiceName, caFile: string | undefined): string {
  if (service === 'Atlas')
    return 'Something between here and Atlas presents a certificate of its own, probably a proxy: give its CA to Node with NODE_EXTRA_CA_CERTS.';
  if (caFile === undefined)
    return `Give the CA certificate that signed it with --manager-ca-file (PEM).${alone ? ' If that is an intermediate one, the server has to send it along.' : ''}`;
  return alone
    ? `The CA in ${caFile} did not sign this certificate itself: let the server send the intermediate certificates along (or add them to the file), or put the CA that did sign it into the file.`
    : `The CA in ${caFile} did not sign it: put the certificate of the CA that did into that file (PEM).`;
}
