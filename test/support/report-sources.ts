import { attemptsIn } from '../../src/core/attempts.ts';
import { type AuditEntry, auditLine, parseAudit } from '../../src/core/audit.ts';
import type { Sample } from '../../src/core/following/sample.ts';
import type { Journal } from '../../src/core/journal.ts';
import { pastOf } from '../../src/core/past.ts';
import type { ReportSources } from '../../src/core/report/sources.ts';

const begun = Date.parse('2026-01-18T00:00:00.000Z');

/** So many minutes after the migration began. */
export const minute = (after: number): string => new Date(begun + after * 60_000).toISOString();

const id = '7554496dc92396807ad52a7e';

/** What an audit of these entries has, a minute apart. */
export function recordedOf(entries: readonly AuditEntry[], user = 'ana'): ReportSources['recorded'] {
  const lines: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const before = lines.at(-1);
    const writer = { time: minute(index), user, host: 'ops1', pid: 7 };
    lines.push(auditLine(writer, entry, before === undefined ? undefined : Buffer.from(before)));
  }
  return parseAudit(Buffer.from(lines.join('\n')));
}

export const created: readonly AuditEntry[] = [
  { kind: 'decision', decision: 'agreed to the plan of start (called)', changes: ['a live migration'] },
  { kind: 'step', step: 'start.create-migration', state: 'started' },
  { kind: 'request', method: 'POST', path: '/api/atlas/v2/groups/g1/liveMigrations', status: 201 },
  { kind: 'step', step: 'start.create-migration', state: 'done', receipt: { migrationId: id } },
];

export const requested: readonly AuditEntry[] = [
  { kind: 'decision', decision: 'accepted the gate lag (the lag is 30 s) because: we may wait' },
  { kind: 'step', step: 'start.cut-over', state: 'started' },
  { kind: 'request', method: 'PUT', path: `/api/atlas/v2/groups/g1/liveMigrations/${id}/cutover`, status: 202 },
];

export const complete: readonly AuditEntry[] = [
  { kind: 'step', step: 'start.cut-over', state: 'seen', receipt: { 'migration.complete': 'COMPLETE' } },
];

/** What the looks have seen, ten minutes apart from the first minute on: copied by half and whole, then a lag. */
export function samplesOf(lags: readonly (number | null)[]): Sample[] {
  return lags.map((lagSeconds, index) => ({ at: minute(4 + 10 * index), status: 'WORKING', ready: false, lagSeconds }));
}

/** A directory in which nothing was done, with what differs. */
export function sourcesWith(different: Partial<ReportSources> = {}): ReportSources {
  const journal: Journal = { schemaVersion: 1, createdAt: minute(0), inputs: {}, steps: {} };
  const { recorded = [] } = different;
  return {
    ...{ journal, recorded, past: pastOf(recorded), attempts: attemptsIn(recorded), doubt: undefined, samples: [] },
    ...{
      lastCheck: undefined,
      armed: undefined,
      verifications: [],
      unreadable: [],
      notRead: [],
      holder: undefined,
      migration: { state: 'none' },
    },
    ...{ destinationBefore: undefined, request: undefined, before: undefined, downtime: undefined },
    seenComplete: undefined,
    ...{ blockedAt: undefined, comparison: undefined },
    steps: [
      { id: 'link.create-token', title: 'Create a link-token in Atlas' },
      { id: 'start.create-migration', title: 'Create the migration' },
      { id: 'start.cut-over', title: 'Cut over to the destination' },
    ],
    made: { at: minute(600), by: 'ana', livemig: '1.2.3', directory: 'm1', dirFlag: ' --dir m1' },
    ...different,
  };
}

const step = { startedAt: minute(1), doneAt: minute(3) };

