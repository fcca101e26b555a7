import { definePartedCheck, type Objection, partOf } from '../core/check.ts';
import type { Oplog } from '../core/facts/health.ts';
import type { FactValues } from '../core/facts.ts';
import { firstNames } from '../core/first-names.ts';
import { bytesPerMs, isFull, type OplogWindow, smallestWindow, windowsOf, windowText } from '../core/oplog-window.ts';
import { sizeText } from '../core/plain-units.ts';
import { copyTimeText } from './copy-time.ts';

const day = 24 * 3_600_000;
const mib = 1024 * 1024;
/** No oplog may be smaller (manual, replSetResizeOplog). */
const leastMb = 990;

/** The copy is followed by what was written meanwhile, and by the indexes. */
const enough = 3;

type CopyTime = FactValues['copyTime'];
type Oplogs = FactValues['sourceOplogs'];

/** Rules O01 and O02: how long the source remembers what was written. */
export const oplogChecks = [
  definePartedCheck({
    id: 'O01',
    title: `The oplog of the source holds at least ${enough} times as long as the copy takes`,
    severity: 'block',
    mender: 'dba',
    source: 'mongosync docs, oplog sizing; Atlas docs, Live Migrate (Push)',
    parts: [
      partOf({
        needs: ['sourceOplogs', 'copyTime'],
        judge: ({ sourceOplogs: oplogs, copyTime }) =>
          'ms' in copyTime ? againstCopy(oplogs, copyTime) : withoutCopy(oplogs, copyTime.notKnown),
      }),
      // One that was not looked at may be the smallest.
      partOf({ needs: ['everyOplog'], judge: () => undefined }),
    ],
  }),
  definePartedCheck({
    id: 'O02',
    title: 'The oplog of the source is not written much faster now than its window says',
    severity: 'warn',
    mender: 'dba',
    source: 'derived: two looks at the oplog, a few seconds apart',
    parts: [
      partOf({
        needs: ['sourceOplogs', 'copyTime'],
        judge: ({ sourceOplogs, copyTime }) => shrinking(sourceOplogs, copyTime),
      }),
      partOf({ needs: ['everyOplogRate'], judge: () => undefined }),
    ],
  }),
];

/** A day is what Atlas itself keeps at least where nobody sets more (Atlas docs, minimum oplog window). */
function withoutCopy(oplogs: Oplogs, why: string): Objection | undefined {
  const windows = windowsOf(oplogs);
  const smallest = smallestWindow(windows);
  const unsure = `How long the copy takes is not known (${why}); one that takes longer than that fails and starts over.`;
  if (smallest !== undefined && smallest.ms < day && smallest.basis === 'seen')
    return { message: `${told(smallest)}. ${unsure}`, fix: resizing(shorterThan(oplogs, day), day), severity: 'warn' };
  if (oplogs.unread.length > 0) return undefined;
  if (smallest === undefined) return young(oplogs, windows);
  return {
    message: `${told(smallest)}. ${unsure}`,
    fix: 'Give a rate with --assume-rate, such as 50MB/s: MongoDB publishes none, a rehearsal on such servers shows one.',
    severity: 'info',
  };
}

function againstCopy(oplogs: Oplogs, copy: Extract<CopyTime, { ms: number }>): Objection | undefined {
  const windows = windowsOf(oplogs);
  const smallest = smallestWindow(windows);
  if (smallest === undefined || smallest.ms >= copy.ms * enough) return young(oplogs, windows);
  const isShorter = smallest.ms < copy.ms;
  const meaning = isShorter ? 'it would fail and start over' : `less than ${enough} times that`;
  return {
    message: `${told(smallest)}, and the copy takes ${copyTimeText(copy)}: ${meaning}.`,
    fix: resizing(shorterThan(oplogs, copy.ms * enough), copy.ms * enough),
    severity: isShorter && smallest.basis === 'seen' ? 'block' : 'warn',
  };
}

