import { isBefore, later } from '../../core/verification/cluster-time.ts';
import type { FeedPosition, Spool } from '../../core/verification/entry.ts';
import type { RecheckQueue, SeenToDiffer } from '../../core/verification/recheck-queue.ts';
import type { ClusterTime } from '../../core/verification/side.ts';
import type { Sides } from '../prove-sides.ts';
import type { Standing } from './age.ts';
import { seenAgain } from './age.ts';
import type { Differing } from './differing.ts';
import type { FollowedSide } from './followed-side.ts';
import type { Intake } from './intake.ts';
import { type Looking, lookAt, type ToLookAt } from './look.ts';
import { type OpenTally, openTally, type TellingHow } from './open-tally.ts';
import type { FollowEvent, Followed } from './settled.ts';

export interface RoundPorts extends Pick<Looking, 'deletions'> {
  readonly clock: { now(): Date };
  readonly queues: { readonly changed: RecheckQueue; readonly open: RecheckQueue };
  readonly spool: () => Spool;
  readonly telling: TellingHow;
}

export interface RoundsOptions {
  readonly sides: Sides<FollowedSide>;
  readonly intake: Intake;
  readonly ports: RoundPorts;
  /** Puts all that was suspected into the queue. */
  readonly flush: () => Promise<void>;
  /** How far an earlier run had come. */
  readonly verifiedThrough: ClusterTime | undefined;
}

/** What one look has come to. */
export interface Round {
  readonly tally: OpenTally;
  readonly followed: Followed;
  /** How many documents differ, expected or not. */
  readonly carried: number;
  /** How many of them may be on their way. */
  readonly undecided: number;
  /** How many changes were looked at. */
  readonly changes: number;
  readonly redefined: readonly string[];
}

/** What to look at: what differs and everything that was written, or only what differs. */
export type Extent = 'all' | 'open';

export interface Rounds {
  look(extent: Extent, standing: (seen: SeenToDiffer, now: number) => Standing): AsyncGenerator<FollowEvent, Round>;
}

/** Looks at generations of documents, one after the other; what still differs is in the next one. */
export function createRounds({ sides, intake, ports, flush, ...before }: RoundsOptions): Rounds {
  const { queues, clock } = ports;
  let last: Sides<FeedPosition> | undefined;
  let spool: Spool | undefined;
  let generation = 0;
  /** All that was written up to here has been looked at. */
  let looked: ClusterTime | undefined;
  let { verifiedThrough } = before;

  /** In this order: what is in the queue by then is not later than what the reads see. */
  async function begin(extent: Extent): Promise<ToLookAt> {
    await flush();
    const open = await queues.open.cut();
    if (extent === 'open' && last !== undefined) return { open };
    last = intake.positions();
    const changed = await queues.changed.cut();
    generation += 1;
    return { open, changed };
  }

  async function looking(): Promise<Looking> {
    const from = intake.readsFrom();
    const { source, destination } = sides;
    const reads = {
      source: source.documentsSince(from.source),
      destination: destination.documentsSince(from.destination),
    };
    const [here, there] = await Promise.all([source.now(), destination.now()]);
    return { reads, now: { source: here, destination: there }, deletions: ports.deletions };
  }

  return {
    async *look(extent, standing) {
      const cut = await begin(extent);
      if (last === undefined) throw new Error('nothing was cut off');
      const redefined = intake.redefined();
      if (redefined.length > 0) yield { kind: 'redefined', namespaces: redefined };
      const total = cut.open.count + (cut.changed?.count ?? 0);
      await spool?.drop();
      spool = ports.spool();
      const tally = openTally(ports.telling, spool);
      const counts = { carried: 0, open: 0, undecided: 0, done: 0 };
      /** What was written up to here has arrived. */
      let arrived: ClusterTime | undefined;

      const take = ({ document, source, findings }: Differing) => {
        const now = clock.now().getTime();
        const seen = seenAgain(document.differs, source, now);
        const stands = standing(seen, now);
        tally.take(document.namespace, findings, seen, stands);
        counts.carried += 1;
        if (findings.some(({ expected }) => expected === undefined)) {
          counts.open += 1;
          if (stands === 'open') counts.undecided += 1;
          if (arrived === undefined || isBefore(document.after, arrived)) arrived = document.after;
        }
        return { ...document, differs: seen };
      };

      for await (const { documents, differing } of lookAt(cut, await looking())) {
        await queues.open.append(differing.map(take));
        counts.done += documents;
        yield { kind: 'looking', done: counts.done, total };
      }
      await queues.open.flush();
      if (cut.changed !== undefined) looked = last.source.through;
      // What differs holds it back to right before it was written.
      verifiedThrough = later(verifiedThrough, arrived ?? looked);
      const followed: Followed = {
        generation,
        ...last,
        open: counts.open,
        ...(isKnown(verifiedThrough) && { verifiedThrough }),
      };
      yield { kind: 'followed', followed };
      await Promise.all([cut.open.drop(), cut.changed?.drop()]);
      const { carried, undecided } = counts;
      const changes = cut.changed?.count ?? 0;
      return { tally, followed, carried, undecided, changes, redefined };
    },
  };
}

/** Right before what the comparison itself has found is no time. */
function isKnown(time: ClusterTime | undefined): time is ClusterTime {
  return time !== undefined && time.seconds > 0;
}
