import { rm } from 'node:fs/promises';
import type { MigrationDirectory } from './migration-directory.ts';
import { readPrivate, replacePrivate } from './private-file.ts';

/** A file of JSON (mode 0600) that only saves somebody time: it may be lost at any moment, so no failure stops a run. */
export interface HelpfulFile {
  /** `undefined` where there is none, or none that can be read. */
  load(): Promise<unknown>;
  save(value: unknown): Promise<void>;
  forget(): Promise<void>;
}

export function createHelpfulFile(directory: MigrationDirectory, name: string): HelpfulFile {
  const path = directory.file(name);
  return {
    load: async () => {
      const file = await readPrivate(path).catch(() => undefined);
      return file && parsed(file.text);
    },
    save: async (value) => {
      const write = async () => {
        await directory.prepare();
        await replacePrivate(path, `${JSON.stringify(value)}\n`, directory.mayWrite);
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
