import type { Clock } from '../core/ports.ts';
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
  const lock = createLock(unguarded, opener);
  const directory: MigrationDirectory = {
    ...unguarded,
    mayWrite: lock.verify,
    prepare: async () => {
      await lock.verify();
      await unguarded.prepare();
    },
  };
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
    // Whoever looks may keep what it sees, also beside a run.
    samples: createSampleStore(unguarded, opener.clock),
    lastCheck: createLastCheckStore(directory, lock),
    outbox: createOutboxFile(directory),
    // What is wrong with these is of no concern to whoever does not verify.
    verifications: () => openVerifications(unguarded, opener),
    // Changed from any terminal, whoever has the lock of the run.
    cutover: () => openCutoverStore(unguarded, opener),
    lock,
  };
}
