import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { keptFiles } from '../core/kept-files.ts';
import type { CheckpointStore } from '../core/ports.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { readPrivate, replacePrivate } from './private-file.ts';

const Kept = z.object({ step: z.string(), value: z.unknown() });

/** What a step that was cut off can go on from, in `checkpoint.json` (mode 0600). It only saves time, so no failure stops a run. */
export function createCheckpointStore(directory: MigrationDirectory): CheckpointStore {
  const path = directory.file(keptFiles.checkpoint.name);
  return {
    load: async (step) => {
      const file = await readPrivate(path).catch(() => undefined);
      const kept = file && Kept.safeParse(parsed(file.text)).data;
      return kept?.step === step ? kept.value : undefined;
    },
    save: async (step, value) => {
      const write = async () => {
        await directory.prepare();
        await replacePrivate(path, `${JSON.stringify({ step, value })}\n`, directory.mayWrite);
      };
      await write().catch(() => undefined);
    },
    forget: async () => {
      const remove = async () => {
        await directory.mayWrite();
        await rm(path, { force: true });
      };
      await remove().catch(() => undefined);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
