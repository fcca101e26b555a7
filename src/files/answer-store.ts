import { z } from 'zod';
import { InputValue } from '../core/journal.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { AnswerStore } from '../core/ports.ts';
import { createHelpfulFile } from './helpful-file.ts';
import type { MigrationDirectory } from './migration-directory.ts';

const Kept = z.record(z.string(), InputValue);

/** What a person had answered when a run ended early, in `answers.json`. */
export function createAnswerStore(directory: MigrationDirectory): AnswerStore {
  const { load, save, forget } = createHelpfulFile(directory, keptFiles.answers.name);
  return { suggested: async () => Kept.safeParse(await load()).data ?? {}, keep: save, forget };
}
