import { LivemigError } from '../core/errors.ts';
import * as journal from '../core/journal.ts';
import type { Step } from '../core/step.ts';
import type { Run } from './run.ts';
import { report } from './step-news.ts';
import { workOn } from './step-work.ts';

/** Records that it begins, sends, and records what it brought back. */
export async function act<World>(step: Step<World>, run: Run<World>): Promise<void> {
  if (step.run === undefined) throw new Error(`step ${step.id} has nothing to run, yet was seen as "todo"`);
  run.signal.throwIfAborted();
  const isOpen = step.repeatable !== true && journal.progressOf(run.journal.current(), step.id) === 'started';
  const before = isOpen ? undefined : await step.before?.(run.world);
  run.signal.throwIfAborted();
  const seen = before === undefined ? {} : { receipt: before };
  run.journal.note({ kind: 'step', step: step.id, state: 'started', ...seen });
  await run.journal.update((journalBefore) => journal.started(journalBefore, step.id, run.clock.now(), before));
  report(step, run, { state: 'running' });
  const work = workOn(step, run);
  const send = step.run.bind(step);
  const receipt = await carryOut(step, (world) => send(world, work), run, isOpen).catch(async (error: unknown) => {
    await work.keep();
    throw error;
  });
  // The ids stand in the audit as well, so that a lost journal does not lose a migration.
  run.journal.note({ kind: 'step', step: step.id, state: 'submitted', receipt });
  await run.journal.update((before) => journal.submitted(before, step.id, receipt, run.clock.now()));
  await work.forget();
}

/**
 * Takes the "started" back where the request provably did nothing, so that the next run simply sends it again.
 *
 * @param isOpen an earlier attempt may have been carried out, of which that says nothing: a cutover that is refused may be
 * refused because the one before has arrived
 */
async function carryOut<World>(
  step: Step<World>,
  send: (world: World) => Promise<unknown>,
  run: Run<World>,
  isOpen: boolean,
): Promise<unknown> {
  const tell = () => report(step, run, { state: 'running', detail: 'stopping as soon as this is answered' });
  run.signal.addEventListener('abort', tell, { once: true });
  try {
    return await send(run.world);
  } catch (error) {
    // The whole message comes at the end, with the result; here its first line is enough.
    const detail = error instanceof LivemigError ? error.message.split('\n')[0] : undefined;
    report(step, run, { state: 'failed', detail });
    if (hadNoEffect(error) && !isOpen) await withdraw(step, run);
    else await run.journal.flush();
    throw error instanceof LivemigError && error.api?.delivery === 'unknown' ? await unseen(step, run, error) : error;
  } finally {
    run.signal.removeEventListener('abort', tell);
  }
}

/** The audit must not go on telling of a request that did nothing. */
export async function withdraw<World>(step: Step<World>, run: Run<World>): Promise<void> {
  run.journal.note({ kind: 'step', step: step.id, state: 'withdrawn' });
  await run.journal.update((before) => journal.withdrawn(before, step.id));
}

/** An outcome that nobody told and that nothing can show is a person's to find out, at once and not at the next run. */
async function unseen<World>(step: Step<World>, run: Run<World>, error: LivemigError): Promise<LivemigError> {
  if (step.repeatable) return error;
  const seen = await step.observe(run.world, undefined).catch(() => undefined);
  return seen?.state === 'unknown' ? seen.error.retold({ api: error.api }) : error;
}

/** True only where it is certain; in doubt the step stays "started" and the next run finds out or asks. */
function hadNoEffect(error: unknown): boolean {
  if (!(error instanceof LivemigError)) return false;
  if (error.api !== undefined) return error.api.delivery !== 'unknown';
  return error.kind === 'usage' || error.kind === 'blocked' || error.kind === 'credentials';
}
