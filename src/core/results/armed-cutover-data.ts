import { z } from 'zod';
import { type ArmedCutover, stateNames, type Watch, watches } from '../cutover/armed-cutover.ts';
import { CutoverWindow } from '../cutover/cutover-window.ts';
import { cutoverText } from '../cutover/cutover-words.ts';

/** A cutover that somebody armed, for whoever scripts. */
export const ArmedCutoverData = z.object({
  state: z.enum(stateNames),
  text: z.string().describe('how it stands, in words'),
  armedAt: z.iso.datetime(),
  armedBy: z.string(),
  window: CutoverWindow.exactOptional(),
  waitsFor: z.array(z.string()).describe('in its window: what keeps it from being requested').exactOptional(),
  watch: z.enum(watches).describe('whether a process follows it; unknown where that cannot be seen from here'),
});
export type ArmedCutoverData = z.infer<typeof ArmedCutoverData>;

export function armedCutoverData(cutover: ArmedCutover, watch: Watch): ArmedCutoverData {
  const { armed, terms, state } = cutover;
  return {
    ...{ state: state.name, text: cutoverText(cutover), armedAt: armed.at, armedBy: armed.by },
    ...(terms.window === undefined ? {} : { window: terms.window }),
    ...(state.name === 'waiting' && { waitsFor: [...state.for] }),
    watch,
  };
}
