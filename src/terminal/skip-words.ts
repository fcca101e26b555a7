import type { LivemigEvent } from '../core/events.ts';
import { momentText } from '../core/plain-units.ts';

type FindingEvent = Extract<LivemigEvent, { type: 'finding' }>;

/** What a skipped rule would say without. */
export const skippedAs: Readonly<Record<NonNullable<FindingEvent['skipped']>['was'], string>> = {
  block: 'would block: ',
  warn: 'would warn: ',
  info: '',
  'not-checked': 'is not looked at: ',
  pass: 'has nothing to object to by now: ',
};

/** Whose word it was. */
export function whoSkipped({ by, at, because }: NonNullable<FindingEvent['skipped']>): string {
  return `Skipped by ${by}, ${momentText(at)}${because === undefined ? '' : `: ${because}`}`;
}
