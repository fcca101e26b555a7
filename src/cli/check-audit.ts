import type { RecordedLine } from '../core/audit.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shown } from '../core/harmless.ts';
import { auditChain, checkAudit } from '../core/report/audit-chain.ts';
import type { ReportData } from '../core/results/report-result.ts';
import { tidied } from '../core/tidied.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf, textOption } from './common-options.ts';
import type { MigrationFiles, RunPorts } from './run-ports.ts';

/** `--check`: looks for changed and missing lines of the audit, as far as its chain shows them. */
export async function checkedAudit(options: Options, ports: RunPorts): Promise<Outcome> {
  const head = headOf(options);
  const files = await ports.openDirectory(directoryOf(options));
  const lines = await files.audit.read();
  const check = checkAudit(lines, head, await isExpected(lines, files));
  const data: ReportData = { audit: auditChain(lines), check };
  if (check.verdict !== 'changed') return { status: 'done', data, next: [] };
  return { status: 'failed', exitCode: 5, error: changed(check, options), data, next: [] };
}

/** Without a line, the journal says whether there have to be some. */
async function isExpected(lines: readonly RecordedLine[], files: MigrationFiles): Promise<boolean> {
  if (lines.length > 0) return true;
  const journal = await files.state.load();
  return Object.keys(journal?.steps ?? {}).length > 0;
}

function headOf(options: Options): string | undefined {
  const typed = textOption(options, 'head');
  if (typed === undefined) return undefined;
  const head = tidied(typed).toLowerCase();
  if (/^[0-9a-f]{64}$/.test(head)) return head;
  throw new LivemigError({
    kind: 'usage',
    code: 'HEAD_NOT_A_HASH',
    message: `--head is ${shown(typed)}, which is not the hash of a line: it has 64 digits from 0 to f.`,
    fix: 'Take the hash from a report, or from what `livemig report` has printed.',
  });
}

function changed({ found, head }: NonNullable<ReportData['check']>, options: Options): LivemigError {
  const intact =
    head === undefined || head.line === null || head.coveredFrom === null
      ? ''
      : ` Lines ${head.coveredFrom} to ${head.line} are as they were when the head was kept.`;
  return new LivemigError({
    kind: 'drift',
    code: 'AUDIT_CHANGED',
    message: `events.ndjson in ${harmless(directoryOf(options))} is not what was written: ${found.join('; ')}.${intact}`,
    fix: 'Compare it with a copy that was kept elsewhere before anybody relies on what it says; livemig itself only ever appends to it.',
  });
}
