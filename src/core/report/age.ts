import { durationText, momentText } from '../plain-units.ts';

/** `2026-11-28 09:00:00 UTC, 5 h before this report`: what was seen then may be otherwise by now. */
export function agedText(at: string, madeAt: string): string {
  const age = Date.parse(madeAt) - Date.parse(at);
  return age < 0 ? momentText(at) : `${momentText(at)}, ${durationText(age)} before this report`;
}
