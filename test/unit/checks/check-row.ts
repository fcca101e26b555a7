import type { CheckId } from '../../../src/checks/index.ts';
import type { FactValues } from '../../../src/core/facts.ts';

/** What a check says of a good migration in which this is different, and words of its message and its fix. */
export type CheckRow = [id: CheckId, what: string, change: Partial<FactValues>, result: string, says?: RegExp];
