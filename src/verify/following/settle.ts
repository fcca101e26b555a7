import type { RunClock } from '../../core/ports.ts';
import type { SeenToDiffer } from '../../core/verification/recheck-queue.ts';
import type { Sides } from '../prove-sides.ts';
import { type Standing, standingOf } from './age.ts';
import type { FollowedSide } from './followed-side.ts';
import type { Intake } from './intake.ts';
import type { Round, Rounds } from './rounds.ts';
import type { FollowEvent, Settled, SettleMode } from './settled.ts';

export interface Settling {
  readonly sides: Sides<FollowedSide>;
  readonly intake: Intake;
  readonly rounds: Rounds;
  readonly clock: Pick<RunClock, 'elapsed' | 'sleep'>;
  /** Ends it at once, and throws its reason. */
  readonly signal: AbortSignal | undefined;
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
  return {
    namespaces: round.tally.namespaces,
    differences: round.tally.differences,
    found: round.tally.found,
    followed: round.followed,
    anew: [...anew],
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

async function* watch(settling: Settling): Settle<never> {
  const { rounds, clock, patienceMs } = settling;
  const byAge = (seen: SeenToDiffer, now: number) => standingOf(seen, now, patienceMs);
  let pause = pauses.shortestMs;
  for (;;) {
    const began = clock.elapsed();
    const round = yield* rounds.look('all', byAge);
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
async function* presentTaken({ sides, intake, clock, signal }: Settling): Settle<void> {
  const [source, destination] = await Promise.all([sides.source.time(), sides.destination.time()]);
  const until = { source, destination };
  let told: number | undefined;
  while (!intake.hasCome(until)) {
    signal?.throwIfAborted();
    const now = clock.elapsed();
    if (told === undefined || now - told >= 1_000) {
      told = now;
      yield { kind: 'waiting' };
    }
    await intake.news();
  }
}

/** Lets the time pass that a change may take to arrive. */
async function rest({ clock, signal, intake }: Settling, ms: number): Promise<void> {
  await clock.sleep(ms, signal);
  // Throws what has gone wrong meanwhile.
  intake.positions();
}
