import type { RecordedEntry } from './audit.ts';

/** The failure that runs have ended with last, and how often in a row. */
export interface LastFailure {
  readonly code: string;
  readonly times: number;
  /** Failures of any kind in a row. */
  readonly inAll: number;
}

/**
 * Reads the audit for what runs have failed of. A failure is in a row with the one before where it is the same one and no
 * step was seen done in between: what gets further is worth going on with, what does not needs a person.
 */
export function lastFailure(recorded: readonly RecordedEntry[]): LastFailure | undefined {
  return recorded.reduce<LastFailure | undefined>((last, { entry }) => {
    if (entry.kind === 'failed') return after(last, entry.code);
    return entry.kind === 'step' && entry.state === 'done' ? undefined : last;
  }, undefined);
}

function after(last: LastFailure | undefined, code: string): LastFailure {
  const { times, inAll } = last ?? { times: 0, inAll: 0 };
  return { code, times: code === last?.code ? times + 1 : 1, inAll: inAll + 1 };
}
