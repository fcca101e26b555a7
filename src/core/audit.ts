import { hash } from 'node:crypto';
import { z } from 'zod';
import { HookRecord } from './hooks/hook-record.ts';

/** What the audit keeps of one command, step, changing request or decision. */
export const AuditEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: z.string() }),
  /** How a run ended that came to no good; `code` as in the result. */
  z.object({
    kind: z.literal('failed'),
    command: z.string(),
    code: z.string(),
    /** What was seen last of the step in which it ended. */
    seen: z.record(z.string(), z.unknown()).exactOptional(),
  }),
  z.object({ kind: z.literal('step'), step: z.string(), state: z.string(), receipt: z.unknown().optional() }),
  z.object({
    kind: z.literal('request'),
    method: z.string(),
    path: z.string(),
    status: z.int().nullable(),
    errorCode: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('decision'),
    decision: z.string(),
    /** What was agreed to, where the decision is about a plan. */
    changes: z.array(z.string()).exactOptional(),
  }),
  ...HookRecord.options,
]);
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Who wrote a line, and when. */
const Writer = z.object({
  /** ISO 8601, UTC. */
  time: z.iso.datetime(),
  user: z.string(),
  host: z.string(),
  pid: z.int(),
});
type Writer = z.infer<typeof Writer>;

/** One line of the audit as it was found; nothing is left out. */
export interface RecordedEntry {
  /** `unknown`: of a kind that this version does not know. `unreadable`: cut off by a crash, or not written by livemig. */
  readonly entry:
    | (Writer & AuditEntry)
    | (Writer & { readonly kind: 'unknown'; readonly unknownKind: string })
    | { readonly kind: 'unreadable' };
  /** Counted from 1. */
  readonly line: number;
  /**
   * `chained`: the line before is the one that was there when this one was written. `broken`: it is another one, so a
   * line was changed, removed or moved. `unchained`: does not tell, as no line of an older version does.
   */
  readonly chain: 'chained' | 'unchained' | 'broken';
}

/** The same with the SHA-256 of its bytes, in hex: what the next line names, and what somebody can keep elsewhere. */
export interface RecordedLine extends RecordedEntry {
  readonly hash: string;
}

const Kinded = z.object({ ...Writer.shape, kind: z.string() });
const kinds: readonly string[] = AuditEntry.options.map(({ shape }) => shape.kind.value);

const lineEnd = 0x0a;

/**
 * Reads `events.ndjson`, and looks whether each line still follows the one it was written after. That nothing was cut
 * off at the end, and what the last line says, no chain can show.
 *
 * Takes bytes: a crash can cut a character in two, and the hash is that of the bytes.
 */
export function parseAudit(content: Uint8Array): RecordedLine[] {
  let before = hashOf(undefined);
  return linesOf(content).map((bytes, index) => {
    const parsed = parseLine(bytes);
    const own = hashOf(bytes);
    const recorded = { entry: entryOf(parsed), line: index + 1, chain: chainOf(parsed, before), hash: own };
    before = own;
    return recorded;
  });
}

/** The text of a new line, without its end; `before` is the line before it, undefined at the beginning of a file. */
export function auditLine(writer: Writer, entry: AuditEntry, before: Uint8Array | undefined): string {
  return JSON.stringify({ ...writer, ...entry, prev: hashOf(before) });
}

/** The last line, also a half one, without its end. */
export function lastLineOf(content: Uint8Array): Uint8Array | undefined {
  return linesOf(content).at(-1);
}

/** False where a crash or a full disk has left half a line; what follows must not be glued to it. */
export function endsWithLine(content: Uint8Array): boolean {
  return content.length === 0 || content.at(-1) === lineEnd;
}

function linesOf(content: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < content.length; ) {
    const at = content.indexOf(lineEnd, start);
    const end = at === -1 ? content.length : at;
    lines.push(content.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseLine(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

function entryOf(parsed: unknown): RecordedEntry['entry'] {
  // By two schemas: one that joins them compares what both have found, line by line of a long file.
  const [writer, entry] = [Writer.safeParse(parsed), AuditEntry.safeParse(parsed)];
  if (writer.success && entry.success) return { ...writer.data, ...entry.data };
  const other = Kinded.safeParse(parsed);
  if (!other.success || kinds.includes(other.data.kind)) return { kind: 'unreadable' };
  const { kind: unknownKind, ...itsWriter } = other.data;
  return { ...itsWriter, kind: 'unknown', unknownKind };
}

function chainOf(parsed: unknown, before: string): RecordedEntry['chain'] {
  if (typeof parsed !== 'object' || parsed === null || !('prev' in parsed)) return 'unchained';
  return parsed.prev === before ? 'chained' : 'broken';
}

/** SHA-256 of the bytes, in hex; before the first line there is nothing, which has a hash as well. */
function hashOf(line: Uint8Array | undefined): string {
  return hash('sha256', line ?? '');
}
