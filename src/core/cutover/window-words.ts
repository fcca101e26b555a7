import { durationText } from '../plain-units.ts';
import { type WallTime, wallTimeAt, weekdayOf } from './zoned-time.ts';

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `Sat 5 Dec 2026`. */
export function dayText(date: string): string {
  const [year, month, day] = date.split('-');
  return `${weekdays[weekdayOf(date) - 1]?.slice(0, 3)} ${Number(day)} ${months[Number(month) - 1]} ${year}`;
}

/**
 * `Sat 5 Dec 2026, 02:00 to 04:00 Europe/Berlin (01:00 to 03:00 UTC)`: what a person meant, and beside it what no zone
 * can be mistaken about. `note` follows the zone. Where the clocks change meanwhile, it says how long it really is.
 */
export function windowText(from: string, until: string, zone: string, note = ''): string {
  const local = rangeIn(from, until, zone);
  const text = `${daysOf(local)} ${zone}${note}`;
  if (zone === 'UTC') return text;
  const utc = rangeIn(from, until, 'UTC');
  const plain = local.from.date === utc.from.date && local.until.date === utc.until.date ? timesOf(utc) : daysOf(utc);
  const real = Date.parse(until) - Date.parse(from);
  const onTheWall = Date.parse(isoOf(local.until)) - Date.parse(isoOf(local.from));
  const change = real === onTheWall ? '' : `; the clocks change in between: ${durationText(real)}`;
  return `${text} (${plain} UTC${change})`;
}

interface Range {
  readonly from: WallTime;
  readonly until: WallTime;
}

function rangeIn(from: string, until: string, zone: string): Range {
  return { from: wallTimeAt(from, zone), until: wallTimeAt(until, zone) };
}

function daysOf({ from, until }: Range): string {
  const day = from.date === until.date ? '' : `${dayText(until.date)}, `;
  return `${dayText(from.date)}, ${from.time} to ${day}${until.time}`;
}

function timesOf({ from, until }: Range): string {
  return `${from.time} to ${until.time}`;
}

function isoOf({ date, time }: WallTime): string {
  return `${date}T${time}Z`;
}
