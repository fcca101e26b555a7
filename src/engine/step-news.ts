import type { LivemigEvent, StepEvent } from '../core/events.ts';
import type { Details, Observation, Step } from '../core/step.ts';
import type { Run } from './run.ts';

/** What there is to say of a step; what is undefined is left out. */
export type StepNews = { state: StepEvent['state'] } & {
  readonly [Field in 'detail' | 'details' | 'usually' | 'advice']?: StepEvent[Field] | undefined;
};

/** A step event without the fields that have nothing to say. */
export function stepEvent<World>(step: Pick<Step<World>, 'id' | 'title'>, now: Date, what: StepNews): LivemigEvent {
  const { state, detail, details, usually, advice } = what;
  return {
    type: 'step',
    time: now.toISOString(),
    step: step.id,
    title: step.title,
    state,
    ...(detail === undefined ? {} : { detail }),
    ...(details === undefined ? {} : { details }),
    ...(usually === undefined ? {} : { usually }),
    ...(advice === undefined ? {} : { advice }),
  };
}

/** Tells it to whoever follows the run. */
export function report<World>(step: Step<World>, run: Run<World>, what: StepNews): void {
  run.reporter.report(stepEvent(step, run.clock.now(), what));
}

/** What to expect of a wait, and what to look at once it takes longer. */
export function counselOf<World>({ patience }: Step<World>, takenMs: number) {
  if (patience === undefined) return {};
  const isLong = takenMs >= patience.longAfterMs;
  return { usually: patience.usually, advice: isLong ? patience.lookAt : undefined };
}

/** In words, what is seen of a step. */
export function detailOf(seen: Observation): string | undefined {
  return 'error' in seen ? seen.error.message : seen.detail;
}

/** In numbers, as far as there are any. */
export function detailsOf(seen: Observation): Details | undefined {
  return 'details' in seen ? seen.details : undefined;
}
