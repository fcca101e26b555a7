import { amount } from '../plain-units.ts';

/** What differed at a look in which only documents were looked at, and definitions as they were listed last. */
export interface DifferingNow {
  readonly documents: number;
  readonly definitions: number;
}

/** `2 documents`, and with definitions that differ `2 documents and 1 definition`. */
export function differingText({ documents, definitions }: DifferingNow): string {
  const ofDocuments = amount(documents, 'document');
  return definitions === 0 ? ofDocuments : `${ofDocuments} and ${amount(definitions, 'definition')}`;
}
