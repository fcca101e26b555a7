import type { RecordedLine } from '../core/audit.ts';
import { LivemigError } from '../core/errors.ts';
import { receiptOf } from '../core/journal.ts';
import type { LockHolder } from '../core/ports.ts';
import { journalOf } from '../core/report/journal-of-audit.ts';
import type { KeptResult, NotRead, ReportSources } from '../core/report/sources.ts';
import { line } from '../stages/line.ts';
import { blockSeen } from '../stages/start/after-cutover.ts';
import { keptBefore } from '../stages/start/cutover-before.ts';
import { cutoverRecord, cutoverRequest } from '../stages/start/cutover-request.ts';
import { comparisonOf, creationOf, destinationBefore, isComparison } from '../stages/start/this-migration.ts';
import type { Options } from './command-module.ts';
import { directoryOf, dirFlag } from './common-options.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';
import { byNewestRun, type Known, stateOf } from './verify-page.ts';
import { loadWholePast } from './whole-past.ts';

const mostVerifications = 10;

/** With the errors that kept files from being read, the worst first. */
export interface ReadSources extends ReportSources {
  readonly unread: ReadonlyMap<NotRead['file'], LivemigError>;
}

/** What cannot be read keeps nothing else from being told: a report is wanted when something is wrong. */
function readings() {
  const unread = new Map<NotRead['file'], LivemigError>();
  const read = async <Content>(file: NotRead['file'], content: () => Promise<Content>, otherwise: Content) => {
    try {
      return await content();
    } catch (error) {
      if (!(error instanceof LivemigError) || !/^(STATE_FILE|AUDIT|CUTOVER|LOCK)_/.test(error.code)) throw error;
      unread.set(file, error);
      return otherwise;
    }
  };
  return { read, unread };
}

/** Reads all that the directory tells of its migration; takes no lock, and writes nothing. */
export async function readSources(options: Options, ports: RunPorts): Promise<ReadSources> {
  const files = await ports.openDirectory(directoryOf(options));
  const { read, unread } = readings();
  const whole = await loadWholePast(
    {
      state: { ...files.state, load: () => read('state.json', () => files.state.load(), undefined) },
      audit: { ...files.audit, read: () => read('events.ndjson', () => files.audit.read(), []) },
    },
    ports,
  );
  // Of neither of the two there is nothing that a report could be made of.
  const broken = unread.get('state.json');
  if (broken !== undefined && unread.has('events.ndjson')) throw broken;
  const { recorded, past, attempts } = whole;
  const journal = broken === undefined ? whole.journal : journalOf(recorded, ports.clock.now());
  const doubt = unread.has('events.ndjson') ? undefined : whole.doubt;
  const [samples, lastCheck, armed, verifications, holder] = await Promise.all([
    files.samples.load(),
    files.lastCheck.load(),
    read('the armed cutover', async () => (await files.cutover()).read(), undefined),
    verificationsIn(files),
    read('the lock', () => files.lock.heldBy(), undefined),
  ]);
  const cutover = receiptOf(journal, cutoverRecord);
  return {
    ...{ journal, recorded, past, attempts, doubt, samples, lastCheck, armed, holder, ...verifications },
    notRead: [...unread].map(([file, { message }]) => ({ file, why: message })),
    unread,
    migration: creationOf(journal),
    destinationBefore: destinationBefore(journal),
    request: cutoverRequest(journal),
    before: keptBefore(journal),
    downtime: cutover?.downtime,
    seenComplete: cutover?.seenComplete,
    blockedAt: journal.seen?.[blockSeen]?.at,
    comparison: comparisonOf(journal) ?? comparedBefore(recorded),
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

/** A comparison that was begun anew takes the result of the one before out of the journal, and not out of the audit. */
function comparedBefore(recorded: readonly RecordedLine[]): ReturnType<typeof comparisonOf> {
  const done = recorded.findLast(
    ({ entry }) => entry.kind === 'step' && isComparison(entry.step) && entry.state === 'done',
  );
  return done && comparisonOf(journalOf([done], new Date(0)));
}

/** One that cannot be read keeps no other from being told. */
async function verificationsIn(files: MigrationFiles): Promise<Pick<ReportSources, 'verifications' | 'unreadable'>> {
  const store = await files.verifications();
  const holder = await store.lock.heldBy();
  const verifications: KeptResult[] = [];
  const unreadable: string[] = [];
  for (const { id, read } of (await byNewestRun(store)).slice(0, mostVerifications)) {
    if (read.status === 'fulfilled') verifications.push(...keptResult(read.value, holder));
    else if (read.reason instanceof LivemigError) unreadable.push(`${id}: ${read.reason.message}`);
    else throw read.reason;
  }
  return { verifications, unreadable };
}

/** None of one that has not begun. */
function keptResult(known: Known | undefined, holder: LockHolder | undefined): KeptResult[] {
  if (known === undefined) return [];
  const { begunAt, by, sides, result } = known.standing;
  const state = stateOf(known.standing, holder);
  return [{ id: known.kept.id, state, begunAt, by, ...(sides && { sides }), ...(result && { result }) }];
}
