import { type StyledLine, withoutBlankEnd } from '../support/styled-lines.ts';

/** What is another in each run, though nothing has changed, and what stands in the pictures in its place. */
const differing: readonly (readonly [RegExp, string])[] = [
  // A spinner, somewhere between its frames.
  [/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, '⠹'],
  // For how long a step has been running, at the end of its line.
  [/ ?\((?:\d+(?:ms|[smhd]) ?)+\)$/g, ''],
  // When a look was, and how far back an oplog reaches then.
  [/\b(answer|change|progress) (?:\d+ \w+ )+ago\b/g, '$1 4 s ago'],
  [/, (?:\d+ \w+ )+ago$/g, ', 4 s ago'],
  [/\bof the source: .* back; .* needed now$/g, 'of the source: 31 h back; 2 min needed now'],
  // With those of collections that the applications made meanwhile.
  [/\b\d+ of \d+ indexes there/g, '19 of 19 indexes there'],
  // How long a cutover took.
  [/\bdowntime: .*? from when/g, 'downtime: 5 min 51 s, from when'],
  [/\bdowntime by phase: .*$/g, 'downtime by phase: 12 s to the request, 5 min 39 s from the request to COMPLETE'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by \w+/g, '2026-11-29 03:12:07 UTC by ana'],
  // When the time for a cutover is over.
  [/\buntil \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'until 2026-12-04 03:11:52 UTC'],
  // An id, which the sandbox makes up.
  [/\b[0-9a-f]{24}\b/g, '6925a3c0f4b2d8e17a90c35f'],
  // A release would make all pictures anew.
  [/^livemig \d+\.\d+\.\d+:/g, 'livemig:'],
];

/** Lines as they would be in every run. */
export function steady(lines: readonly StyledLine[]): StyledLine[] {
  return lines.map((line) => withoutBlankEnd(line.map(({ text, style }) => ({ text: steadyText(text), style }))));
}

function steadyText(text: string): string {
  return differing.reduce((before, [what, instead]) => before.replace(what, instead), text);
}
