import { readdir, rm } from 'node:fs/promises';
import { LivemigError } from '../core/errors.ts';
import { keptFiles } from '../core/kept-files.ts';
import type { KeptVerification, VerificationStore } from '../core/ports.ts';
import { createLock, type LockOptions } from './lock.ts';
import { type MigrationDirectory, openInnerDirectory } from './migration-directory.ts';
import { readPrivate, replacePrivate, writeNew } from './private-file.ts';
import { createRecheckQueue } from './recheck-queue.ts';
import { systemCode } from './system-error.ts';
import { notReadable, notWritten } from './verify-errors.ts';
import { createVerifyJournal, verifyFiles } from './verify-journal.ts';

/** The verifications of a migration directory, below `verify/` in it. Creates nothing before something is written. */
export async function openVerifications(parent: MigrationDirectory, options: LockOptions): Promise<VerificationStore> {
  const unguarded = await openInnerDirectory(parent, keptFiles.verifications.name);
  const locked = {
    name: 'the verifications in this directory',
    look: '`livemig verify status`',
    end: 'end it with `livemig verify stop`',
  };
  const lock = createLock(unguarded, options, locked);
  const ids = () => idsIn(unguarded.path);
  return {
    lock,
    ids,
    open: async (id) => verificationIn(await openInnerDirectory(unguarded, id), id, lock.verify),
    create: async (now) => {
      const id = idAfter((await ids()).at(-1), now);
      return verificationIn(await openInnerDirectory(unguarded, id), id, lock.verify);
    },
  };
}

/** `2026-11-29T13-06-43Z`, with a number behind it where that would not be the newest. */
const shape = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-(\d{3,}))?$/;

async function idsIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.flatMap(({ name }) => (shape.test(name) ? [name] : [])).toSorted();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw notReadable(path, error);
  }
}

/** Two may begin in one second, and a clock may be set back. */
function idAfter(newest: string | undefined, now: Date): string {
  const stamp = `${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  if (newest === undefined || newest < stamp) return stamp;
  const [, time = stamp, number = '001'] = shape.exec(newest) ?? [];
  return `${time}-${String(Number(number) + 1).padStart(3, '0')}`;
}

function verificationIn(unguarded: MigrationDirectory, id: string, mayWrite: () => Promise<void>): KeptVerification {
  const directory: MigrationDirectory = {
    ...unguarded,
    mayWrite,
    prepare: async () => {
      await mayWrite();
      await unguarded.prepare();
    },
  };
  const written = (error: unknown): never => {
    throw error instanceof LivemigError ? error : notWritten(directory.path, error);
  };
  const stop = directory.file(verifyFiles.stop);
  return {
    id,
    differences: directory.file(verifyFiles.differences),
    result: directory.file(verifyFiles.result),
    journal: createVerifyJournal(directory),
    queues: () => ({
      changed: createRecheckQueue(directory, 'changed'),
      open: createRecheckQueue(directory, 'open'),
    }),
    keepResult: async (text) => {
      const write = async () => {
        await directory.prepare();
        await replacePrivate(directory.file(verifyFiles.result), text, mayWrite);
      };
      await write().catch(written);
    },
    wantStop: () =>
      writeNew(stop, '').catch((error: unknown) => (systemCode(error) === 'EEXIST' ? undefined : written(error))),
    // What cannot be looked at is no reason to stop.
    isStopWanted: () =>
      readPrivate(stop).then(
        (file) => file !== undefined,
        () => false,
      ),
    forgetStop: async () => {
      await mayWrite();
      await rm(stop, { force: true }).catch(written);
    },
  };
}
