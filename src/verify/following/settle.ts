import type { RunClock } from '../../core/ports.ts';
import type { SeenToDiffer } from '../../core/verification/recheck-queue.ts';
import type { OfBoth } from '../documents/namespace-work.ts';
import { type Standing, standingOf } from './age.ts';
import type { FollowedSide } from './followed-side.ts';
import type { Intake } from './intake.ts';
import type { Round, Rounds } from './rounds.ts';
import type { FollowEvent, Settled, SettleMode } from './settled.ts';

/** What ends it before its time. */
export interface Ends {
  /** At once, and throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** A watch, after the look at hand. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted with any of them. */
  readonly either?: AbortSignal | undefined;
}

export interface Settling {
  readonly sides: OfBoth<FollowedSide>;
  readonly intake: Intake;
  readonly rounds: Rounds;
  readonly clock: Pick<RunClock, 'elapsed' | 'sleep'>;
  readonly ends: Ends;
  readonly patienceMs: number;
  /** Whether an earlier run has followed before: then what it left may be on its way. */
  readonly goesOn: boolean;
}

type Settle<Result> = AsyncGenerator<FollowEvent, Result>;

const pauses = { shortestMs: 1_000, longestMs: 10_000 };

/** Looks until there is an end to it, by the mode. */
export async function* settle(mode: SettleMode, settling: Settling): Settle<Settled> {
  const anew = new Set<string>();
  const noting = async function* (looking: Settle<Round>): Settle<Round> {
    const round = yield* looking;
    for (const namespace of round.redefined) anew.add(namespace);
    return round;
  };
  const rounds: Rounds = { look: (...asked) => noting(settling.rounds.look(...asked)) };
  const round = yield* ways[mode]({ ...settling, rounds });
  const now = settling.intake.written();
  return {
    namespaces: round.tally.namespaces,
    differences: round.tally.differences,
    found: round.tally.found,
    followed: round.followed,
    anew: [...anew],
    writtenSince: {
      source: now.source - round.written.source,
      destination: now.destination - round.written.destination,
    },
  };
}

const ways = { once, watch, strict } as const;

const decided = (): Standing => 'different';

async function* once(settling: Settling): Settle<Round> {
  const { intake, rounds, patienceMs, goesOn } = settling;
  yield* presentTaken(settling);
  const written = intake.written();
  const byAge = (seen: SeenToDiffer, now: number) => standingOf(seen, now, patienceMs);
  let round = yield* rounds.look('all', byAge);
  // Nobody has written to either side since it was begun: what differs after a second look is not on its way.
  const isStill = !goesOn && round.changes === 0 && written.source === 0 && written.destination === 0;
  if (round.carried === 0) return round;
  if (isStill) return yield* rounds.look('open', decided);
  for (let pause = pauses.shortestMs; ; pause = longer(pause)) {
    if (round.undecided > 0) {
      yield { kind: 'undecided', undecided: round.undecided, patienceMs };
      await rest(settling, pause);
    }
    // Also where all is decided: a look at what is open counts each document once.
    round = yield* rounds.look('open', byAge);
    if (round.undecided === 0) return round;
  }
}

async function* strict(settling: Settling): Settle<Round> {
  const { rounds } = settling;
  yield* presentTaken(settling);
  await rest(settling, pauses.shortestMs);
  const round = yield* rounds.look('all', decided);
  if (round.carried === 0) return round;
  await rest(settling, 2 * pauses.shortestMs);
  return yield* rounds.look('open', decided);
}

async function* watch(settling: Settling): Settle<Round> {
  const { rounds, clock, ends, patienceMs } = settling;
  const byAge = (seen: SeenToDiffer, now: number) => standingOf(seen, now, patienceMs);
  let pause = pauses.shortestMs;
  for (;;) {
    const began = clock.elapsed();
    const round = yield* rounds.look('all', byAge);
    if (ends.stop?.aborted) return round.carried === 0 ? round : yield* rounds.look('open', byAge);
    const isBusy = round.changes > 0 || round.undecided > 0;
    // Not more than half of the time is spent with looking.
    pause = Math.max(clock.elapsed() - began, isBusy ? pauses.shortestMs : longer(pause));
    await rest(settling, pause);
  }
}

function longer(pause: number): number {
  return Math.min(pauses.longestMs, 2 * pause);
}

/** Until all that was written before now has been told. */
async function* presentTaken({ sides, intake, clock, ends }: Settling): Settle<void> {
  const [source, destination] = await Promise.all([sides.source.time(), sides.destination.time()]);
  const until = { source, destination };
  let told: number | undefined;
  while (!intake.hasCome(until)) {
    ends.signal?.throwIfAborted();
    const now = clock.elapsed();
    if (told === undefined || now - told >= 1_000) {
      told = now;
      const positions = intake.positions();
      const through = { source: positions.source.through, destination: positions.destination.through };
      yield { kind: 'waiting', until, through };
    }
    await intake.news();
  }
}

/** Lets the time pass that a change may take to arrive; ends early where a watch is stopped. */
async function rest({ clock, ends, intake }: Settling, ms: number): Promise<void> {
  ends.signal?.throwIfAborted();
  try {
    await clock.sleep(ms, ends.either);
  } catch (error) {
    ends.signal?.throwIfAborted();
    if (!ends.stop?.aborted) throw error;
  }
  // Throws what has gone wrong meanwhile.
  intake.positions();
}
