import { mostLagSeconds } from '../migration-progress.ts';

/** The lag of one look, or of two looks in a row, and what is allowed. In seconds; `null` where Atlas reports none. */
interface Lags {
  readonly now: number | null;
  /** Absent at the first look. */
  readonly before?: number | null | undefined;
  readonly most?: number | undefined;
  /** Whether Atlas says that it is ready for cutover: before that it may be copying. */
  readonly isReady?: boolean;
}

/** What speaks against a cutover, and what it has to be, where waiting can help. Each without a full stop. */
export interface LagObjection {
  readonly seen: string;
  readonly until?: string;
}

/**
 * What speaks against a cutover of the lag; `undefined` where nothing does. A lag that is not reported or cannot be is not a
 * lag of 0: it is reported between the copy and the cutover phase (API notes 6.1), so without one of a migration that is ready somebody
 * may have asked for the cutover in Atlas. It has to be small at two looks in a row, because it goes up and down.
 */
export function lagObjection({ now, before, most = mostLagSeconds, isReady = true }: Lags): LagObjection | undefined {
  if (now === null && isReady) return { seen: 'Atlas reports no lag; has somebody requested the cutover in Atlas?' };
  if (now === null)
    return { seen: 'Atlas reports no lag, as while it copies and once somebody has requested the cutover' };
  if (!(now >= 0)) return { seen: `Atlas reports a lag of ${now} s, which cannot be` };
  if (now > most) return { seen: `lag ${now} s`, until: `at most ${most} s` };
  if (before === undefined || (before !== null && before >= 0 && before <= most)) return undefined;
  const then = before === null ? 'none reported' : `${before} s`;
  return { seen: `lag ${now} s, and ${then} at the look before`, until: `at most ${most} s at two looks in a row` };
}
