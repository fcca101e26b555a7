import { join } from 'node:path';
import { keptFiles } from '../core/kept-files.ts';
import { type KnownChoices, parseKnownChoices, withChoices } from '../core/known-choices.ts';
import type { ChoiceStore } from '../core/ports.ts';
import { createTurns } from './in-turn.ts';
import type { MigrationDirectory } from './migration-directory.ts';
import { readPrivate, replacePrivate } from './private-file.ts';

/** The names that were listed last, in `choices.json` (mode 0600). They only help typing, so no failure stops a run. */
export function createChoiceStore(directory: MigrationDirectory): ChoiceStore {
  const inTurn = createTurns();
  return {
    rememberChoices: (input, choices) =>
      inTurn(async () => {
        const known = await readKnownChoices(directory.path);
        const [before, after] = [textOf(known), textOf(withChoices(known, input, choices))];
        if (before !== after) await write(directory, after).catch(() => undefined);
      }),
  };
}

/** None where there is no file, or none that can be read. */
export async function readKnownChoices(directory: string): Promise<KnownChoices> {
  const file = await readPrivate(join(directory, keptFiles.choices.name)).catch(() => undefined);
  return file === undefined ? {} : parseKnownChoices(file.text);
}

async function write(directory: MigrationDirectory, text: string): Promise<void> {
  await directory.prepare();
  await replacePrivate(directory.file(keptFiles.choices.name), text, directory.mayWrite);
}

function textOf(known: KnownChoices): string {
  return `${JSON.stringify(known)}\n`;
}
