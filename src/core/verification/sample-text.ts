import type { Comparison } from '../comparison.ts';
import { amount } from '../plain-units.ts';

/**
 * How many documents were chosen and looked at, and what that says of the others: nothing where one of them differs; undefined
 * where all were to be looked at.
 */
export function sampleText({ sample, differencesTotal }: Partial<Comparison>): string | undefined {
  if (sample === undefined) return undefined;
  const chosen = `a sample of ${amount(sample.documents, 'document')}`;
  if (differencesTotal !== 0) return chosen;
  // Rounded down: never surer than it is.
  const confidence = Math.floor(sample.confidence * 1_000) / 10;
  return `${chosen}, which says with a confidence of ${confidence} % that of no collection more than ${sample.share * 100} % differs`;
}
