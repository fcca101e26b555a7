import { durationText } from '../plain-units.ts';
import type { Downtime, StoppedBy } from './downtime.ts';

const stops: Readonly<Record<StoppedBy, string>> = {
  hooks: 'the hooks had stopped the writes',
  'last-write': 'the source was last seen to be written to',
  'write-block': 'the source was first seen to block writes, or somewhat before,',
};

/** Looks are not further apart than that while somebody follows. */
const closeMs = 30_000;

/** One line for people: how long, from what to what, and by phase. */
export function downtimeWords(downtime: Downtime): string {
  const { ms, leastMs, notMeasured, stopped, phases, writable } = downtime;
  const parts = [
    ...(phases.stoppedToRequested === undefined ? [] : [`${lasting(phases.stoppedToRequested)} to the request`]),
    ...(phases.writesAfterRequest === undefined
      ? []
      : [`writes went on for ${lasting(phases.writesAfterRequest)} after the request`]),
    `${lasting(phases.requestedToComplete)} from the request to COMPLETE`,
  ].join(', ');
  if (ms === undefined || stopped === undefined) return `not measured, because ${notMeasured}; ${parts}`;
  const isVague = leastMs === undefined || ms - leastMs > closeMs;
  const how = isVague ? ` at most${leastMs === undefined ? '' : `, at least ${lasting(leastMs)}`}` : '';
  return `${lasting(ms)}${how}, from when ${stops[stopped.by]} until COMPLETE was seen (${parts}); ${writableWords(writable)}`;
}

function writableWords(writable: Downtime['writable']): string {
  if (!writable.known)
    return `whether the destination took writes then was not looked at (${writable.reason.replace(/\.$/, '')})`;
  return writable.value
    ? 'the destination took writes then'
    : 'the destination took no writes yet then, so that it was longer';
}

/** To the second, where people count them: `5 min 51 s`. */
function lasting(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const isOfMinutes = seconds >= 60 && seconds < 3600;
  return isOfMinutes ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : durationText(ms);
}
