import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';
import { plainHost } from '../core/host-name.ts';
import type { SideRead } from '../core/verification/side-read.ts';

/** Whether two sides are one deployment, as far as that can be told. */
export type Sameness =
  /** `by` is what is equal; names can be equal by chance where ids cannot. */
  | { readonly is: 'one'; readonly equal: string; readonly by: 'id' | 'names' }
  | { readonly is: 'two' }
  /** `hidden` where it is their users who may not see what would tell. */
  | { readonly is: 'not-known'; readonly why: string; readonly hidden: boolean };

type Rule = (source: SideRead, destination: SideRead) => Sameness | undefined;

const two: Sameness = { is: 'two' };
const notShown = (why: string): Sameness => ({ is: 'not-known', why, hidden: true });
const byId = (equal: string): Sameness => ({ is: 'one', equal, by: 'id' });

/** The surest first; the first that can tell decides. How a connection string spells a deployment is none of them. */
const rules: readonly Rule[] = [byProcess, byOwnId, byShard, bySetName, byHosts];

/** By what the servers of both say of themselves: process, id, cluster, names, hosts. */
export function sameness(source: SideRead, destination: SideRead): Sameness {
  for (const rule of rules) {
    const told = rule(source, destination);
    if (told !== undefined) return told;
  }
  return notShown('what would tell them apart is hidden from their users');
}

/** Another process may still be another mongos, or another member, of the same deployment. */
function byProcess({ identity: { processId: one } }: SideRead, { identity: { processId: other } }: SideRead) {
  return one !== undefined && one === other ? byId(`the server that answers is one process, ${one}`) : undefined;
}

function byOwnId(source: SideRead, destination: SideRead): Sameness | undefined {
  const [one, other] = [source.identity.id, destination.identity.id];
  if (source.topology !== destination.topology || one === undefined || other === undefined) return undefined;
  if (one !== other) return two;
  if (areTwoPrimaries(source, destination)) return { is: 'not-known', why: copied(one), hidden: false };
  return byId(`the id of their ${source.topology === 'sharded' ? 'cluster' : 'replica set'} is ${one}`);
}

/** The id lies in the database local (manual, "Restore a Replica Set from MongoDB Backups": drop it before). */
function copied(id: string): string {
  return `two servers call themselves the primary of the replica set with the id ${id}: compare again after an election; a copy of its files has to be set up anew, without its database local`;
}

/** One set has one primary at a time, but for the moment of an election. */
function areTwoPrimaries(...sides: readonly SideRead[]): boolean {
  return sides.every(({ answered, identity }) => answered.as === 'primary' && identity.processId !== undefined);
}

/** A replica set and a sharded cluster are one where the set is a part of it. */
function byShard(source: SideRead, destination: SideRead) {
  if (source.topology === destination.topology) return undefined;
  const [set, cluster] = source.topology === 'sharded' ? [destination, source] : [source, destination];
  const { partOf } = set.identity;
  if (partOf === null) return two;
  if (partOf === undefined || cluster.identity.id === undefined) return undefined;
  return partOf === cluster.identity.id ? byId(`one is a part of the other, the cluster with the id ${partOf}`) : two;
}

/** A set cannot be renamed; two can have one name. */
function bySetName({ identity: { setName: one } }: SideRead, { identity: { setName: other } }: SideRead) {
  return one !== undefined && other !== undefined && one !== other ? two : undefined;
}

/** Names that mean another machine on each machine. */
const meansItself = /^(?:localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0):/;

/**
 * As the deployments call their own servers. Two networks may use the same names, and one set may have other names for
 * other networks (manual, "horizons").
 */
function byHosts(source: SideRead, destination: SideRead): Sameness | undefined {
  const [here, there] = [source.identity.hosts.map(plainHost), destination.identity.hosts.map(plainHost)];
  if (here.length === 0 || there.length === 0) return undefined;
  const common = here.filter((host) => there.includes(host));
  if (common.length === 0) {
    // The list of shards is one, whoever asks for it.
    if (areTwoPrimaries(source, destination) || source.topology === 'sharded' || destination.topology === 'sharded')
      return two;
    return notShown('their sets have one name, and the ids of these are hidden from their users');
  }
  const names = harmless(firstNames(common));
  if (areTwoPrimaries(source, destination) || common.every((host) => meansItself.test(host)))
    return notShown(`both name ${names}, and the ids that would tell are hidden from their users`);
  return { is: 'one', equal: `both name ${names}`, by: 'names' };
}
