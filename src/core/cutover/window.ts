import { shown } from '../harmless.ts';
import { type CutoverWindow, phaseOf } from './cutover-window.ts';
import { clocksChange, noSuchZone, notAWindow, noZoneHere, windowOver } from './window-errors.ts';
import { weekdays, windowText } from './window-words.ts';
import {
  dateOf,
  daysAfter,
  instantOf,
  occurrenceOf,
  type WallTime,
  wallTimeAt,
  weekdayOf,
  zoneCalled,
} from './zoned-time.ts';

export interface AskedAt {
  readonly now: Date;
  /** The zone of this machine, which is taken and named where the text has none. */
  readonly machineZone: string;
}

/** A window on clocks on the wall, as it was typed. */
interface Typed {
  readonly from: string;
  readonly until: string;
  readonly zone: string;
  /** Follows the zone where people read it. */
  readonly note: string;
}

/**
 * The window that a text such as `Sat 02:00-04:00 Europe/Berlin` means.
 *
 * A day is a weekday, which is that of the next such window that is not over, or a date; a window that does not end later on
 * its day ends on the next one. Two instants with their offsets, between them a slash, have no zone but their own.
 *
 * Throws a LivemigError of kind `usage` where the text is no window, the window is over, there is no such zone, or an end is
 * a time that the clocks pass over or that comes twice: nothing is guessed about when a cutover may happen.
 */
export function parseWindow(text: string, asked: AskedAt): CutoverWindow {
  const given = text.trim().replaceAll(/\s+/g, ' ').replaceAll(' / ', '/');
  const window = given.includes('/') && !given.includes(' ') ? betweenInstants(given) : onTheWall(given, asked);
  if (phaseOf(window, asked.now) !== 'over') return window;
  throw windowOver(given, window.words, asked.now.getTime() - Date.parse(window.until));
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/i;

function betweenInstants(text: string): CutoverWindow {
  const ends = text.split('/');
  const [from, until] = ends.map((end) => (instant.test(end) ? instantOf(end) : undefined));
  if (ends.length !== 2) throw notAWindow(text, 'two instants have one slash between them');
  if (from === undefined) throw notAWindow(text, `${shown(ends[0])} is not an instant with its offset`);
  if (until === undefined) throw notAWindow(text, `${shown(ends[1])} is not an instant with its offset`);
  if (until <= from) throw notAWindow(text, 'it does not end after it begins', 'Name an end that is later.');
  return { from, until, zone: 'UTC', words: windowText(from, until, 'UTC') };
}

const shape = /^(?<day>\S+?),? (?<from>\d{1,2}:\d\d) ?[-–—] ?(?<until>\d{1,2}:\d\d)(?: (?<zone>.+))?$/;

function onTheWall(text: string, asked: AskedAt): CutoverWindow {
  const { day = '', from = '', until = '', zone } = shape.exec(text)?.groups ?? {};
  if (day === '') throw notAWindow(text, whatIsMissing(text));
  const typed = {
    ...{ from: timeOf(from, text), until: timeOf(until, text) },
    zone: zone === undefined ? zoneHere(asked.machineZone) : zoneOf(zone),
    note: zone === undefined ? ", this machine's time zone" : '',
  };
  if (typed.from === endOfDay) throw notAWindow(text, 'no day begins at 24:00', 'Write 00:00 of the next day.');
  if (typed.from === typed.until) throw notAWindow(text, 'it ends when it begins', 'Name an end that is later.');
  const date = dateOfDay(day, text);
  return date === undefined ? nextOn(weekdayCalled(day, text), typed, asked.now) : windowOn(date, typed);
}

const endOfDay = '24:00';

function timeOf(time: string, text: string): string {
  const padded = time.padStart(endOfDay.length, '0');
  if (padded === endOfDay || /^([01]\d|2[0-3]):[0-5]\d$/.test(padded)) return padded;
  throw notAWindow(text, `there is no ${time} on a clock`, 'Write a time from 00:00 to 24:00.');
}

function zoneOf(name: string): string {
  const zone = zoneCalled(name);
  if (zone === undefined) throw noSuchZone(name);
  return zone;
}

function zoneHere(machineZone: string): string {
  const zone = zoneCalled(machineZone);
  if (zone === undefined) throw noZoneHere(machineZone);
  return zone;
}

function whatIsMissing(text: string): string {
  if (text === '') return 'it is empty';
  return /^\d{1,2}:\d\d/.test(text) ? 'it names no day' : 'it cannot be read';
}

/** Undefined where it has no digits, and so can only be a weekday. */
function dateOfDay(day: string, text: string): string | undefined {
  if (!/\d/.test(day)) return undefined;
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) {
    throw notAWindow(text, `${shown(day)} is not a date of the form YYYY-MM-DD`);
  }
  const date = dateOf(day);
  if (date === undefined) throw notAWindow(text, `there is no ${day} in the calendar`, 'Name a day that there is.');
  return date;
}

/** From three letters on. */
function weekdayCalled(day: string, text: string): number {
  const word = day.toLowerCase().replace(/\.$/, '');
  const index = weekdays.findIndex((name) => word.length >= 3 && name.toLowerCase().startsWith(word));
  if (index >= 0) return index + 1;
  throw notAWindow(text, `${shown(day)} is neither a weekday nor a date`);
}

/** Yesterday's may go on over midnight. What is over is told by clocks on the wall, which show every time of the past. */
function nextOn(weekday: number, typed: Typed, now: Date): CutoverWindow {
  const { date: today, time } = wallTimeAt(now.toISOString(), typed.zone);
  const yesterday = daysAfter(today, -1);
  const first = daysAfter(yesterday, (weekday - weekdayOf(yesterday) + daysOfWeek) % daysOfWeek);
  const end = endOf(first, typed);
  const isOver = `${end.date} ${end.time}` <= `${today} ${time}`;
  return windowOn(isOver ? daysAfter(first, daysOfWeek) : first, typed);
}

const daysOfWeek = 7;

function windowOn(date: string, typed: Typed): CutoverWindow {
  const { zone, note } = typed;
  const from = instantAt({ date, time: typed.from }, zone);
  const until = instantAt(endOf(date, typed), zone);
  return { from, until, zone, words: windowText(from, until, zone, note) };
}

function endOf(date: string, { from, until }: Typed): WallTime {
  if (until === endOfDay) return { date: daysAfter(date, 1), time: '00:00' };
  return { date: until > from ? date : daysAfter(date, 1), time: until };
}

function instantAt(wall: WallTime, zone: string): string {
  const occurrence = occurrenceOf(wall, zone);
  if (occurrence.kind !== 'once') throw clocksChange(wall, zone, occurrence);
  return occurrence.at;
}
