import { z } from 'zod';
import type { RecordedLine } from '../audit.ts';

/** Lines of the audit that lie beside each other, both included; counted from 1. */
const Lines = z.object({ from: z.int(), to: z.int() });
type Lines = z.infer<typeof Lines>;

/** What the hash chain of `events.ndjson` shows of itself. */
export const AuditChain = z.object({
  lines: z.int(),
  head: z
    .string()
    .nullable()
    .describe(
      'SHA-256 of the last line that names the one before it, in hex, or else of the last: to be kept elsewhere; null where there is none',
    ),
  headLine: z.int().nullable().describe('the line whose hash that is'),
  broken: z
    .array(Lines)
    .describe('lines that do not follow the one before: that was changed, removed, moved or put in'),
  unchained: z.array(Lines).describe('lines that name no line before them, as those of older versions'),
  unreadable: z.array(Lines).describe('lines that were cut off by a crash, or not written by livemig'),
  coveredFrom: z
    .int()
    .nullable()
    .describe('the first line that the head covers, each through the line behind it; null where there is none'),
});
export type AuditChain = z.infer<typeof AuditChain>;

export function auditChain(lines: readonly RecordedLine[]): AuditChain {
  // Half a line at the end, or one that somebody has put there, would stand for nothing but itself.
  const head = lines.findLast(({ chain }) => chain === 'chained') ?? lines.at(-1);
  const where = (is: (line: RecordedLine) => boolean) => rangesOf(lines.filter(is).map(({ line }) => line));
  return {
    lines: lines.length,
    head: head?.hash ?? null,
    headLine: head?.line ?? null,
    broken: where(({ chain }) => chain === 'broken'),
    unchained: where(({ chain }) => chain === 'unchained'),
    unreadable: where(({ entry }) => entry.kind === 'unreadable'),
    coveredFrom: head === undefined ? null : coveredFrom(lines, head.line),
  };
}

/** Back from a line for as long as each names the hash of the one before it. */
function coveredFrom(lines: readonly RecordedLine[], line: number): number {
  const end = lines.slice(0, line).findLast(({ chain }) => chain !== 'chained');
  return end?.line ?? 1;
}

function rangesOf(numbers: readonly number[]): Lines[] {
  const ranges: Lines[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.to === number - 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges;
}

const most = 20;

/** `1–40, 52`; the first twenty ranges. */
export function linesText(ranges: readonly Lines[]): string {
  const shown = ranges.slice(0, most).map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
  return ranges.length > most ? `${shown.join(', ')} and ${ranges.length - most} more` : shown.join(', ');
}

export function countOf(ranges: readonly Lines[]): number {
  return ranges.reduce((total, { from, to }) => total + to - from + 1, 0);
}

/** What came of holding the audit against itself, and against a head that was kept elsewhere. */
export const AuditCheck = z.object({
  verdict: z
    .enum(['unchanged', 'nothing-found', 'changed'])
    .describe('unchanged: as it was when the head was kept; nothing-found: without a head, by the chain alone'),
  head: z
    .object({
      hash: z.string(),
      line: z.int().nullable().describe('the line whose hash it is; null where there is none any more'),
      coveredFrom: z.int().nullable().describe('from this line to that of the head nothing has changed'),
      since: z.int().describe('lines that were appended since'),
    })
    .describe('the one that was kept elsewhere')
    .exactOptional(),
  found: z.array(z.string()).readonly().describe('what was changed, in words'),
  cannotFind: z.array(z.string()).readonly().describe('what this does not show, in words'),
});
export type AuditCheck = z.infer<typeof AuditCheck>;

/**
 * Changed and missing lines, as far as the chain shows them.
 *
 * @param kept the hash of a line, in hex, as it was kept elsewhere
 * @param isExpected whether there has to be an audit: the journal tells of steps
 */
export function checkAudit(lines: readonly RecordedLine[], kept: string | undefined, isExpected: boolean): AuditCheck {
  const chain = auditChain(lines);
  const line = kept === undefined ? undefined : (lines.find(({ hash }) => hash === kept)?.line ?? null);
  const found = [
    ...(lines.length === 0 && isExpected ? ['there is no line, although state.json tells of steps'] : []),
    ...chain.broken.map(({ from, to }) => brokenText(from, to)),
    ...(line === null ? [missingText(lines.length)] : []),
  ];
  const covered = line === undefined || line === null ? null : coveredFrom(lines, line);
  return {
    verdict: found.length > 0 ? 'changed' : kept === undefined ? 'nothing-found' : 'unchanged',
    ...(kept !== undefined &&
      line !== undefined && {
        head: { hash: kept, line, coveredFrom: covered, since: line === null ? 0 : lines.length - line },
      }),
    found,
    cannotFind: cannotFind(chain, line ?? undefined, covered),
  };
}

function brokenText(from: number, to: number): string {
  const [what, before] =
    from === to ? [`line ${from} does not follow`, from - 1] : [`lines ${from}–${to} do not each follow`, from - 1];
  const around = before === 0 ? 'lines before it are missing' : 'what is before was changed, removed, moved or put in';
  return `${what} the line that stood before when it was written: ${around}`;
}

function missingText(count: number): string {
  return `none of the ${count} lines has the hash that was kept: that line was changed or removed, or it is of another migration`;
}

function cannotFind(chain: AuditChain, line: number | undefined, covered: number | null): string[] {
  const unchained = countOf(chain.unchained);
  return [
    ...(line === undefined
      ? [
          'lines that were cut off at the end, and a change of the last one: no line follows that would tell; a head that was kept elsewhere does (--head HASH)',
          'an audit that was written anew from the beginning, with new hashes: the chain has no secret; a head that was kept elsewhere shows that too',
        ]
      : line < chain.lines
        ? [`lines that were cut off behind line ${line}, or put there: whoever can write the file can chain new ones`]
        : ['lines that were cut off behind the head, if there were any: keep the newest head']),
    ...(covered !== null && covered > 1
      ? [`changes before line ${covered}: the chain of the head reaches no further back`]
      : []),
    ...(unchained > 0
      ? [`what stood before each of ${unchained} lines without a chain (${linesText(chain.unchained)})`]
      : []),
    'whether what a line says was true when it was written',
  ];
}
