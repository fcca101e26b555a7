/**
 * Up to here it has caught up, and the cutover may be requested: the lag never quite reaches zero while anybody writes, and
 * the engine itself refuses to commit above 30 s (domain notes 3).
 */
export const mostLagSeconds = 30;

/** What of a look tells how far it is. */
interface Place {
  readonly status: string | null;
  readonly readyForCutover: boolean;
  readonly lagSeconds: number | null;
  readonly destinationDocuments?: number;
}

/**
 * Whether a migration is further on than it was. What only goes up and down, or back, is not: the lag counts where it is
 * less than ever, and while there is none the documents that have arrived. So nobody can be led on for ever.
 */
export function isFurther(now: Place, before: Place): boolean {
  const [one, other] = [placeOf(now), placeOf(before)];
  const at = one.findIndex((value, index) => value !== other[index]);
  return (one[at] ?? 0) > (other[at] ?? 0);
}

/** How far it is, the weightier first. */
function placeOf({ status, readyForCutover, lagSeconds, destinationDocuments = 0 }: Place) {
  const isScheduled = status === null || status === 'NEW';
  const copied = lagSeconds === null ? [0, destinationDocuments] : [1, -Math.max(lagSeconds, mostLagSeconds)];
  return [isScheduled ? 0 : 1, readyForCutover ? 1 : 0, ...copied];
}
