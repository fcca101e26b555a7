import { adviceForServerTls } from '../tls-advice.ts';
import type { DeploymentAddress, DeploymentFacts, Login, Looked } from './doctor-facts.ts';
import { hostLine, hostName, ms } from './host-lines.ts';
import { lineOf, named, ok, type PageLine, unlooked } from './line.ts';

export function deploymentLines(facts: DeploymentFacts, now: Date): readonly PageLine[] {
  const { name, address, srv, members, login } = facts;
  const files = address.is === 'seen' ? filesOf(address.value) : {};
  const advice = {
    name: `Check how the host is spelt in the connection string of the ${name}, and DNS on this machine.`,
    connection: `Let this machine connect to the ${name}: check host and port, that the server runs, the firewall, and for Atlas the access list of the project.`,
    tls: (kind: Parameters<typeof adviceForServerTls>[0]) => adviceForServerTls(kind, files),
  };
  return [
    lineOf('connection string', address, (seen) => ok('connection string', addressText(seen))),
    ...(srv === undefined
      ? []
      : [
          lineOf('members by DNS', srv, (found) =>
            ok('members by DNS', `${found.members} by SRV in ${ms(found.tookMs)}`),
          ),
        ]),
    ...members.map((member) => lineOf(hostName(member), member.look, (look) => hostLine(look, now, advice))),
    lineOf('login', login, ({ user }) =>
      ok('login', user === undefined ? 'let in without a user' : `${named(user)} is let in`),
    ),
    rolesLine(login),
  ];
}

function addressText({ srv, hosts, tls, hasUser }: DeploymentAddress): string {
  const where = srv === undefined ? hosts.map(({ host, port }) => `${host}:${port}`).join(', ') : `${srv}, by SRV`;
  return `${named(where)}; ${tls ? 'with' : 'without'} TLS, ${hasUser ? 'with' : 'without'} a user`;
}

/** The trouble of the login is told once. */
function rolesLine(login: Looked<Login>): PageLine {
  if (login.is === 'unlooked') return unlooked('roles', login.because);
  if (login.is === 'trouble') return unlooked('roles', 'nobody is let in');
  const { user, roles } = login.value;
  if (user === undefined) return unlooked('roles', 'there is no user');
  if (roles === undefined) return unlooked('roles', 'livemig check looks at what this user may do');
  return ok('roles', roles.length === 0 ? 'none' : named(roles.join(', ')));
}

function filesOf({ caFile, clientCertificateFile }: DeploymentAddress) {
  return {
    ...(caFile !== undefined && { tlsCAFile: caFile }),
    ...(clientCertificateFile !== undefined && { tlsCertificateKeyFile: clientCertificateFile }),
  };
}
