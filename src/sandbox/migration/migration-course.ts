import type { Model } from '../model/model.ts';
import { delays } from '../model/sandbox-time.ts';
import type { MigrationProgress, MigrationRequest, RunningMigration } from './migration-service.ts';

/** What the course of a migration depends on besides the engine. */
type Setting = Pick<Model, 'time' | 'faults'>;

/** As Atlas reports it (API notes, section 6.2). */
export interface Migration {
  readonly id: string;
  readonly request: MigrationRequest;
  readonly status: 'NEW' | 'WORKING' | 'FAILED' | 'COMPLETE' | 'EXPIRED';
  /** Only while following, before the cutover. */
  readonly lagTimeSeconds: number | null;
  readonly readyForCutover: boolean;
  /** Not part of Atlas' answer: the sandbox shows it under /_sandbox/state. */
  readonly progress: MigrationProgress | undefined;
  readonly failure: string | undefined;
}

export interface MigrationRecord {
  readonly id: string;
  readonly request: MigrationRequest;
  readonly createdAt: number;
  running?: RunningMigration;
  readyAt?: number;
  cutOverAt?: number;
  ended?: 'FAILED' | 'COMPLETE' | 'EXPIRED';
  failure?: string;
}

/** Lag is never quite zero while anybody writes; close to it is the signal (domain notes, section 5.1). */
const readyBelowSeconds = 5;

/** Above it mongosync 1.21 does not commit (domain notes, section 3). */
const notReadyAboveSeconds = 30;

/** Notes what has become of it since the last look. */
export function advance(record: MigrationRecord, { time, faults }: Setting): void {
  const progress = record.running?.status();
  if (progress === undefined || record.ended !== undefined) return;
  if (progress.phase === 'failed') fail(record, progress.failure ?? 'The engine gave no reason.');
  if (progress.phase === 'complete') record.ended = 'COMPLETE';
  if (isCaughtUp(progress)) record.readyAt ??= time.now();
  if (record.readyAt === undefined || record.cutOverAt !== undefined) return;
  const isLate = time.hasPassed(record.readyAt, delays.cutoverWindow);
  if (record.ended === undefined && (isLate || faults.service('migration') === 'expires')) {
    record.ended = 'EXPIRED';
    void record.running?.stop();
  }
}

function isCaughtUp({ phase, lagSeconds }: MigrationProgress): boolean {
  return phase === 'following' && lagSeconds !== null && lagSeconds < readyBelowSeconds;
}

/** Whether a cutover may be asked for; asked for already, it stays so (API notes, section 6.2, leaves it open). */
export function isReady({ running, readyAt, cutOverAt }: MigrationRecord, { faults }: Setting): boolean {
  if (readyAt === undefined) return false;
  if (cutOverAt !== undefined) return true;
  return faults.service('ready') !== 'falls-back' && (running?.status().lagSeconds ?? 0) <= notReadyAboveSeconds;
}

/** As it stands now. */
export function migrationOf(record: MigrationRecord, setting: Setting): Migration {
  advance(record, setting);
  const { time } = setting;
  const { id, request, running, ended, failure, cutOverAt } = record;
  const progress = running?.status();
  const isNew = running === undefined || !time.hasPassed(record.createdAt, delays.migrationStart);
  const following = ended === undefined && cutOverAt === undefined && progress?.phase === 'following';
  return {
    id,
    request,
    status: ended ?? (isNew ? 'NEW' : 'WORKING'),
    lagTimeSeconds: following && !isNew ? Math.round(progress.lagSeconds ?? 0) : null,
    readyForCutover: isReady(record, setting) && !isNew && (ended === undefined || ended === 'COMPLETE'),
    progress,
    failure,
  };
}

export function fail(record: MigrationRecord, failure: string): void {
  record.ended = 'FAILED';
  record.failure = failure;
}
