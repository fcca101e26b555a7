import type {
  DeploymentAddress,
  DeploymentFacts,
  HostLook,
  Login,
  Looked,
  MemberFacts,
} from '../core/doctor/doctor-facts.ts';
import { LivemigError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { after, lookFor } from './doctor-looked.ts';
import type { HostAddress } from './doctor-ports.ts';
import type { RunPorts } from './run-ports.ts';

/** Looks at the members of a connection string, and logs in where one of them can be connected to. */
export async function lookAtDeployment(
  name: DeploymentFacts['name'],
  uri: Looked<Secret>,
  ports: RunPorts,
): Promise<DeploymentFacts> {
  const address: DeploymentFacts['address'] =
    uri.is === 'seen' ? await lookFor(ports, () => addressOf(name, uri.value, ports)) : uri;
  const { srv, hosts } = await membersOf(address, ports);
  const members = await Promise.all(
    hosts.map(async (host) => ({ ...host, look: await lookAtMember(address, host, ports) })),
  );
  const login = await after(uri, 'connection string', (secret) =>
    after(address, 'connection string that can be read', ({ hasUser, isProxied }) =>
      isProxied || members.some(isOpen) ? logIn(name, secret, hasUser, ports) : notConnected(members),
    ),
  );
  return { name, address, srv, members, login };
}

/** Where one of them was not looked at, nobody knows whether it could be. */
function notConnected(members: readonly MemberFacts[]): Extract<Looked<never>, { readonly is: 'unlooked' }> {
  const unseen = members.flatMap(({ look }) => (look.is === 'unlooked' ? [look] : []));
  const because = members.length === 0 ? 'no member is known' : 'no member could be connected to';
  return unseen[0] ?? { is: 'unlooked', because };
}

async function addressOf(name: string, uri: Secret, { doctor }: RunPorts): Promise<DeploymentAddress> {
  const address = await doctor.addressIn(uri);
  if (address !== undefined) return address;
  throw new LivemigError({
    kind: 'usage',
    code: 'CONNECTION_STRING',
    message: `The connection string of the ${name} cannot be read.`,
    fix: 'It looks like mongodb://user:password@host:27017/?replicaSet=rs0 or mongodb+srv://…; special characters in the password are percent-encoded.',
  });
}

interface Members {
  readonly srv: DeploymentFacts['srv'];
  readonly hosts: readonly HostAddress[];
}

async function membersOf(address: DeploymentFacts['address'], ports: RunPorts): Promise<Members> {
  if (address.is !== 'seen') return { srv: undefined, hosts: [] };
  const { srv: name, hosts } = address.value;
  if (name === undefined) return { srv: undefined, hosts };
  const since = ports.clock.elapsed();
  const found = await lookFor(ports, () => resolved(name, ports));
  if (found.is !== 'seen') return { srv: found, hosts: [] };
  const tookMs = ports.clock.elapsed() - since;
  return { srv: { is: 'seen', value: { members: found.value.length, tookMs } }, hosts: found.value };
}

async function resolved(name: string, { doctor }: RunPorts): Promise<readonly HostAddress[]> {
  try {
    return await doctor.membersOf(name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const isNone = error.code === 'ENOTFOUND' || error.code === 'ENODATA';
    throw new LivemigError({
      kind: 'step-failed',
      code: 'MONGODB',
      message: isNone
        ? `DNS names no members of ${name} (SRV: ${error.code}).`
        : `The members of ${name} could not be looked up in DNS (SRV: ${String(error.code)}).`,
      fix: 'Check how the host of the mongodb+srv string is spelt, and that the DNS of this machine answers SRV; a string of mongodb:// with all members needs none.',
      cause: error,
    });
  }
}

async function lookAtMember(
  address: DeploymentFacts['address'],
  host: HostAddress,
  ports: RunPorts,
): Promise<Looked<HostLook>> {
  if (address.is !== 'seen') return address;
  const { tls, caFile, isProxied } = address.value;
  if (isProxied) return throughProxy;
  return lookFor(ports, () => ports.doctor.host(host, tls ? { caFile } : undefined));
}

const throughProxy = {
  is: 'unlooked',
  because: 'the connection string names a proxy (proxyHost), which only the driver goes through',
} as const;

function isOpen({ look }: MemberFacts): boolean {
  return look.is === 'seen' && look.value.failed === undefined && look.value.tls?.refused === undefined;
}

async function logIn(
  name: DeploymentFacts['name'],
  uri: Secret,
  hasUser: boolean,
  ports: RunPorts,
): Promise<Looked<Login>> {
  return lookFor(ports, async (): Promise<Login> => {
    if (name === 'source') {
      const [self] = await ports.inspector.survey(uri, 'sourceLogin');
      if (self === undefined) return { user: undefined };
      const roles = self.roles.map(({ role, db }) => `${role}@${db}`);
      return { user: `${self.user}@${self.db}`, roles };
    }
    if (!hasUser) {
      await ports.inspector.greet(uri.reveal());
      return { user: undefined };
    }
    const { user, db } = await ports.inspector.survey(uri, 'destinationUser');
    return { user: `${user}@${db}` };
  });
}
