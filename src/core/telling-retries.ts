import type { StepProgress } from './step.ts';

/** What is told of a reading that may be cut off and taken up again. */
export interface TellingRetries {
  readonly report: (progress: StepProgress) => void;
  /** `name` is that of the side, such as `the source`. */
  readonly retried: (name: string) => void;
}

/** Nothing comes in while a side is away: why is told beside how far it had come. */
export function tellingRetries(report: (progress: StepProgress) => void): TellingRetries {
  let last: StepProgress = { done: 0, unit: 'documents' };
  return {
    report: (progress) => {
      last = progress;
      report(progress);
    },
    retried: (name) => report({ ...last, detail: `${name} was cut off while it was read; trying again` }),
  };
}
