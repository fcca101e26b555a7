import { z } from 'zod';
import { keptFiles } from '../core/kept-files.ts';
import type { CheckpointStore } from '../core/ports.ts';
import { createHelpfulFile } from './helpful-file.ts';
import type { MigrationDirectory } from './migration-directory.ts';

const Kept = z.object({ step: z.string(), value: z.unknown() });

/** What a step that was cut off can go on from, in `checkpoint.json`. */
export function createCheckpointStore(directory: MigrationDirectory): CheckpointStore {
  const { load, save, forget } = createHelpfulFile(directory, keptFiles.checkpoint.name);
  return {
    load: async (step) => {
      const kept = Kept.safeParse(await load()).data;
      return kept?.step === step ? kept.value : undefined;
    },
    save: (step, value) => save({ step, value }),
    forget,
  };
}
