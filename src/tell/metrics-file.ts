import { LivemigError } from '../core/errors.ts';

export interface MetricsFileOptions {
  page(): Promise<string>;
  /** In place of what the file held, in one move; rejects with a LivemigError where that cannot be done. */
  save(text: string): Promise<void>;
  warn(message: string): void;
}

export interface MetricsFile {
  /** Writes the file anew, soon; waits for nothing, and never fails. */
  refresh(): void;
  /** Once all of it is written. */
  end(): Promise<void>;
}

/** Keeps a file of the metrics, for a collector. That it cannot be written is warned of once, until it can be again. */
export function createMetricsFile({ page, save, warn }: MetricsFileOptions): MetricsFile {
  let isWanted = false;
  let isWarned = false;
  let atWork: Promise<void> | undefined;
  const write = async () => {
    try {
      await save(await page());
      isWarned = false;
    } catch (error) {
      if (!(error instanceof LivemigError)) throw error;
      if (!isWarned) warn(`${error.message} The metrics in it stay as they were. ${error.fix}`);
      isWarned = true;
    }
  };
  const work = async () => {
    while (isWanted) {
      isWanted = false;
      await write();
    }
    atWork = undefined;
  };
  return {
    refresh: () => {
      isWanted = true;
      atWork ??= work();
    },
    end: async () => atWork,
  };
}
