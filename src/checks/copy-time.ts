import type { Facts, FactValues } from '../core/facts.ts';
import { durationText, sizeText } from '../core/plain-units.ts';

/** What a person says besides the facts. */
export interface CopySettings {
  /** Bytes per second at which the copy is taken to go on; nobody publishes one. */
  readonly assumedRate?: number | undefined;
}

/** How long the copy takes, or why nobody knows. */
export function copyTimeOf({ known }: Facts, { assumedRate }: CopySettings): FactValues['copyTime'] {
  const bytes = known.source?.sizeBytes ?? known.sourceDataBytes;
  if (bytes === undefined) return { notKnown: 'the size of the source is not known' };
  if (assumedRate !== undefined) return { ms: (bytes / assumedRate) * 1_000, bytes, bytesPerSecond: assumedRate };
  return { notKnown: `${sizeText(bytes)} of data, and nobody gave a rate` };
}

/** `4 h at 48 MiB/s (--assume-rate)` */
export function copyTimeText({ ms, bytesPerSecond }: Extract<FactValues['copyTime'], { ms: number }>): string {
  return `${durationText(Math.max(1_000, ms))} at ${sizeText(bytesPerSecond)}/s (--assume-rate)`;
}
