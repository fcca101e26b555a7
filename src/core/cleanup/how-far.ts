import type { Progress } from '../decide.ts';

/** One that was to be removed, and how far this run or one before it came with it. */
export interface Reached {
  readonly what: string;
  readonly progress: Progress;
}

/** How far a cleanup came that did not come to its end, as sentences: nobody has to look for what is left. */
export function howFar(all: readonly Reached[]): string {
  const named = (...states: readonly Progress[]) =>
    all.filter(({ progress }) => states.includes(progress)).map(({ what }) => what);
  const [removed, open, left] = [named('done'), named('started', 'submitted'), named('none')];
  if (removed.length === 0 && open.length === 0) return 'Nothing was removed.';
  return [
    ...sentence('Removed', removed),
    ...sentence('Asked for, and not seen to be gone yet', open),
    ...sentence('Not removed', left),
  ].join(' ');
}

function sentence(verb: string, whats: readonly string[]): string[] {
  return whats.length === 0 ? [] : [`${verb}: ${whats.join('; ')}.`];
}