/** One that is COMPLETE, was compared, and of which everything that can be known is known. */
export function completeSources(different: Partial<ReportSources> = {}): ReportSources {
  const completeAt = minute(7);
  return sourcesWith({
    journal: {
      ...{ schemaVersion: 1, createdAt: minute(0) },
      inputs: {
        ...{ manager: 'ops-manager', managerUrl: 'https://om.example', sourceOrg: 'o1', sourceProject: 'p1' },
        ...{ sourceCluster: 'rs-billing', atlasUrl: 'https://atlas.example', atlasProject: 'p2' },
        ...{ destinationCluster: 'Billing0', migrationHost: 'mig01.example' },
      },
      names: { o1: 'Payments', 'ops-manager': 'Ops Manager' },
      steps: {
        'start.create-migration': { state: 'done', ...step, receipt: { migrationId: id } },
        'start.cut-over': { state: 'done', ...step },
      },
      agreements: { start: { agreedAt: minute(0), by: 'ana', how: 'called', changes: ['a live migration'] } },
      skips: { O11: { by: 'bo', at: minute(0), because: 'we make the users by hand' } },
      checklist: { at: minute(4), by: 'ana' },
    },
    recorded: recordedOf([...created, ...requested, ...complete]),
    samples: samplesOf([null, 90, 60, 0]),
    lastCheck: {
      ...{ at: minute(0), by: 'bo', about: { source: { hosts: ['a.example:27017'] } }, verdict: 'Ready.' },
      findings: [
        { id: 'O11', result: 'warn', message: 'Users do not migrate: 3.' },
        { id: 'C11', result: 'not-checked', message: 'zones cannot be read' },
        { id: 'E01', result: 'pass', message: 'Roles' },
      ],
    },
    migration: { state: 'created', id },
    destinationBefore: 'empty',
    request: { at: minute(6), by: 'ana' },
    downtime: {
      ...{ ms: 90_000, leastMs: 88_000, stopped: { at: minute(5.5), by: 'hooks' }, requestedAt: minute(6) },
      ...{ completeSeenAt: completeAt, writable: { known: true, value: true } },
      phases: { stoppedToRequested: 30_000, requestedToComplete: 60_000 },
    },
    before: {
      at: minute(5.9),
      source: {
        known: true,
        value: { clusterTime: { seconds: 1768694400, increment: 4 }, server: 'a', readAt: minute(5.9) },
      },
      destination: {
        known: true,
        value: { clusterTime: { seconds: 1768694401, increment: 2 }, server: 'b', readAt: minute(5.9) },
      },
      lastWrite: { known: false, reason: 'not allowed' },
    },
    seenComplete: {
      at: completeAt,
      wayBack: {
        state: 'open',
        closesAt: minute(607),
        leftMs: 600 * 60_000,
        because: 'the oplog of b is full and holds 10 h.',
      },
      sourceWrites: { known: true, value: { state: 'blocked' } },
    },
    blockedAt: minute(6.5),
    comparison: {
      ...{ identical: true, namespaces: 7, documents: { source: 60, destination: 60 }, level: 'full' },
      ...{ endedAt: minute(9), expected: [], doesNotCover: ['users and roles (3, 1)'] },
    },
    ...different,
  });
}

/** What names could do to a page, a terminal or whoever reads them. */
export const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>&lt;\u202Egnol\u2066 \u001B[2J\u0000\u200B | **bold** [x](javascript:alert(1)) ![y](http://evil.example/z) \`code\` @team www.evil.example
# heading`;

/** The same with such a name wherever one can stand. */
export function hostileSources(): ReportSources {
  const { journal, ...sources } = completeSources();
  const inputs = { ...journal.inputs, sourceCluster: hostile, destinationCluster: hostile, migrationHost: hostile };
  const decision: AuditEntry = { kind: 'decision', decision: hostile, changes: [hostile] };
  return {
    ...sources,
    journal: { ...journal, inputs, names: { [hostile]: hostile } },
    recorded: recordedOf([...created, decision, { kind: 'failed', command: hostile, code: hostile }], hostile),
    lastCheck: {
      ...{ at: journal.createdAt, by: hostile, about: {}, verdict: hostile },
      findings: [{ id: hostile, result: 'warn', message: hostile }],
    },
    made: { ...sources.made, by: hostile, directory: hostile },
  };
}
