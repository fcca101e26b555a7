import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';
import { plainHost } from '../core/host-name.ts';
import type { SideRead } from '../core/verification/side-read.ts';

/** Whether two sides are one deployment, as far as that can be told. */
export type Sameness =
  /** `by` is what is equal; names can be equal by chance where ids cannot. */
  | { readonly is: 'one'; readonly equal: string; readonly by: 'id' | 'names' }
  | { readonly is: 'two' }
  | { readonly is: 'not-known'; readonly why: string };

type Rule = (source: SideRead, destination: SideRead) => Sameness | undefined;

const two: Sameness = { is: 'two' };
const byId = (equal: string): Sameness => ({ is: 'one', equal, by: 'id' });

/** The surest first; the first that can tell decides. How a connection string spells a deployment is none of them. */
const rules: readonly Rule[] = [byProcess, byOwnId, byShard, bySetName, byHosts];

/** By what the servers of both say of themselves: process, id, cluster, names, hosts. */
export function sameness(source: SideRead, destination: SideRead): Sameness {
  for (const rule of rules) {
    const told = rule(source, destination);
    if (told !== undefined) return told;
  }
  return { is: 'not-known', why: 'what would tell them apart is hidden from their users' };
}

/** Another process may still be another mongos, or another member, of the same deployment. */
function byProcess({ identity: { processId: one } }: SideRead, { identity: { processId: other } }: SideRead) {
  return one !== undefined && one === other ? byId(`the server that answers is one process, ${one}`) : undefined;
}

function byOwnId(source: SideRead, destination: SideRead) {
  const [one, other] = [source.identity.id, destination.identity.id];
  if (source.topology !== destination.topology || one === undefined || other === undefined) return undefined;
  return one === other
    ? byId(`the id of their ${source.topology === 'sharded' ? 'cluster' : 'replica set'} is ${one}`)
    : two;
}

/** A replica set and a sharded cluster are one where the set is a shard of it. */
function byShard(source: SideRead, destination: SideRead) {
  if (source.topology === destination.topology) return undefined;
  const [set, cluster] = source.topology === 'sharded' ? [destination, source] : [source, destination];
  const { shardOf } = set.identity;
  if (shardOf === null) return two;
  if (shardOf === undefined || cluster.identity.id === undefined) return undefined;
  return shardOf === cluster.identity.id
    ? byId(`one is a shard of the other, the cluster with the id ${shardOf}`)
    : two;
}

/** A set cannot be renamed; two can have one name. */
function bySetName({ identity: { setName: one } }: SideRead, { identity: { setName: other } }: SideRead) {
  return one !== undefined && other !== undefined && one !== other ? two : undefined;
}

/** Names that mean another machine on each machine. */
const meansItself = /^(?:localhost|127\.[\d.]+|\[?::1\]?|0\.0\.0\.0):/;

/**
 * As the deployments call their own servers. Two networks may use the same names, and one set may have other names for
 * other networks (manual, "horizons"); two primaries at a time are two sets, but for the moment of an election.
 */
function byHosts(source: SideRead, destination: SideRead): Sameness | undefined {
  const [here, there] = [source, destination].map(({ identity }) => identity.hosts.map(plainHost));
  if (here === undefined || there === undefined || here.length === 0 || there.length === 0) return undefined;
  const common = here.filter((host) => there.includes(host));
  const isPrimary = ({ answered, identity }: SideRead) => answered.as === 'primary' && identity.processId !== undefined;
  const areTwoPrimaries = isPrimary(source) && isPrimary(destination);
  if (common.length === 0) {
    // The list of shards is one, whoever asks for it.
    if (areTwoPrimaries || source.topology === 'sharded' || destination.topology === 'sharded') return two;
    return { is: 'not-known', why: 'their sets have one name, and the ids of these are hidden from their users' };
  }
  const names = harmless(firstNames(common));
  if (areTwoPrimaries || common.every((host) => meansItself.test(host)))
    return { is: 'not-known', why: `both name ${names}, and the ids that would tell are hidden from their users` };
  return { is: 'one', equal: `both name ${names}`, by: 'names' };
}
