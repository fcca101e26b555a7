import { harmless } from '../harmless.ts';
import { momentText } from '../plain-units.ts';
import type { ArmedCutover, CutoverState } from './armed-cutover.ts';

/** How a cutover stands, to follow a colon: `it was armed by ana at …, for Sat 5 Dec 2026, …; it waits: …`. */
export function cutoverText(cutover: ArmedCutover | undefined): string {
  if (cutover === undefined) return 'none is armed in this directory';
  const { armed, terms, state } = cutover;
  const window = terms.window === undefined ? '' : `, for ${terms.window.words}`;
  return harmless(`it was armed by ${armed.by} at ${momentText(armed.at)}${window}${after(state)}`);
}

function after(state: CutoverState): string {
  switch (state.name) {
    case 'armed':
      return '';
    case 'waiting':
      return `; it waits: ${state.for.join('; ')}`;
    case 'attempting':
      return `; it is being attempted since ${momentText(state.since)}`;
    case 'requested':
      return `; it was requested by ${state.by} at ${momentText(state.at)}, and cannot be undone`;
    case 'done':
      return `; it is done since ${momentText(state.at)}`;
    case 'failed':
      return `; it was requested, and failed at ${momentText(state.at)}, because ${state.because}`;
    case 'gave-up':
      return `; it gave up at ${momentText(state.at)}, because ${state.because}`;
    case 'cancelled':
      return `; it was cancelled by ${state.by} at ${momentText(state.at)}, because ${state.because}`;
  }
}
