import { mostLagSeconds } from '../migration-progress.ts';
import { durationText } from '../plain-units.ts';
import type { CutoverPlan } from '../results/cutover-plan.ts';
import type { MigrationDetails } from '../results/migration-details.ts';
import { gatesText, refusing } from './gate-words.ts';
import type { SeenGate } from './seen-gate.ts';

/** Those of the hooks that a cutover runs by itself, in its order. */
export const cutoverHooks = ['before-cutover', 'on-writes-stopped', 'after-cutover', 'on-verified'] as const;
type CutoverHook = (typeof cutoverHooks)[number];

interface Planned {
  readonly destination: string;
  readonly migration: MigrationDetails;
  readonly gates: readonly SeenGate[];
  readonly hooks: readonly CutoverHook[];
  /** Both deployments can be reached, and are compared afterwards. */
  readonly verifies: boolean;
}

/** What a cutover would do now. */
export function cutoverPlan({ destination, migration, gates, hooks, verifies }: Planned): CutoverPlan {
  const run = (name: CutoverHook) => (hooks.includes(name) ? [`run the hook ${name}`] : []);
  return {
    text: gatesText(gates),
    refused: refusing(gates).length > 0,
    gates,
    hooks,
    actions: [
      ...run('before-cutover'),
      ...run('on-writes-stopped'),
      'look at all gates again',
      `ask Atlas to cut over to ${destination}, which cannot be undone`,
      'follow it until COMPLETE',
      ...run('after-cutover'),
      ...(verifies ? ['compare source and destination', ...run('on-verified')] : []),
    ],
    downtime: downtimeOf(migration),
  };
}

/**
 * In minutes: MongoDB says "3-5 minutes" of small migrations and more than ten of large ones (Atlas docs, legacy live migration;
 * domain notes 5.1). What Atlas has to catch up comes on top.
 */
const usual = { fromSeconds: 180, toSeconds: 600 } as const;

function downtimeOf({ lagSeconds }: MigrationDetails): CutoverPlan['downtime'] {
  const lag = lagSeconds !== null && lagSeconds > 0 && lagSeconds <= mostLagSeconds * 120 ? lagSeconds : 0;
  const [fromSeconds, toSeconds] = [usual.fromSeconds + lag, usual.toSeconds + lag];
  const because = [
    'the engine usually takes three to ten minutes, and longer where large unique indexes have to be converted',
    ...(lag > 0 ? [`the lag of ${lag} s`] : []),
    'nothing of this migration tells more before it is cut over',
  ].join('; ');
  return {
    text: `about ${durationText(fromSeconds * 1_000)} to ${durationText(toSeconds * 1_000)}`,
    fromSeconds,
    toSeconds,
    because,
  };
}
