import type { Following } from '../following/following.ts';
import { momentText } from '../plain-units.ts';
import type { CutoverWindow } from './cutover-window.ts';

/** That the time to cut over may end before a window does; `undefined` where it does not, or is not known. */
export function endsTooLate({ from, until }: CutoverWindow, following: Following | undefined): string | undefined {
  const deadline = following?.deadline;
  if (deadline === undefined) return undefined;
  const end = deadline.earliest ?? deadline.latest;
  if (Date.parse(end) >= Date.parse(until)) return undefined;
  const which = Date.parse(end) <= Date.parse(from) ? 'begins' : 'ends';
  const atThe = deadline.earliest === undefined ? 'latest' : 'earliest';
  return `The window ${which} when the time to cut over may be over: that ends ${momentText(end)} at the ${atThe}, and the migration expires then.`;
}
