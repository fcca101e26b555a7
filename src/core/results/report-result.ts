import { z } from 'zod';
import { amount } from '../plain-units.ts';
import { AuditChain, AuditCheck } from '../report/audit-chain.ts';
import { reportStatuses } from '../report/report.ts';
import { defineResult, told } from './command-result.ts';

export const reportFormats = ['html', 'markdown', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What became of a report; with --check no report is made. */
export const ReportData = z.object({
  status: z.enum(reportStatuses).describe('where the migration stands, by its files').exactOptional(),
  format: z.enum(reportFormats).exactOptional(),
  file: z.string().describe('where it was written; absent with --output -').exactOptional(),
  bytes: z.int().exactOptional(),
  audit: AuditChain.describe('what the hash chain of events.ndjson shows of itself'),
  check: AuditCheck.describe('with --check').exactOptional(),
});
export type ReportData = z.infer<typeof ReportData>;

export const reportResult = defineResult(ReportData, ({ file, bytes, audit, check }) => [
  ...told('written to', file && `${file} (${bytes} bytes)`),
  ...(check === undefined ? [] : checkLines(check, audit.lines)),
  ...told('audit', amount(audit.lines, 'line')),
  ...(audit.head === null ? [] : told(`hash of line ${audit.headLine}, to be kept elsewhere`, audit.head)),
]);

function checkLines({ verdict, head, found, cannotFind }: AuditCheck, lines: number): string[] {
  const said = {
    changed: 'the audit was changed',
    unchanged: `lines ${head?.coveredFrom} to ${head?.line} are as they were when the head was kept; ${head?.since} came since`,
    'nothing-found': lines === 0 ? 'there is no line to look at' : 'each line with a chain follows the one before',
  } as const;
  return [said[verdict], ...found, ...cannotFind.map((what) => `not shown by this: ${what}`)];
}
