import { createHash } from 'node:crypto';
import { SandboxError } from '../control/sandbox-error.ts';
import { type Hindrance, hindranceOf } from '../replication/hindrance.ts';
import { hostsOf } from '../replication/hosts-of.ts';
import { inventoryOf, type ServerInventory, type ServerKind, usableKind } from '../replication/server-inventory.ts';
import type { Deployment, DestinationCluster } from '../scenario/scenario.ts';

/** The truth about a server that is somebody's own, and what they have to know of it. */
export interface Described<Facts> {
  readonly facts: Partial<Facts>;
  readonly notes: readonly string[];
}

export async function describeSource(uri: string): Promise<Described<Deployment>> {
  const inventory = await reached('source', uri, () => inventoryOf(uri));
  const notes = [...productNotes('source', inventory), ...consequence[inventory.following]];
  return { facts: deploymentFacts(inventory, uri), notes };
}

export async function describeDestination(uri: string): Promise<Described<DestinationCluster>> {
  const kind = await reached('destination', uri, () => usableKind(uri));
  const { version, isSharded } = kind;
  return { facts: { version, ...(isSharded ? { shards: 1 } : {}) }, notes: productNotes('destination', kind) };
}

function productNotes(side: 'source' | 'destination', { product }: ServerKind): string[] {
  if (product === undefined) return [];
  return [
    `The ${side} calls itself ${product}. What it lacks of MongoDB ends a migration in the words of its refusal, or shows in the comparison.`,
  ];
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
  silent: {
    what: 'gets no answer from',
    fix: 'Look at its port, at whether it runs, and at whether it speaks TLS exactly where its address says so',
  },
  unauthorized: { what: 'may not use', fix: 'Name a user in its address who may do that' },
  login: { what: 'may not log in to', fix: 'Look at the user, the password and authSource of its address' },
  unusable: { what: 'cannot use', fix: 'Give one that can be used for what the message says' },
};
