import { type CutoverWindow, phaseOf } from '../cutover/cutover-window.ts';
import { LivemigError } from '../errors.ts';
import { durationText } from '../plain-units.ts';
import { gates } from './gates.ts';
import type { GatesSeen } from './gates-seen.ts';
import type { SeenGate } from './seen-gate.ts';

/** Those that stand in the way. */
export function refusing(seen: readonly SeenGate[]): SeenGate[] {
  return seen.filter(({ state }) => state === 'refuses');
}

/** When a cutover is wanted: at once, or in a window that is to come, whatever its gates let pass by now. */
export type WantedWhen = 'now' | 'in-window';

export function wantedWhen(window: CutoverWindow | undefined, now: Date): WantedWhen {
  return phaseOf(window, now) === 'ahead' ? 'in-window' : 'now';
}

/** `1 of 12 gates refuses, 2 warn, 3 were not looked at; it would not be requested now`. */
export function gatesText(seen: readonly SeenGate[], wanted: WantedWhen = 'now'): string {
  const counted = gatesCounted(seen);
  if (wanted === 'in-window') return `${counted}, as they stand now; they are judged again in the window`;
  return `${counted}; it would ${refusing(seen).length > 0 ? 'not be requested' : 'go on'} now`;
}

/** The same without what follows from it. */
export function gatesCounted(seen: readonly SeenGate[]): string {
  const of = (wanted: SeenGate['state']) => seen.filter(({ state }) => state === wanted).length;
  const [refuse, warn, accepted, unseen] = [of('refuses'), of('warns'), of('accepted'), of('not-looked-at')];
  const parts = [
    ...(refuse > 0 ? [`${refuse} of ${seen.length} gates ${refuse === 1 ? 'refuses' : 'refuse'}`] : []),
    ...(refuse === 0 ? [`none of ${seen.length} gates refuses`] : []),
    ...(warn > 0 ? [`${warn} ${warn === 1 ? 'warns' : 'warn'}`] : []),
    ...(accepted > 0 ? [`${accepted} ${accepted === 1 ? 'is' : 'are'} accepted`] : []),
    ...(unseen > 0 ? [`${unseen} ${unseen === 1 ? 'was' : 'were'} not looked at`] : []),
  ];
  return parts.join(', ');
}

/** The same of the last look, with its age. `now` is of the clock of the looks. */
export function gatesSeenWords({ at, gates: seen }: GatesSeen, now: Date): string {
  return `${gatesCounted(seen)} (${durationText(now.getTime() - Date.parse(at))} ago)`;
}

/** Where no look tells it, or only one of long ago. */
export function gatesUnseenWords(phase: string | undefined): string {
  return phase === 'ready' ? 'not known at the moment' : 'not looked at before it is ready';
}

/** As one line of a gate: what was seen, and what somebody said of it. */
export function gateText({ gate, message, because }: SeenGate): string {
  return `${gate}: ${message}${because === undefined ? '' : `; accepted: ${because}`}`;
}

/** Why the cutover is not requested; `undefined` where nothing stands in the way. */
export function refusalBy(seen: readonly SeenGate[]): LivemigError | undefined {
  const refused = refusing(seen);
  if (refused.length === 0) return undefined;
  const names = refused.map(({ gate }) => gate);
  const passable = names.filter((name) => gates[name].byAtlas !== true);
  const accept = passable.map((name) => `--accept-gate ${name}`).join(' ');
  return new LivemigError({
    kind: 'blocked',
    code: 'GATES',
    message: `The cutover is refused by ${names.length === 1 ? 'the gate' : 'the gates'} ${names.join(', ')}, and was not requested. ${refused.map(gateText).join('. ')}.`,
    fix: [
      ...new Set(refused.flatMap(({ fix }) => fix ?? [])),
      ...(passable.length > 0 ? [`To cut over all the same: ${accept} --because "…".`] : []),
    ].join(' '),
    data: { gates: refused },
  });
}
