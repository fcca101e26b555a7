import type { ErrorCode } from '../error-codes.ts';
import { LivemigError } from '../errors.ts';
import { shown } from '../harmless.ts';
import { nearest } from '../nearest.ts';
import { durationText } from '../plain-units.ts';
import { dayText } from './window-words.ts';
import { type Occurrence, type WallTime, zoneNames } from './zoned-time.ts';

const shapes =
  'Write the day, from and until on a 24-hour clock, and the time zone, such as "Sat 02:00-04:00 Europe/Berlin" or "2026-12-05 02:00-04:00 Europe/Berlin"; or two instants, such as "2026-12-05T01:00Z/2026-12-05T03:00Z".';

/** `why` follows the quoted text in a sentence. */
export function notAWindow(text: string, why: string, fix = shapes): LivemigError {
  return windowError('WINDOW', `${shown(text)} is not a window for the cutover: ${why}.`, fix);
}

export function windowOver(text: string, words: string, agoMs: number): LivemigError {
  const ago = agoMs < 1000 ? 'just now' : `${durationText(agoMs)} ago`;
  return windowError(
    'WINDOW_OVER',
    `The window ${shown(text)} is over: it was ${words}, and ended ${ago}.`,
    'Name one that is still to come.',
  );
}

/** Which of the two was meant, or whether an hour earlier or later, only a person knows. */
export function clocksChange(
  wall: WallTime,
  zone: string,
  occurrence: Exclude<Occurrence, { kind: 'once' }>,
): LivemigError {
  const when = `${wall.time} on ${dayText(wall.date)} in ${zone}`;
  if (occurrence.kind === 'missing') {
    const { date, time } = occurrence.next;
    const next = date === wall.date ? time : `${date} ${time}`;
    return windowError(
      'WINDOW_CLOCKS',
      `There is no ${when}: the clocks are put forward over it.`,
      `Name a time that there is, such as ${next}.`,
    );
  }
  const [first, second] = occurrence.offsets.map((offset) => `${wall.date}T${wall.time}${offset}`);
  return windowError(
    'WINDOW_CLOCKS',
    `There are two times ${when}: the clocks are put back.`,
    `Say which is meant, with the window as two instants (FROM/UNTIL): the first is ${first}, the second ${second}.`,
  );
}

export function noSuchZone(name: string): LivemigError {
  const near = zonesLike(name).slice(0, 3);
  const meant = near.length === 0 ? '' : `Did you mean ${near.join(', ')}? `;
  return windowError('TIME_ZONE', `There is no time zone ${shown(name)}.`, `${meant}${nameTheZone}`);
}

/** `machineZone` is what the system says, such as `Etc/Unknown`. */
export function noZoneHere(machineZone: string): LivemigError {
  return windowError('TIME_ZONE', `This machine's time zone is not known (${shown(machineZone)}).`, nameTheZone);
}

const nameTheZone =
  'Name the zone by its place, such as Europe/Berlin, or give the offset, such as +01:00. Short names such as PST or IST stand for several.';

/** Of a slip of the keys in the whole name, or where only its last part was given: `Berlin`, `New York`. */
function zonesLike(name: string): string[] {
  const names = zoneNames();
  const spelled = name.replaceAll(' ', '_');
  const places = new Map(names.map((zone) => [zone.split('/').at(-1) ?? zone, zone]));
  const byPlace = nearest(spelled, [...places.keys()]).flatMap((place) => places.get(place) ?? []);
  return [...new Set(spelled.includes('/') ? nearest(spelled, names) : byPlace)];
}

function windowError(code: ErrorCode, message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
