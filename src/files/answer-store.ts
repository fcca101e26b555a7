import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { InputValue } from '../core/journal.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { AnswerStore } from '../core/ports.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { readPrivate, replacePrivate } from './private-file.ts';

const Kept = z.record(z.string(), InputValue);

/** What a person had answered when a run ended early, in `answers.json` (mode 0600). It only helps typing, so no failure stops a run. */
export function createAnswerStore(directory: MigrationDirectory): AnswerStore {
  const path = directory.file(keptFiles.answers.name);
  return {
    suggested: async () => {
      const file = await readPrivate(path).catch(() => undefined);
      return file === undefined ? {} : (Kept.safeParse(parsed(file.text)).data ?? {});
    },
    keep: async (answers) => {
      const write = async () => {
        await directory.prepare();
        await replacePrivate(path, `${JSON.stringify(answers)}\n`, directory.mayWrite);
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
