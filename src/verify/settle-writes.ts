import { durationText } from '../core/plain-units.ts';
import type { StepProgress } from '../core/step.ts';
import { secondText } from '../core/verification/cluster-time.ts';
import type { Course } from '../core/verification/course.ts';
import {
  differingText,
  followedWord,
  type LastLook,
  leftOutText,
  type Reservations,
} from '../core/verification/last-look.ts';
import type { ClusterTime } from '../core/verification/side.ts';
import type { Following } from './following/follow.ts';
import type { FollowEvent, Settled, SettleMode } from './following/settled.ts';
import type { Taken } from './take-up.ts';
import type { VerifyPorts } from './verify-ports.ts';

/** What a journal keeps of following, at most so often; from an older place more is told again, and nothing is left out. */
const keepEveryMs = 10_000;

/** Keeps how far changes have been followed, and which namespaces have to be compared anew. */
export interface FollowKeeper {
  /** To be awaited before a part is kept: whatever was suspected in it is on disk then. */
  beforePart(): Promise<void>;
  /**
   * Looks at what was written and at what differs; `undefined` where a watch was left because definitions have changed.
   *
   * @param reservations is told with what each look has come to
   */
  settle(mode: SettleMode, reservations: Reservations): Promise<Settled | undefined>;
  /** Of the namespaces that have to be compared anew, since this was asked for. */
  redefined(): readonly string[];
}

export function keepFollowing(
  following: Pick<Following, 'takenIn' | 'settle'>,
  taken: Taken,
  ports: Pick<VerifyPorts, 'now' | 'elapsed' | 'report'>,
): FollowKeeper {
  const changed = new Set<string>();
  const at = () => ports.now().toISOString();
  let kept: number | undefined;
  let through = taken.course.followed?.verifiedThrough;
  const mayKeep = () => {
    const now = ports.elapsed();
    if (kept !== undefined && now - kept < keepEveryMs) return false;
    kept = now;
    return true;
  };
  const drop = async (patterns: readonly string[]) => {
    for (const pattern of patterns) {
      const names = [...taken.course.namespaces.keys()].filter((name) => isOf(pattern, name));
      for (const namespace of names)
        await taken.note({ kind: 'dropped', at: at(), namespace, why: 'its definition has changed' });
      changed.add(pattern);
    }
  };
  const note = async (
    event: Extract<FollowEvent, { kind: 'followed' }>,
    { definitions, notCompared }: Reservations,
  ) => {
    const more = { ...(definitions > 0 && { definitions }), ...(notCompared > 0 && { notCompared }) };
    await taken.note({ kind: 'followed', at: at(), ...event.followed, ...more });
  };
  return {
    async beforePart() {
      const { redefined, changed, ...positions } = await following.takenIn();
      await drop(redefined);
      if (!mayKeep()) return;
      const left = changed > 0 && { changed };
      await taken.note({ kind: 'followed', at: at(), generation: 0, open: 0, ...positions, ...left });
    },
    async settle(mode, reservations) {
      let settled: Settled | undefined;
      const settling = async function* () {
        settled = yield* following.settle(mode);
      };
      for await (const event of settling()) {
        if (event.kind === 'redefined') {
          await drop(event.namespaces);
          // What was not looked at to its end stays in the queue.
          if (mode === 'watch') break;
        } else if (event.kind === 'followed') {
          through = event.followed.verifiedThrough ?? through;
          // What the journal says of the queues is never more than they hold: some have left them by this look.
          const { queued, followed } = taken.course;
          const isOther =
            queued.open !== event.followed.open || (followed?.definitions ?? 0) !== reservations.definitions;
          if (mode !== 'watch' || isOther || queued.changed > 0 || mayKeep()) await note(event, reservations);
          if (mode === 'watch')
            ports.report(watched(taken.course, { ...reservations, documents: event.followed.open }, through));
        } else if (mode !== 'watch' || isLong(event)) ports.report(progressOf(event));
      }
      if (settled !== undefined) await drop(settled.anew);
      return settled;
    },
    redefined() {
      const all = [...changed];
      changed.clear();
      return all;
    },
  };
}

/** `database.*` is all of a database. */
export function isOf(pattern: string, namespace: string): boolean {
  return pattern === namespace || (pattern.endsWith('.*') && namespace.startsWith(pattern.slice(0, -1)));
}

type Telling = Exclude<FollowEvent, { kind: 'redefined' | 'followed' }>;

/** In a watch what a look has come to is told, many a second are not: but one of so many documents takes a while. */
function isLong(event: Telling): boolean {
  return event.kind === 'looking' && event.total >= 10_000;
}

/** Whoever stops the writes looks here for whether they have arrived. */
function watched({ namespaces }: Course, look: LastLook, through: ClusterTime | undefined): StepProgress {
  const parts = [...namespaces.values()].flatMap(({ results }) => [...results.values()]);
  const differ = `${differingText(look)} differed at the last look${leftOutText(look)}`;
  return {
    done: parts.reduce((total, { compared }) => total + compared, 0),
    unit: 'documents compared',
    detail: `following changes; ${differ}${through === undefined ? '' : `; ${followedWord(look)} through ${secondText(through)}`}`,
  };
}

function progressOf(event: Telling): StepProgress {
  if (event.kind === 'waiting')
    return { done: 0, unit: 'documents looked at again', detail: 'waiting for what was written until now' };
  if (event.kind === 'undecided')
    return {
      ...{ done: event.undecided, unit: event.undecided === 1 ? 'document still differs' : 'documents still differ' },
      detail: `a difference is one once it has lasted ${durationText(event.patienceMs)}, with --writes-stopped at once`,
    };
  const { done, total } = event;
  return {
    ...{ done, total: Math.max(done, total), unit: 'documents' },
    detail: 'looking again at what was written or differed',
  };
}
