import type { Clock } from './clock.ts';

/** How long things take in the sandbox, in milliseconds of its own time. */
export const delays = {
  organizationSync: 20_000,
  agentStart: 60_000,
  agentCall: 10_000,
  accessListApply: 30_000,
  clusterChange: 120_000,
  validation: 15_000,
  migrationStart: 10_000,
  /** Atlas still lists the host of an agent that has not called for so long. */
  agentSilence: 120_000,
  /** What a slow cutover takes longer (domain notes, section 5.1). */
  slowCutover: 600_000,
  /** Readiness starts it; after it the migration is EXPIRED (API notes, section 6.2). */
  cutoverWindow: 120 * 3_600_000,
} as const;

/** Time in which the sandbox waits pass `speed` times faster; what it reports is the real time. */
export interface SandboxTime {
  readonly speed: number;
  /** Epoch milliseconds. */
  now(): number;
  /** Whether `duration` milliseconds of sandbox time have passed since `since`. */
  hasPassed(since: number, duration: number): boolean;
  sleep(duration: number, signal?: AbortSignal): Promise<void>;
}

export function createSandboxTime(clock: Clock, speed: number): SandboxTime {
  const now = () => clock.now().getTime();
  return {
    speed,
    now,
    hasPassed: (since, duration) => now() - since >= duration / speed,
    sleep: (duration, signal) => clock.sleep(duration / speed, signal),
  };
}
