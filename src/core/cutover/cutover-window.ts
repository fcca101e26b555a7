import { z } from 'zod';

/** When a cutover may be asked for: from `from` on, and before `until`. */
export const CutoverWindow = z.object({
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  /** `Europe/Berlin`, `UTC` or an offset such as `+01:00`. */
  zone: z.string(),
  /** `Sat 5 Dec 2026, 02:00 to 04:00 Europe/Berlin (01:00 to 03:00 UTC)`. */
  words: z.string(),
});
export type CutoverWindow = z.infer<typeof CutoverWindow>;

/** Whether a window is `ahead`, `open` or `over`. Without one, it is always open. */
export function phaseOf(window: CutoverWindow | undefined, now: Date): 'ahead' | 'open' | 'over' {
  if (window === undefined) return 'open';
  if (now.getTime() < Date.parse(window.from)) return 'ahead';
  return now.getTime() < Date.parse(window.until) ? 'open' : 'over';
}
