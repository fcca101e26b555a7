import { harmless, shortened } from '../harmless.ts';
import type { DoctorLine } from '../results/doctor-result.ts';
import type { Looked, Trouble } from './doctor-facts.ts';

/** A line of the page, and whether other credentials would mend what it tells. */
export interface PageLine extends Omit<DoctorLine, 'section'> {
  readonly isOfCredentials?: boolean;
}

export function ok(name: string, text: string): PageLine {
  return { name, state: 'ok', text };
}

export function problem(name: string, text: string, fix: string): PageLine {
  return { name, state: 'problem', text, fix };
}

export function unlooked(name: string, because: string): PageLine {
  return { name, state: 'not-looked-at', text: because };
}

/** The line of something that was looked for; `tell` of what was seen. */
export function lineOf<Seen>(name: string, looked: Looked<Seen>, tell: (seen: Seen) => PageLine): PageLine {
  if (looked.is === 'seen') return tell(looked.value);
  return looked.is === 'unlooked' ? unlooked(name, looked.because) : ofTrouble(name, looked);
}

function ofTrouble(name: string, { what, fix, isOfCredentials = false }: Trouble): PageLine {
  return { ...problem(name, what, fix), ...(isOfCredentials && { isOfCredentials }) };
}

/** What others have named, such as a host or the subject of a certificate, in a line of ours. */
export function named(text: string): string {
  return shortened(harmless(text));
}
