import { Temporal } from 'temporal-polyfill';

/**
 * Clocks on the wall of a time zone, by the rules that Node.js has of the IANA time zone database. Instants are in ISO
 * 8601 and UTC, with milliseconds, so that their order is that of the alphabet; a date is `2026-12-05`, a time `02:00`.
 */
export interface WallTime {
  readonly date: string;
  readonly time: string;
}

/**
 * When it is that time. Where the clocks are put forward, `missing`, with the first time that is there again; where they
 * are put back, `twice`, with the offsets of the first and of the second time.
 */
export type Occurrence =
  | { readonly kind: 'once'; readonly at: string }
  | { readonly kind: 'missing'; readonly next: WallTime }
  | { readonly kind: 'twice'; readonly offsets: readonly [first: string, second: string] };

/** The name of the zone as it is written, also that of an offset such as `+01:00`; undefined where there is none. */
export function zoneCalled(name: string): string | undefined {
  if (/^z$/i.test(name)) return 'UTC';
  // What holds a date would be read as one.
  if (!/^[a-z][\w+/-]*$|^[+-]\d\d(:?\d\d)?$/i.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
}

/** Those that Node.js lists, in the order of the alphabet; it knows old names of some besides. */
export function zoneNames(): readonly string[] {
  return [...Intl.supportedValuesOf('timeZone'), 'UTC'];
}

/** Undefined where the calendar has no such day. */
export function dateOf(text: string): string | undefined {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}

export function daysAfter(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** `text` has an offset or a Z. Undefined where there is no such day or time. */
export function instantOf(text: string): string | undefined {
  try {
    return isoOf(Temporal.Instant.from(text));
  } catch {
    return undefined;
  }
}

export function wallTimeAt(instant: string, zone: string): WallTime {
  return wallTimeOf(Temporal.Instant.from(instant).toZonedDateTimeISO(zone));
}

export function occurrenceOf({ date, time }: WallTime, zone: string): Occurrence {
  const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { kind: 'once', at: isoOf(earlier.toInstant()) };
  if (earlier.toPlainDateTime().equals(wall)) return { kind: 'twice', offsets: [earlier.offset, later.offset] };
  return { kind: 'missing', next: wallTimeOf(earlier.getTimeZoneTransition('next') ?? later) };
}

function wallTimeOf(zoned: Temporal.ZonedDateTime): WallTime {
  return { date: zoned.toPlainDate().toString(), time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

function isoOf(instant: Temporal.Instant): string {
  return new Date(instant.epochMilliseconds).toISOString();
}
