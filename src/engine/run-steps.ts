import { isTimeUp } from '../core/deadline.ts';
import type { Details, Step } from '../core/step.ts';
import type { Run } from './run.ts';
import { type Prepare, runStep } from './run-step.ts';

/** What a run came to: which steps it carried out, and the last details seen of each step. */
export interface Ran {
  readonly acted: readonly string[];
  readonly details: Readonly<Record<string, Details>>;
}

/**
 * Runs the steps in order: observe, decide, record, act, record, observe again.
 *
 * Ends normally when every step is done; throws a LivemigError that says why it stopped otherwise. The journal is on
 * disk before and after each change, so the same call continues wherever an earlier one ended.
 */
export async function runSteps<World>(steps: readonly Step<World>[], run: Run<World>): Promise<Ran> {
  const acted: string[] = [];
  const details: Record<string, Details> = {};
  let isPrepared = false;
  const prepare: Prepare<World> = async (isCovered, acting) => {
    if (isPrepared && (await isCovered())) return false;
    await run.beforeActing(acting);
    isPrepared = true;
    return true;
  };
  for (const step of steps) {
    if (step.applies?.(run.world) === false) continue;
    const outcome = await runStep(step, run, prepare);
    if (outcome.acted) acted.push(step.id);
    if (outcome.details !== undefined) details[step.id] = outcome.details;
  }
  // A signal during the last write came too late to stop anything, but whoever sent it must not be told "go on": a
  // script would. A time that is up while everything is done has stopped nothing.
  if (!isTimeUp(run.signal)) run.signal.throwIfAborted();
  return { acted, details };
}
