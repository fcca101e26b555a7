import { type ArmedCutover, isArmed } from '../core/cutover/armed-cutover.ts';
import { notInState } from '../core/cutover/cutover-errors.ts';
import { phaseOf } from '../core/cutover/cutover-window.ts';
import type { Approver, CutoverStore } from '../core/ports.ts';
import type { Observation } from '../core/step.ts';
import type { LivemigStep } from '../stages/world.ts';
import type { RunPorts } from './run-ports.ts';

/** How an armed cutover names itself in its file. */
export const atWindow = 'cutover --at';

/** The same step, which is still to be waited for until the window is open, and has failed where it was cancelled. */
export function inWindow(step: LivemigStep, store: CutoverStore, { clock }: RunPorts): LivemigStep {
  return {
    ...step,
    // From when on it waits for the end of the cutover, and not for its beginning, nothing tells the engine.
    ...(step.patience && { patience: { ...step.patience, ...noLimit } }),
    observe: async (world, receipt, before) => {
      const seen = await step.observe(world, receipt, before).catch(async (error: unknown) => {
        const ended = endedBeforeRequest(await store.read());
        if (ended === undefined) throw error;
        return ended;
      });
      return seen.state === 'todo' || seen.state === 'waiting' ? held(seen, store, clock.now()) : seen;
    },
  };
}

const noLimit = { longAfterMs: Number.POSITIVE_INFINITY, limitMs: Number.POSITIVE_INFINITY };

/** Nobody waits for an answer of Atlas about a cutover that is none any more. */
function endedBeforeRequest(cutover: ArmedCutover | undefined): Observation | undefined {
  if (cutover === undefined || cutover.state.name === 'requested' || isArmed(cutover.state)) return undefined;
  return { state: 'failed', error: notInState(cutover, 'attempted') };
}

async function held(
  seen: Extract<Observation, { state: 'todo' | 'waiting' }>,
  store: CutoverStore,
  now: Date,
): Promise<Observation> {
  const cutover = await store.read();
  const ended = endedBeforeRequest(cutover);
  if (ended !== undefined) return { ...seen, ...ended };
  if (cutover === undefined || cutover.state.name === 'requested') return seen;
  if (phaseOf(cutover.terms.window, now) === 'open') return seen;
  const detail = [`armed for ${cutover.terms.window?.words}`, ...(seen.detail === undefined ? [] : [seen.detail])];
  return { ...seen, state: 'waiting', detail: detail.join('; ') };
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