/** Where one has not been full yet, and nothing tells how long it will hold. */
function young({ read, unread }: Oplogs, windows: readonly OplogWindow[]): Objection | undefined {
  const [first, ...others] = windows.filter(({ ms }) => ms === undefined);
  const oplog = read.find(({ name }) => name === first?.set)?.value;
  if (first === undefined || oplog === undefined || unread.length > 0) return undefined;
  const { bytes, maxBytes, spanMs } = oplog;
  const filled = `${sizeText(bytes)} of ${sizeText(maxBytes)} in ${windowText(spanMs)}`;
  const also = others.length === 0 ? '' : ` So are those of ${firstNames(others.map(({ set }) => set))}.`;
  return {
    message: `The oplog of ${first.set} is not full yet (${filled}), and nobody wrote while it was looked at: how long it holds is not known.${also}`,
    fix: 'Look again while the applications write as usual.',
    severity: 'info',
  };
}

function told({ set, ms, basis }: OplogWindow & { readonly ms: number }): string {
  return basis === 'seen'
    ? `The oplog window of ${set} is ${windowText(ms)}`
    : `The oplog of ${set} is not full yet; as it is written now, it will hold ${windowText(ms)}`;
}

/** Those whose window is shorter. */
function shorterThan({ read }: Oplogs, ms: number): Oplogs['read'] {
  const short = windowsOf({ read, unread: [] }).filter((window) => window.ms !== undefined && window.ms < ms);
  const names = new Set(short.map(({ set }) => set));
  return read.filter(({ name }) => names.has(name));
}

/** For each of these the size at which it holds so long, at the rate at which it is written. */
function resizing(oplogs: Oplogs['read'], ms: number): string {
  const lines = oplogs.slice(0, 5).map(({ name, value }) => {
    const size = Math.max(leastMb, Math.ceil((rateOf(value) * ms) / mib));
    return `on each member of ${name}: db.adminCommand({replSetResizeOplog: 1, size: Double(${size})})`;
  });
  const more = oplogs.length > lines.length ? [`and so on for the other ${oplogs.length - lines.length}`] : [];
  return [
    `Make it hold ${windowText(ms)} (sizes in MB; the disks need that room; where the manager's Automation runs them, set oplogSizeMB there).`,
    ...lines,
    ...more,
  ].join('\n');
}

/** Bytes per millisecond over all that it holds, or now where that is more. */
function rateOf(oplog: Oplog): number {
  return Math.max(oplog.bytes / Math.max(1, oplog.spanMs), bytesPerMs(oplog) ?? 0);
}

function shrinking(oplogs: Oplogs, copyTime: CopyTime): Objection | undefined {
  const wanted = Math.max(day, 'ms' in copyTime ? copyTime.ms * enough : 0);
  const faster = oplogs.read.flatMap(({ name, value }) => {
    const [now, before] = [bytesPerMs(value) ?? 0, value.bytes / Math.max(1, value.spanMs)];
    const ms = Math.max((value.minHours ?? 0) * 3_600_000, now === 0 ? Number.POSITIVE_INFINITY : value.maxBytes / now);
    return isFull(value) && now > before * 2 && ms < wanted ? { name, value, now, before, ms } : [];
  });
  const [worst] = faster.sort((a, b) => a.ms - b.ms);
  if (worst === undefined) return undefined;
  const { name, value, now, before, ms } = worst;
  return {
    message: `The oplog of ${name} is written at ${rateText(now)} now, over its whole window at ${rateText(before)}: if it goes on, the window of ${windowText(value.spanMs)} becomes ${windowText(ms)}.`,
    fix: `Migrate when less is written, or make the oplog larger.\n${resizing(faster, wanted)}`,
    items: faster.map((one) => `${one.name}: ${rateText(one.now)} now, ${rateText(one.before)} before`),
  };
}

/** `8 MiB/s (28 GiB an hour)` */
function rateText(perMs: number): string {
  return `${sizeText(Math.round(perMs * 1_000))}/s (${sizeText(Math.round(perMs * 3_600_000))} an hour)`;
}
