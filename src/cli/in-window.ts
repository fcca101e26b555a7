import { type ArmedCutover, isArmed } from '../core/cutover/armed-cutover.ts';
import { notInState } from '../core/cutover/cutover-errors.ts';
import { type CutoverWindow, phaseOf } from '../core/cutover/cutover-window.ts';
import { endsTooLate } from '../core/cutover/window-and-deadline.ts';
import type { Following } from '../core/following/following.ts';
import type { Approver, CutoverStore } from '../core/ports.ts';
import { armedCutoverData } from '../core/results/armed-cutover-data.ts';
import type { Observation } from '../core/step.ts';
import { cutoverRecord } from '../stages/start/cutover-request.ts';
import { follows, migrationIn } from '../stages/start/this-migration.ts';
import type { LivemigStep } from '../stages/world.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';

/** How an armed cutover names itself in its file. */
export const atWindow = 'cutover --at';

/** Tells that a window may lie behind the deadline, which may be known only after it was armed, or moved there: once of each. */
export type LateWarner = (window: CutoverWindow, following: Following | undefined) => void;

export function lateWarner(ports: RunPorts): LateWarner {
  const told = new Set<string>();
  return (window, following) => {
    const late = endsTooLate(window, following);
    if (late === undefined || told.has(window.words)) return;
    told.add(window.words);
    tell(ports, 'warning', late);
  };
}

/**
 * The same step, whose details tell of the armed cutover; that of the cutover is still to be waited for until the window is
 * open, and has failed where it was cancelled.
 */
export function inWindow(
  step: LivemigStep,
  store: CutoverStore,
  { clock }: RunPorts,
  warnIfLate: LateWarner,
): LivemigStep {
  const isCutover = step.id === cutoverRecord.id;
  if (!follows(step.id)) return step;
  return {
    ...step,
    // From when on it waits for the end of the cutover, and not for its beginning, nothing tells the engine.
    ...(isCutover && step.patience && { patience: { ...step.patience, ...noLimit } }),
    observe: async (world, receipt, before) => {
      const seen = await step.observe(world, receipt, before).catch(async (error: unknown) => {
        const ended = isCutover ? endedBeforeRequest(await store.read()) : undefined;
        if (ended === undefined) throw error;
        return ended;
      });
      if (seen.state === 'unknown' || !('details' in seen) || seen.details === undefined) return seen;
      const cutover = await store.read();
      if (cutover === undefined) return seen;
      const armedCutover = armedCutoverData(cutover, await store.watch(cutover));
      const { window } = cutover.terms;
      if (window !== undefined && isArmed(cutover.state)) warnIfLate(window, migrationIn(seen)?.following);
      const told = { ...seen, details: { ...seen.details, armedCutover } };
      return isCutover && (told.state === 'todo' || told.state === 'waiting') ? held(told, cutover, clock.now()) : told;
    },
  };
}

const noLimit = { longAfterMs: Number.POSITIVE_INFINITY, limitMs: Number.POSITIVE_INFINITY };

/** Nobody waits for an answer of Atlas about a cutover that is none any more. */
function endedBeforeRequest(cutover: ArmedCutover | undefined): Extract<Observation, { state: 'failed' }> | undefined {
  if (cutover === undefined || cutover.state.name === 'requested' || isArmed(cutover.state)) return undefined;
  return { state: 'failed', error: notInState(cutover, 'attempted') };
}

function held(
  seen: Extract<Observation, { state: 'todo' | 'waiting' }>,
  cutover: ArmedCutover,
  now: Date,
): Observation {
  const ended = endedBeforeRequest(cutover);
  if (ended !== undefined) return { ...seen, ...ended };
  if (cutover.state.name === 'requested') return seen;
  const { window } = cutover.terms;
  if (window === undefined || phaseOf(window, now) === 'open') return seen;
  const detail = [`armed for ${window.words}`, ...(seen.detail === undefined ? [] : [seen.detail])];
  return { ...seen, state: 'waiting', detail: detail.join('; '), goesOnAt: new Date(window.from) };
}

/** The same ports: whoever approved it has approved its attempts, and no request is sent that was not made visible before. */
export function guarded(ports: RunPorts, store: CutoverStore): RunPorts {
  return {
    ...ports,
    approver: (prompter, confirm) => approvedOnce(ports.approver(prompter, confirm), store),
    connectAtlas: (connection) =>
      ports.connectAtlas({
        ...connection,
        beforeWrite: async () => {
          await connection.beforeWrite();
          await store.change(atWindow, { does: 'request' });
        },
      }),
  };
}

function approvedOnce(approver: Approver, store: CutoverStore): Approver {
  let isApproved = false;
  return {
    approve: async (danger) => {
      if (isApproved) await store.change(atWindow, { does: 'attempt' });
      else await approver.approve(danger);
      isApproved = true;
    },
  };
}
