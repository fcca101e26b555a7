import { createHash } from 'node:crypto';
import { SandboxError } from '../control/sandbox-error.ts';
import { type Hindrance, hindranceOf } from '../replication/hindrance.ts';
import { hostsOf } from '../replication/hosts-of.ts';
import { withDeployment } from '../replication/open-deployment.ts';
import { inventoryOf, kindOf, type ServerInventory } from '../replication/server-inventory.ts';
import type { Deployment, DestinationCluster } from '../scenario/scenario.ts';

/** The truth about a source that is somebody's own, and what they have to know of it. */
export async function describeSource(uri: string): Promise<{ facts: Partial<Deployment>; notes: readonly string[] }> {
  const inventory = await reached('source', uri, () => inventoryOf(uri));
  return { facts: deploymentFacts(inventory, uri), notes: consequence[inventory.following] };
}

export async function describeDestination(uri: string): Promise<Partial<DestinationCluster>> {
  const { version, isSharded } = await reached('destination', uri, () => withDeployment(uri, kindOf));
  return { version, ...(isSharded ? { shards: 1 } : {}) };
}

function deploymentFacts(inventory: ServerInventory, uri: string): Partial<Deployment> {
  const { version, isSharded, members, primary, dbSizeBytes, oplogSizeMB } = inventory;
  return {
    version,
    tls: /[?&](?:tls|ssl)=true/.test(uri) || uri.startsWith('mongodb+srv:'),
    ...(isSharded ? { shards: 1 } : {}),
    hosts: members.map((member, at) => hostOf(member, member === primary || (primary === undefined && at === 0))),
    dbSizeBytes,
    oplogSizeMB,
  };
}

function hostOf(member: string, primary: boolean): Deployment['hosts'][number] {
  const colon = member.lastIndexOf(':');
  const id = createHash('sha256').update(member).digest('hex').slice(0, 32);
  return { id, hostname: member.slice(0, colon), port: Number(member.slice(colon + 1)), primary };
}

const quiet =
  'Stop the writes to the source yourself before a cutover: Atlas blocks them then (from MongoDB 6.0), the sandbox leaves a server of yours alone.';

const consequence = {
  'change-stream': [quiet],
  oplog: ['The source has no change streams: its oplog is followed instead.', quiet],
  nothing: [
    'The source offers neither change streams nor an oplog: it is copied once, and what is written to it afterwards does not arrive. Atlas itself would refuse it.',
  ],
} as const;

async function reached<Seen>(name: 'source' | 'destination', uri: string, look: () => Promise<Seen>): Promise<Seen> {
  try {
    return await look();
  } catch (cause) {
    const { kind, words } = hindranceOf(cause);
    const { what, fix } = ways[kind];
    throw new SandboxError({
      kind: 'usage',
      code: name === 'source' ? 'SOURCE_URI' : 'DESTINATION_URI',
      message: `The sandbox ${what} the ${name}${kind === 'unread' ? '' : ` ${hostsOf(uri)}`}: ${words}.`,
      fix: `${fix}, or leave it out for the embedded server.`,
      cause,
    });
  }
}

const ways: Readonly<Record<Hindrance['kind'], { readonly what: string; readonly fix: string }>> = {
  unread: { what: 'cannot use', fix: 'Write it as mongodb://user:password@host:27017, the password percent-encoded' },
  unresolved: { what: 'cannot find', fix: 'Look at the name of its host, and at the DNS of this machine' },
  unreachable: { what: 'cannot reach', fix: 'Look at its host and port, and at whether it runs' },
  login: { what: 'may not log in to', fix: 'Look at the user, the password and authSource of its address' },
  unusable: { what: 'cannot use', fix: 'Give one that can be used for what the message says' },
};
