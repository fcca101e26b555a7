import type { LivemigEvent } from '../core/events.ts';
import { gateText } from '../core/gates/gate-words.ts';
import type { SeenGate } from '../core/gates/seen-gate.ts';
import type { Mark } from './marks.ts';
import { hanging, indented, type Style } from './style.ts';

export const gateMarks = {
  met: 'done',
  refuses: 'failed',
  warns: 'warning',
  accepted: 'skipped',
  'not-looked-at': 'unknown',
} as const satisfies Readonly<Record<SeenGate['state'], Mark>>;

/** What somebody has to deal with comes first. */
export const gateOrder = ['refuses', 'warns', 'accepted', 'not-looked-at', 'met'] as const;

/** What they come to, each that is not met, and what was seen of the others together; with --quiet only what refuses. */
export function gateLines(
  style: Style,
  { text, gates }: Extract<LivemigEvent, { type: 'gates' }>,
  quiet: boolean,
): string[] {
  const of = (state: SeenGate['state']) => gates.filter((gate) => gate.state === state);
  const lines = (mark: Mark, words: string) =>
    hanging(style, `  ${style.mark(mark)} `, style.plain(mark).length + 3, words);
  const refusing = of('refuses').flatMap((gate) => [
    ...lines(gateMarks.refuses, gateText(gate)),
    ...(gate.fix === undefined ? [] : indented(style, 6, gate.fix, style.chalk.dim)),
  ]);
  if (quiet) return refusing;
  const others = (['warns', 'accepted', 'not-looked-at'] as const).flatMap((state) =>
    of(state).flatMap((gate) => lines(gateMarks[state], gateText(gate))),
  );
  const met = of('met').map(({ message }) => message);
  return [
    ...indented(style, 0, `Gates: ${text}.`, style.chalk.bold),
    ...refusing,
    ...others,
    ...(met.length === 0 ? [] : lines(gateMarks.met, met.join(' · '))),
  ];
}
