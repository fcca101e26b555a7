import { durationText, sizeText } from '../plain-units.ts';
import type { Following } from './following.ts';
import type { TimeLeft } from './time-left.ts';

/** What the looks tell together, in words of one line each, the most useful first. */

/** `412 of 712 GiB (58 %), 58 MiB/s, about 1 h left (50 min to 2 h)`; as much of it as is known. */
export function copyWords({ source, copied, share, bytesPerSecond, left }: Following): string[] {
  if (copied === undefined) return [];
  const amount = `${sizeText(copied.bytes)}${source === undefined ? '' : ` of ${sizeText(source.bytes)}`}`;
  return [
    `${amount}${share === undefined ? '' : ` (${Math.floor(share * 100)} %)`}`,
    ...(bytesPerSecond === undefined || bytesPerSecond < 1 ? [] : [`${sizeText(Math.round(bytesPerSecond))}/s`]),
    ...leftWords(left),
    ...(left !== undefined && 'unknown' in left ? [`time left not known: ${left.unknown}`] : []),
  ];
}

/** `falling`, `level`, and what follows from it. */
export function lagWords({ lagTrend, notConvergingMs, left }: Following): string[] {
  if (notConvergingMs !== undefined) {
    return [`not falling for ${durationText(notConvergingMs)}: it will not converge at this write rate`];
  }
  return [...(lagTrend === undefined ? [] : [lagTrend.direction]), ...leftWords(left)];
}

/** What a person should do something about. */
export function alarmWords({ stalledMs, oplog }: Following): string[] {
  return [
    ...(stalledMs === undefined ? [] : [`nothing has gone on for ${durationText(stalledMs)}`]),
    ...(oplog?.isShort === true ? [oplogWords(oplog)] : []),
  ];
}

/** `the oplog of the source reaches back 12 h, and 9 h are needed`. */
export function oplogWords({ windowMs, neededMs }: NonNullable<Following['oplog']>): string {
  return `the oplog of the source reaches back ${durationText(windowMs)}, and ${durationText(neededMs)} are needed`;
}

/** A range where there is one; nothing where it is not known, or over. */
export function leftWords(left: TimeLeft | undefined): string[] {
  if (left === undefined || 'unknown' in left || left.latestMs < 1_000) return [];
  const [likely, earliest, latest] = [left.likelyMs, left.earliestMs, left.latestMs].map(durationText);
  return [`about ${likely} left${earliest === latest ? '' : ` (${earliest} to ${latest})`}`];
}
