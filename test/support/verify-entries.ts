import type { Difference } from '../../src/core/verification/difference.ts';
import type { VerifyEntry } from '../../src/core/verification/entry.ts';
import { wholeComparison } from '../../src/core/verification/request.ts';
import { aVerification } from './a-verification.ts';

type EntryOf<Kind extends VerifyEntry['kind']> = Extract<VerifyEntry, { kind: Kind }>;

/** So many seconds after midnight. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 29, 0, 0, seconds)).toISOString();
}

const whole = aVerification();

export function begun(seconds: number, request: Partial<EntryOf<'begun'>['request']> = {}): EntryOf<'begun'> {
  return { kind: 'begun', at: at(seconds), by: 'ann', request: { ...wholeComparison, ...request }, salt: 'salt' };
}

export function proved(seconds: number, anew?: string): EntryOf<'proved'> {
  const sides = { source: whole.source.identity, destination: whole.destination.identity };
  return { kind: 'proved', at: at(seconds), ...sides, positions: {}, ...(anew === undefined ? {} : { anew }) };
}

/** A namespace of so many partitions, in which the servers count so many documents, both together. */
export function planned(seconds: number, name: string, partitions: number, documents: number): EntryOf<'planned'> {
  const parts = Array.from({ length: partitions }, (_, index) => ({ index, order: 'id' as const }));
  const plan = { name, partitions: parts, estimate: { documents, bytes: documents * 100 }, batchSize: 100 };
  return { kind: 'planned', at: at(seconds), plan };
}

/** A partition with so many documents on each side, all alike but for these. */
export function compared(
  seconds: number,
  namespace: string,
  index: number,
  documents: number,
  differences: readonly Difference[] = [],
): EntryOf<'compared'> {
  const different = differences.length;
  const counts = { source: documents, destination: documents, compared: documents, bytes: documents * 200 };
  const result = { index, ...counts, missing: 0, extra: 0, different, expected: { ttl: 1 } };
  return { kind: 'compared', at: at(seconds), namespace, result, differences };
}

export function dropped(seconds: number, namespace: string): EntryOf<'dropped'> {
  return { kind: 'dropped', at: at(seconds), namespace, why: 'it is gone' };
}

export function ended(seconds: number, how: EntryOf<'ended'>['how'], code?: string): EntryOf<'ended'> {
  const error = code === undefined ? {} : { error: { code, message: 'because' } };
  return { kind: 'ended', at: at(seconds), how, ...error, ...(how === 'done' && { result: whole }) };
}

export const oneDifference: Difference = {
  namespace: 'a.b',
  kind: 'document',
  detail: 'differs',
  id: '1',
  paths: ['x'],
};
