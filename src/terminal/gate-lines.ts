import type { LivemigEvent } from '../core/events.ts';
import { gateText } from '../core/gates/gate-words.ts';
import type { SeenGate } from '../core/gates/seen-gate.ts';
import type { Mark } from './marks.ts';
import { hanging, indented, type Style } from './style.ts';

const marks: Readonly<Record<SeenGate['state'], Mark>> = {
  met: 'done',
  refuses: 'failed',
  warns: 'warning',
  'not-looked-at': 'unknown',
  accepted: 'skipped',
};

/** What they come to first, then each; with --quiet only what refuses. */
export function gateLines(
  style: Style,
  { text, gates }: Extract<LivemigEvent, { type: 'gates' }>,
  quiet: boolean,
): string[] {
  const shown = quiet ? gates.filter(({ state }) => state === 'refuses') : gates;
  if (shown.length === 0) return [];
  return [
    ...indented(style, 0, `Gates: ${text}.`, style.chalk.bold),
    ...shown.flatMap((gate) => {
      const mark = marks[gate.state];
      const label = `  ${style.mark(mark)} `;
      const fix =
        gate.state === 'refuses' && gate.fix !== undefined ? indented(style, 6, gate.fix, style.chalk.dim) : [];
      return [...hanging(style, label, style.plain(mark).length + 3, gateText(gate)), ...fix];
    }),
  ];
}
