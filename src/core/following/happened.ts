import { GateName } from '../gates/gate-name.ts';
import { durationText } from '../plain-units.ts';
import type { MigrationDetails } from '../results/migration-details.ts';
import { type RollbackWindow, windowWords } from '../way-back/rollback-window.ts';
import type { Happening, HappeningName } from './happening.ts';
import { lagWords, oplogWords } from './words.ts';

/** The migration that is spoken of. */
export interface Spoken {
  readonly migrationId: string;
  /** The destination cluster. */
  readonly destination: string;
}

const hour = 3_600_000;

/** So long before the deadline somebody is told, the nearest first: each once. */
const warnings = [1, 6, 24, 48].map((hours) => ({ hours, ms: hours * hour }));

/** The same of the way back, in hours. */
const rollbackWarnings = [1, 6, 24] as const;

/**
 * What has happened, as one look tells it. Each look tells the same again, by the same id, for as long as it is so: a stall that
 * ended and came again is another one, named for when it began.
 */
export function happenedIn(details: MigrationDetails, spoken: Spoken, now: Date): Happening[] {
  const { status, following, cutoverRequestedAt, lagSeconds } = details;
  const told = (name: HappeningName, which: string, message: string): Happening => ({
    id: [spoken.migrationId, name, ...(which === '' ? [] : [which])].join('/'),
    name,
    at: now.toISOString(),
    ...spoken,
    message,
  });
  const { destination } = spoken;
  const requested =
    cutoverRequestedAt === undefined
      ? []
      : [told('cutover-requested', cutoverRequestedAt, `Atlas was asked to cut over to ${destination}.`)];
  if (status === 'FAILED') return [...requested, told('failed', '', `The migration to ${destination} FAILED.`)];
  if (status === 'EXPIRED')
    return [...requested, told('expired', '', `The migration to ${destination} EXPIRED: nobody cut over in time.`)];
  if (status === 'COMPLETE') {
    const { rollbackWindow: window } = details;
    const which = rollbackWarning(window);
    return [
      ...requested,
      told('complete', '', `The migration to ${destination} is COMPLETE.`),
      ...(window === undefined || which === undefined
        ? []
        : [told('rollback-window', which, `The way back from ${destination} is ${windowWords(window)}.`)]),
    ];
  }
  const ofArmed = happenedToArmed(details, destination).map((one) => told(...one));
  if (following === undefined) return [...requested, ...ofArmed];
  const isReady = following.phase === 'ready';
  const since = following.clocks.progress;
  return [
    ...requested,
    ...ofArmed,
    ...(isReady
      ? [told('ready', '', `The migration to ${destination} is ready for the cutover, lag ${lagSeconds} s.`)]
      : []),
    ...(isReady && requested.length === 0
      ? deadlineWarning(details, spoken, now).map((one) => told('deadline', ...one))
      : []),
    ...(following.stalledMs === undefined
      ? []
      : [
          told(
            'stalled',
            since,
            `The migration to ${destination}: nothing has gone on for ${durationText(following.stalledMs)}.`,
          ),
        ]),
    ...(following.notConvergingMs === undefined
      ? []
      : [
          told(
            'lag-diverging',
            dayOf(now),
            `The migration to ${destination}: lag ${lagSeconds} s, ${lagWords(following).join(', ')}.`,
          ),
        ]),
    ...(following.oplog?.isShort === true
      ? [told('oplog-short', dayOf(now), `The migration to ${destination}: ${oplogWords(following.oplog)}.`)]
      : []),
  ];
}

/** What has become of a cutover that was armed for a window, as name, which one, and what it says. */
function happenedToArmed(
  { armedCutover: armed, cutoverRequestedAt }: MigrationDetails,
  destination: string,
): [HappeningName, string, string][] {
  if (armed === undefined || cutoverRequestedAt !== undefined) return [];
  const { state, armedAt, text, waitsFor = [] } = armed;
  if (state === 'cancelled') return [['cancelled', armedAt, `The cutover to ${destination} was cancelled: ${text}.`]];
  if (state === 'gave-up') return [['gave-up', armedAt, `The cutover to ${destination} is given up: ${text}.`]];
  const isArmed = state === 'armed' || state === 'waiting' || state === 'attempting';
  const gates = waitsFor.map((reason) => GateName.safeParse(reason.split(':')[0]).data ?? 'other');
  return [
    ...(isArmed ? [['armed', armedAt, `The cutover to ${destination} is armed: ${text}.`] as const] : []),
    ...(waitsFor.length > 0
      ? [
          [
            'gate-failed',
            `${armedAt}/${[...new Set(gates)].join('+')}`,
            `The window of the cutover to ${destination} is open, and it waits: ${waitsFor.join('; ')}.`,
          ] as const,
        ]
      : []),
  ].map(([name, which, message]) => [name, which, message]);
}

/** The nearest warning that is due, as which one and what it says. */
function deadlineWarning({ following }: MigrationDetails, { destination }: Spoken, now: Date): [string, string][] {
  const deadline = following?.deadline;
  if (deadline === undefined) return [];
  const left = Date.parse(deadline.earliest ?? deadline.latest) - now.getTime();
  const due = warnings.find(({ ms }) => left <= ms);
  if (due === undefined) return [];
  const when = left > 0 ? `in ${durationText(left)} at the earliest` : 'at any moment';
  return [[`${due.hours}h`, `The migration to ${destination} expires ${when}: cut over before.`]];
}

/** Which warning of the way back is due, the nearest first: `gone`, `1h`, `6h`, `24h`; `undefined` while it is open for longer. */
export function rollbackWarning(window: RollbackWindow | undefined): string | undefined {
  if (window?.state === 'gone') return 'gone';
  const left = window?.state === 'open' ? window.leftMs : undefined;
  const due = left === undefined ? undefined : rollbackWarnings.find((hours) => left <= hours * hour);
  return due === undefined ? undefined : `${due}h`;
}

/** Once a day is enough for what lasts. */
function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
