import type { GatesWatch } from '../core/gates/gates-seen.ts';
import type { SeenGate } from '../core/gates/seen-gate.ts';
import type { RunClock } from '../core/ports.ts';
import { createGlimpse } from './glimpse.ts';

/** Each look reads from both deployments, and once from Atlas. */
const everyMs = 60_000;

export function createGatesWatch(clock: Pick<RunClock, 'now' | 'elapsed'>): GatesWatch {
  let look: () => Promise<SeenGate[]> = async () => [];
  const glimpse = createGlimpse(async () => ({ gates: await look() }), everyMs, clock);
  return {
    see: (how) => {
      look = how;
      glimpse.look();
      return glimpse.seen();
    },
  };
}
