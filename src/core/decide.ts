import type { Observation } from './step.ts';

export type Progress = 'none' | 'started' | 'submitted' | 'done';

/**
 * `run`: act. `wait`: look again later. `finish`: note it as done. `fail`: the world says it failed.
 * `drift`: the journal says done, the world says it is not there.
 * `ask-person`: it was begun, and nothing can tell whether it happened.
 */
export type Decision = 'run' | 'wait' | 'finish' | 'fail' | 'drift' | 'ask-person';

const table: Record<Observation['state'], Record<Progress, Decision>> = {
  todo: { none: 'run', started: 'run', submitted: 'wait', done: 'drift' },
  waiting: { none: 'wait', started: 'wait', submitted: 'wait', done: 'wait' },
  done: { none: 'finish', started: 'finish', submitted: 'finish', done: 'finish' },
  failed: { none: 'fail', started: 'fail', submitted: 'fail', done: 'fail' },
  unknown: { none: 'run', started: 'ask-person', submitted: 'wait', done: 'finish' },
};

/**
 * What to do about a step, from what the world says and what the journal says.
 *
 * A step that cannot be seen (`unknown`) is run when it was never begun, and left to a person when it was begun and
 * its outcome is not known: a second run could be a second migration. A `repeatable` step that is not there is made
 * again whatever the journal says.
 */
export function decide(seen: Observation['state'], progress: Progress, repeatable = false): Decision {
  return repeatable && seen === 'todo' ? 'run' : table[seen][progress];
}
