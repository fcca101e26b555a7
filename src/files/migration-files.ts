import type { Clock, Lock } from '../core/ports.ts';
import { createAnswerStore } from './answer-store.ts';
import { createAuditLog } from './audit-log.ts';
import { createCheckpointStore } from './checkpoint-store.ts';
import { createChoiceStore } from './choice-store.ts';
import { openCutoverStore } from './cutover-store.ts';
import { createLastCheckStore } from './last-check-store.ts';
import { createLock } from './lock.ts';
import { type MigrationDirectory, openMigrationDirectory } from './migration-directory.ts';
import { createOutboxFile } from './outbox-file.ts';
import { createSampleStore } from './sample-store.ts';
import { createScriptStore } from './script-store.ts';
import { createSecretStore } from './secret-store.ts';
import { createStateStore } from './state-file.ts';
import { openVerifications } from './verifications.ts';

/** Who opens the files, for the lock and the audit. */
export interface Opener {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  readonly uid: number | undefined;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly isAlive: (pid: number) => boolean;
  readonly warn: (message: string) => void;
}

/** All files of one migration; creates nothing before something is written, and writes only with the lock. */
export async function openMigrationFiles(path: string, opener: Opener) {
  const unguarded = await openMigrationDirectory(path, opener);
  const { lock, isOfRun } = watched(createLock(unguarded, opener));
  const directory = guarded(unguarded, lock.verify);
  // Whoever only looks has no lock, and a run that has lost it keeps nothing more.
  const beside = guarded(unguarded, async () => {
    if (isOfRun()) await lock.verify();
  });
  return {
    state: createStateStore(directory),
    secrets: createSecretStore(directory),
    scripts: createScriptStore(directory),
    audit: createAuditLog(directory, opener),
    // Of whoever does something beside the run that has the lock.
    sideAudit: createAuditLog(unguarded, opener),
    choices: createChoiceStore(directory),
    answers: createAnswerStore(directory),
    checkpoints: createCheckpointStore(directory),
    samples: createSampleStore(beside, opener.clock),
    lastCheck: createLastCheckStore(directory, lock),
    outbox: createOutboxFile(directory),
    // What is wrong with these is of no concern to whoever does not verify.
    verifications: () => openVerifications(unguarded, opener),
    // Changed from any terminal, whoever has the lock of the run.
    cutover: () => openCutoverStore(unguarded, opener),
    lock,
  };
}

/** The same directory, in which nothing is written or made before that was asked. */
function guarded(directory: MigrationDirectory, mayWrite: () => Promise<void>): MigrationDirectory {
  return {
    ...directory,
    mayWrite,
    prepare: async () => {
      await mayWrite();
      await directory.prepare();
    },
  };
}

/** The same lock, and whether it is that of a run that has not given it back, though somebody else may have it by now. */
function watched(lock: Lock): { readonly lock: Lock; isOfRun(): boolean } {
  let isOfRun = false;
  return {
    isOfRun: () => isOfRun,
    lock: {
      ...lock,
      acquire: async (command) => {
        await lock.acquire(command);
        isOfRun = true;
      },
      release: async () => {
        isOfRun = false;
        await lock.release();
      },
    },
  };
}
