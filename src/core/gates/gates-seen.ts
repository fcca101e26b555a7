import { z } from 'zod';
import { SeenGate } from './seen-gate.ts';

/** How the gates of a cutover stood at one look. */
export const GatesSeen = z.object({
  at: z.string().describe('when they were looked at: ISO 8601, UTC'),
  gates: z.array(SeenGate),
});
export type GatesSeen = z.infer<typeof GatesSeen>;

/** Looks at the gates now and then beside something that is followed. */
export interface GatesWatch {
  /** What was seen last; begins the next look where it is time for one, for which nobody waits. */
  see(look: () => Promise<SeenGate[]>): GatesSeen | undefined;
}

/** For a run that does not stay: what it would see came too late. */
export const noGatesWatch: GatesWatch = { see: () => undefined };
