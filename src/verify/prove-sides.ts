import { LivemigError } from '../core/errors.ts';
import { everything, type Scope } from '../core/verification/scope.ts';
import type { ClusterTime, ProvedSide } from '../core/verification/side.ts';
import type { SideRead } from '../core/verification/side-read.ts';
import type { NotCompared } from '../core/verification/verification.ts';
import { readsFrom } from './fresh.ts';
import { type Sameness, sameness } from './same-deployment.ts';
import { unseenOf } from './unseen.ts';

type NotKnown = Extract<Sameness, { is: 'not-known' }>;

/** What each side has of something. */
export interface Sides<Value> {
  readonly source: Value;
  readonly destination: Value;
}

/** What the reads of a side have to contain in any case, such as the last write before writes stopped. */
export type NotBefore = { readonly [Side in keyof Sides<unknown>]?: ClusterTime | undefined };

/** What is proved of both sides, so that they can be compared. */
export interface Proof extends Sides<ProvedSide> {
  /** What of the sides could not be seen or proved: as long as there is any of it, nothing is called identical. */
  readonly notCompared: readonly NotCompared[];
}

/**
 * Proves that two sides are two deployments and that what is read of them is new enough, and tells what their users may
 * not see. Throws SAME_DEPLOYMENT, NOT_PRIMARY, NO_CLUSTER_TIME or BEHIND.
 *
 * @param notBefore each in the time of its own side; with it a secondary will do as well
 * @param scope what of them is wanted
 */
export function proveSides(
  { source, destination }: Sides<SideRead>,
  notBefore: NotBefore = {},
  scope: Scope = everything,
): Proof {
  const sides = [source, destination];
  const found = sameness(source, destination);
  if (found.is === 'one') throw sameDeployment(found, sides);
  const proved = {
    source: proofOf('the source', source, notBefore.source, scope),
    destination: proofOf('the destination', destination, notBefore.destination, scope),
  };
  const unproved = found.is === 'two' ? [] : [notToldApart(found, sides)];
  return { ...proved, notCompared: [...unproved, ...proved.source.unseen, ...proved.destination.unseen] };
}

function proofOf(name: string, side: SideRead, notBefore: ClusterTime | undefined, scope: Scope): ProvedSide {
  const clusterTime = readsFrom(name, side, notBefore);
  const topology = side.topology === 'sharded' ? 'sharded' : 'replica-set';
  return { identity: { topology, ...side.identity }, clusterTime, unseen: unseenOf(name, side, scope) };
}

function sameDeployment({ equal, by }: Extract<Sameness, { is: 'one' }>, sides: readonly SideRead[]): LivemigError {
  const look = 'Look at LIVEMIG_SOURCE_URI and LIVEMIG_DESTINATION_URI: one of them leads to the wrong deployment.';
  const namesakes = `If these names mean other servers for each of the two, ${grantsToTell(sides)}: the ids then tell them apart.`;
  return new LivemigError({
    kind: 'blocked',
    code: 'SAME_DEPLOYMENT',
    message: `The source and the destination are one deployment: ${equal}.`,
    fix: by === 'id' ? look : `${look} ${namesakes}`,
  });
}

function notToldApart({ why, hidden }: NotKnown, sides: readonly SideRead[]): NotCompared {
  const takes = hidden ? `; ${grantsToTell(sides)}` : '';
  return { what: 'whether source and destination are two deployments', why: `${why}${takes}` };
}

/** What it takes to see the ids; of a replica set that may be a part of a cluster, also which one. */
function grantsToTell(sides: readonly SideRead[]): string {
  const isMixed = new Set(sides.map(({ topology }) => topology)).size > 1;
  const more = isMixed ? ', and find on admin.system.version to that of the replica set' : '';
  return `grant clusterMonitor on admin to both users${more}`;
}

/** The cluster times from which on both were proved to be read. */
export function timesOf({ source, destination }: Sides<Pick<ProvedSide, 'clusterTime'>>): Sides<ClusterTime> {
  return { source: source.clusterTime, destination: destination.clusterTime };
}

/** Looks at both at the same time. */
export async function ofBoth<Side, Seen>(
  sides: Sides<Side>,
  look: (side: Side) => Promise<Seen>,
): Promise<Sides<Seen>> {
  const [source, destination] = await Promise.all([look(sides.source), look(sides.destination)]);
  return { source, destination };
}
