import { type Hook, hooks } from '../hooks/hook.ts';
import { mostLagSeconds } from '../migration-progress.ts';
import { durationText } from '../plain-units.ts';
import type { CutoverPlan } from '../results/cutover-plan.ts';
import type { MigrationDetails } from '../results/migration-details.ts';
import { gatesText, refusing, type WantedWhen } from './gate-words.ts';
import type { SeenGate } from './seen-gate.ts';

/** Those of the hooks that a cutover runs by itself, in its order. */
const cutoverHooks = ['before-cutover', 'on-writes-stopped', 'after-cutover', 'on-verified'] as const;
type CutoverHook = (typeof cutoverHooks)[number];

type PlannedHook = Pick<Hook, 'name' | 'file'>;

/** What the order of a cutover is made of. */
export interface CutoverOrder {
  readonly destination: string;
  /** Those that this run knows of. */
  readonly hooks: readonly PlannedHook[];
  /** The variables without which nothing is compared afterwards. */
  readonly missing: readonly string[];
  /** That it was approved, in words, where it was beforehand. */
  readonly approved?: string | undefined;
  /** That it was requested, in words, once it was. */
  readonly requested?: string | undefined;
}

/** Something that a cutover does: what it is about, what is done, and what somebody may want to know of it. */
export interface CutoverStep {
  readonly label: string;
  readonly text: string;
  readonly note?: string;
}

/** What the command of the cutover does, in its order. */
export function cutoverSteps({ destination, hooks: given, missing, approved, requested }: CutoverOrder): CutoverStep[] {
  const run = (name: CutoverHook): CutoverStep[] =>
    given
      .filter((one) => one.name === name)
      .map(({ file }) => ({
        ...{ label: 'hook', text: `run the hook ${name}` },
        note: `${file}${hooks[name].stops ? '; where it fails, nothing is requested' : ''}`,
      }));
  const before: CutoverStep[] = [
    approved === undefined
      ? {
          label: 'approval',
          text: `have it approved by the name ${destination}`,
          note: 'typed, or given to --confirm where nobody can type',
        }
      : { label: 'approval', text: approved },
    ...run('before-cutover'),
    ...run('on-writes-stopped'),
    { label: 'gates', text: 'look at all gates again', note: '`livemig cutover --dry-run` shows how they stand' },
    { label: 'request', text: `ask Atlas to cut over to ${destination}, which cannot be undone` },
  ];
  return [
    ...(requested === undefined ? before : [{ label: 'request', text: requested }]),
    { label: 'follow', text: 'follow it until COMPLETE', note: 'usually three to ten minutes' },
    ...run('after-cutover'),
    ...(missing.length === 0
      ? [{ label: 'verify', text: 'compare source and destination' }, ...run('on-verified')]
      : [{ label: 'verify', text: `compare nothing, because ${missing.join(' and ')} ${isOrAre(missing)} not set` }]),
  ];
}

function isOrAre({ length }: readonly string[]): string {
  return length === 1 ? 'is' : 'are';
}

interface Planned {
  readonly order: CutoverOrder;
  readonly migration: MigrationDetails;
  readonly gates: readonly SeenGate[];
  readonly wanted: WantedWhen;
  /** Whether it would be refused whatever its gates say. */
  readonly isRefused: boolean;
}

/** What a cutover would do. */
export function cutoverPlan({ order, migration, gates, wanted, isRefused }: Planned): CutoverPlan {
  return {
    text: gatesText(gates, wanted),
    refused: isRefused || refusing(gates).length > 0,
    gates,
    hooks: cutoverHooks.filter((name) => order.hooks.some((hook) => hook.name === name)),
    actions: cutoverSteps(order).map(({ text }) => text),
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
