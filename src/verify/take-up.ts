import { type Course, courseOf } from '../core/verification/course.ts';
import type { Spool, VerifyEntry, VerifyJournal } from '../core/verification/entry.ts';
import type { SideIdentity } from '../core/verification/side.ts';
import type { Proof, Sides } from './prove-sides.ts';

/** Where a verification stands, and what is written of it from now on. */
export interface Taken {
  readonly course: Course;
  /** Takes it in and keeps it. */
  note(entry: VerifyEntry, found?: Spool): Promise<void>;
}

/** Where the newest write of each side stands; `undefined` where that cannot be told. */
export type Positions = Sides<string | undefined>;

/**
 * Goes on from what another run has compared, as far as that still holds: where it was of the same two deployments, and
 * nobody has written to either of them since it was begun. Otherwise begins anew, and the journal says why.
 *
 * @param positions from before anything is read: what is written from now on shows in them
 */
export async function takeUp(journal: VerifyJournal, proof: Proof, positions: Positions, at: string): Promise<Taken> {
  const course = courseOf(await journal.entries());
  const note = async (entry: VerifyEntry, found?: Spool) => {
    course.take(entry);
    await journal.append(entry, found);
  };
  const { source, destination } = positions;
  const anew = whyAnew(course, proof, positions);
  await note({
    ...{ kind: 'proved', at, source: proof.source.identity, destination: proof.destination.identity },
    ...(anew === undefined ? {} : { anew }),
    positions: { ...(source !== undefined && { source }), ...(destination !== undefined && { destination }) },
  });
  return { course, note };
}

const names = { source: 'the source', destination: 'the destination' } as const;

function whyAnew({ proved, namespaces }: Course, proof: Proof, positions: Positions): string | undefined {
  if (proved === undefined || namespaces.size === 0) return undefined;
  for (const side of ['source', 'destination'] as const) {
    if (!isSameDeployment(proved[side], proof[side].identity))
      return `${names[side]} is another deployment than before`;
    const [before, now] = [proved.positions[side], positions[side]];
    if (before === undefined || now === undefined)
      return `whether anybody has written to ${names[side]} since cannot be told`;
    if (before !== now) return `somebody has written to ${names[side]} since`;
  }
  return undefined;
}

/** Where the ids are hidden, its name and its servers have to tell. */
function isSameDeployment(one: SideIdentity, other: SideIdentity): boolean {
  if (one.id !== undefined && other.id !== undefined) return one.id === other.id;
  return one.setName === other.setName && one.hosts.join() === other.hosts.join();
}
