import { amount } from '../plain-units.ts';

/** What speaks against calling all verified when documents have been looked at again. */
export interface Reservations {
  /** Definitions that differed when they were listed last. */
  readonly definitions: number;
  /** What should have been compared by then and was not, in so many places. */
  readonly notCompared: number;
}

/** A look at documents that were written, or differed. */
export interface LastLook extends Reservations {
  readonly documents: number;
}

/** `2 documents and 1 definition`, as what differed. */
export function differingText({ documents, definitions }: Omit<LastLook, 'notCompared'>): string {
  const ofDocuments = amount(documents, 'document');
  return definitions === 0 ? ofDocuments : `${ofDocuments} and ${amount(definitions, 'definition')}`;
}

/** `; 2 places were not compared`; empty where there is none. */
export function leftOutText({ notCompared }: Pick<Reservations, 'notCompared'>): string {
  if (notCompared === 0) return '';
  return `; ${amount(notCompared, 'place')} ${notCompared === 1 ? 'was' : 'were'} not compared`;
}

/** What can be said of a time up to which writes were followed: that all is verified only where nothing speaks against it. */
export function followedWord({ definitions, notCompared }: Reservations): string {
  return definitions + notCompared === 0 ? 'verified' : 'writes were followed';
}
