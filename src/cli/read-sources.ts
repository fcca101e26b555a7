import { LivemigError } from '../core/errors.ts';
import { receiptOf } from '../core/journal.ts';
import type { LockHolder, VerificationStore } from '../core/ports.ts';
import type { KeptResult, ReportSources } from '../core/report/sources.ts';
import { standingOf } from '../core/verification/standing.ts';
import { line } from '../stages/line.ts';
import { blockSeen } from '../stages/start/after-cutover.ts';
import { keptBefore } from '../stages/start/cutover-before.ts';
import { cutoverRecord, cutoverRequest } from '../stages/start/cutover-request.ts';
import { comparisonOf, creationOf, destinationBefore } from '../stages/start/this-migration.ts';
import type { Options } from './command-module.ts';
import { directoryOf, dirFlag } from './common-options.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';
import { stateOf } from './verify-page.ts';
import { loadWholePast } from './whole-past.ts';

const mostVerifications = 10;

/** Reads all that the directory tells of its migration; takes no lock, and writes nothing. */
export async function readSources(options: Options, ports: RunPorts): Promise<ReportSources> {
  const files = await ports.openDirectory(directoryOf(options));
  const { journal, recorded, past, attempts, doubt } = await loadWholePast(files, ports);
  const [samples, lastCheck, cutovers, verifications, holder] = await Promise.all([
    files.samples.load(),
    files.lastCheck.load(),
    files.cutover(),
    verificationsIn(files),
    files.lock.heldBy(),
  ]);
  const cutover = receiptOf(journal, cutoverRecord);
  return {
    ...{ journal, recorded, past, attempts, doubt, samples, lastCheck, holder, ...verifications },
    armed: await cutovers.read(),
    migration: creationOf(journal),
    destinationBefore: destinationBefore(journal),
    request: cutoverRequest(journal),
    before: keptBefore(journal),
    downtime: cutover?.downtime,
    seenComplete: cutover?.seenComplete,
    blockedAt: journal.seen?.[blockSeen]?.at,
    comparison: comparisonOf(journal),
    steps: line.map((step) => ({ id: step.id, title: step.title, pointless: step.pointless?.(journal.inputs) })),
    made: {
      at: ports.clock.now().toISOString(),
      by: ports.user,
      livemig: ports.version,
      directory: directoryOf(options),
      dirFlag: dirFlag(options),
    },
  };
}

/** One that cannot be read keeps no other from being told. */
async function verificationsIn(files: MigrationFiles): Promise<Pick<ReportSources, 'verifications' | 'unreadable'>> {
  const store = await files.verifications();
  const holder = await store.lock.heldBy();
  const verifications: KeptResult[] = [];
  const unreadable: string[] = [];
  for (const id of (await store.ids()).toReversed().slice(0, mostVerifications)) {
    try {
      verifications.push(...(await keptResult(store, id, holder)));
    } catch (error) {
      if (!(error instanceof LivemigError)) throw error;
      unreadable.push(`${id}: ${error.message}`);
    }
  }
  return { verifications, unreadable };
}

/** None of one that has not begun. */
async function keptResult(store: VerificationStore, id: string, holder: LockHolder | undefined): Promise<KeptResult[]> {
  const standing = standingOf(await (await store.open(id)).journal.entries());
  if (standing === undefined) return [];
  const { begunAt, by, sides, result } = standing;
  const state = stateOf(standing, holder);
  return [{ id, state, begunAt, by, ...(sides && { sides }), ...(result && { result }) }];
}
