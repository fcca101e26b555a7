import type { StepEvent } from '../events.ts';
import { MigrationDetails } from '../results/migration-details.ts';

/**
 * What of a step that follows a migration is worth a line of its own when it changes: numbers that change at every look are not.
 * A text to compare, which tells people nothing; `undefined` of any other step.
 */
export function gistOf({ state, details }: Pick<StepEvent, 'state' | 'details'>): string | undefined {
  const { following, gatesSeen } = MigrationDetails.safeParse(details).data ?? {};
  if (following === undefined) return undefined;
  const { status, readyForCutover, cutoverRequestedAt } = details ?? {};
  // Whoever waits is told the rest by the step that waits.
  if (state === 'done') return JSON.stringify([state, status, readyForCutover, cutoverRequestedAt, following.phase]);
  const { phase, share, lagTrend, notConvergingMs, stalledMs, oplog, deadline } = following;
  const tenths = share === undefined ? undefined : Math.floor(share * 10);
  const alarms = [notConvergingMs !== undefined, stalledMs !== undefined, oplog?.isShort, deadline?.isOver];
  return JSON.stringify([
    state,
    status,
    readyForCutover,
    cutoverRequestedAt,
    phase,
    tenths,
    lagTrend?.direction,
    alarms,
    gatesSeen?.gates.map((gate) => [gate.gate, gate.state]),
  ]);
}

/** So long nobody who follows is left without a word, where lines stay. */
export const heartbeatMs = 5 * 60_000;
