import { durationText } from '../plain-units.ts';
import { withoutStop } from '../without-stop.ts';
import type { Downtime, StoppedBy } from './downtime.ts';

const stops: Readonly<Record<StoppedBy, string>> = {
  hooks: 'the hooks had stopped the writes',
  'last-write': 'the source was last seen to be written to',
  'write-block': 'the source was first seen to block writes, or somewhat before,',
};

/** Looks are not further apart than that while somebody follows. */
const closeMs = 30_000;

/** For people, in lines of their own: how long and from what to what; by phase; and whether the destination took writes then. */
export function downtimeWords(downtime: Downtime): {
  readonly whole: string;
  readonly phases: string;
  readonly writable: string;
} {
  const { phases, writable } = downtime;
  const parts = [
    ...(phases.stoppedToRequested === undefined ? [] : [`${lasting(phases.stoppedToRequested)} to the request`]),
    ...(phases.writesAfterRequest === undefined
      ? []
      : [`writes went on for ${lasting(phases.writesAfterRequest)} after the request`]),
    `${lasting(phases.requestedToComplete)} from the request to COMPLETE`,
  ];
  return { whole: wholeWords(downtime), phases: parts.join(', '), writable: writableWords(writable) };
}

function wholeWords({ ms, leastMs, notMeasured, stopped }: Downtime): string {
  if (ms === undefined || stopped === undefined) return `not measured, because ${notMeasured}`;
  const isVague = leastMs === undefined || ms - leastMs > closeMs;
  const how = isVague ? ` at most${leastMs === undefined ? '' : `, at least ${lasting(leastMs)}`}` : '';
  return `${lasting(ms)}${how}, from when ${stops[stopped.by]} until COMPLETE was seen`;
}

function writableWords(writable: Downtime['writable']): string {
  if (!writable.known) {
    return `whether it took writes when COMPLETE was seen was not looked at (${withoutStop(writable.reason)})`;
  }
  return writable.value
    ? 'took writes when COMPLETE was seen'
    : 'took no writes yet when COMPLETE was seen, so that the downtime was longer';
}

/** To the second, where people count them: `5 min 51 s`. */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const isOfMinutes = seconds >= 60 && seconds < 3600;
  return isOfMinutes ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : durationText(ms);
}
