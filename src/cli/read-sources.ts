import { receiptOf } from '../core/journal.ts';
import type { KeptResult, ReportSources } from '../core/report/sources.ts';
import { line } from '../stages/line.ts';
import { blockSeen } from '../stages/start/after-cutover.ts';
import { keptBefore } from '../stages/start/cutover-before.ts';
import { cutoverRecord, cutoverRequest } from '../stages/start/cutover-request.ts';
import { comparisonOf, creationOf, destinationBefore } from '../stages/start/this-migration.ts';
import type { Options } from './command-module.ts';
import { directoryOf, dirFlag } from './common-options.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';
import { newestFirst, stateOf } from './verify-page.ts';
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
    ...{ journal, recorded, past, attempts, doubt, samples, lastCheck, verifications, holder },
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

async function verificationsIn(files: MigrationFiles): Promise<KeptResult[]> {
  const store = await files.verifications();
  const holder = await store.lock.heldBy();
  const all: KeptResult[] = [];
  for await (const { kept, standing } of newestFirst(store)) {
    const { begunAt, by, sides, result } = standing;
    const state = stateOf(standing, holder);
    all.push({ id: kept.id, state, begunAt, by, ...(sides && { sides }), ...(result && { result }) });
    if (all.length === mostVerifications) break;
  }
  return all;
}
