import { z } from 'zod';
import type { Fact } from '../check.ts';
import { SeenGate } from './seen-gate.ts';

/** How the gates of a cutover stood at one look. */
export const GatesSeen = z.object({
  at: z.string().describe('when they were looked at: ISO 8601, UTC'),
  gates: z.array(SeenGate),
});
export type GatesSeen = z.infer<typeof GatesSeen>;

/** How many database users the destination has; `seenAt` where that is of an earlier look: when it was. ISO 8601, UTC. */
export interface UsersSeen {
  readonly users: Fact<number>;
  readonly seenAt?: string;
}

/** Asks for them, or gives what it was told a little while ago. */
export type UsersOf = (ask: () => Promise<Fact<number>>) => Promise<UsersSeen>;

/** Looks at the gates now and then beside something that is followed. */
export interface GatesWatch {
  /** What was seen last; begins the next look where it is time for one, for which nobody waits. */
  see(look: (usersOf: UsersOf) => Promise<SeenGate[]>): GatesSeen | undefined;
}

/** For a run that does not stay: what it would see came too late. */
export const noGatesWatch: GatesWatch = { see: () => undefined };
