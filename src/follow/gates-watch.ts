import { isSeldomDue, pace } from '../core/following/pace.ts';
import type { GatesWatch, UsersOf, UsersSeen } from '../core/gates/gates-seen.ts';
import type { SeenGate } from '../core/gates/seen-gate.ts';
import type { RunClock } from '../core/ports.ts';
import { createGlimpse } from './glimpse.ts';

type WatchClock = Pick<RunClock, 'now' | 'elapsed'>;

/** @param intervalMs between two looks at the migration, where that is fixed */
export function createGatesWatch(clock: WatchClock, intervalMs?: number): GatesWatch {
  let look: () => Promise<SeenGate[]> = async () => [];
  const usersOf = askedSeldom(clock);
  const glimpse = createGlimpse(async () => ({ gates: await look() }), pace.gates.everyMs, clock, intervalMs);
  return {
    see: (how) => {
      look = () => how(usersOf);
      glimpse.look();
      return glimpse.seen();
    },
  };
}

function askedSeldom({ now, elapsed }: WatchClock): UsersOf {
  let looks = 0;
  let last: (Required<UsersSeen> & { readonly since: number; readonly atLook: number }) | undefined;
  return async (ask) => {
    looks += 1;
    if (last !== undefined && !isSeldomDue(elapsed() - last.since, looks - last.atLook))
      return { users: last.users, seenAt: last.seenAt };
    const [since, seenAt, atLook] = [elapsed(), now().toISOString(), looks];
    const users = await ask();
    // What could not be read is asked for again at once: why it could not would be told as of now.
    last = users.known ? { users, seenAt, since, atLook } : undefined;
    return { users };
  };
}
