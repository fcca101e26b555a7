import type { Verdict, Verification } from './verification.ts';

type Looked = Pick<Verification, 'differencesTotal' | 'namespaces' | 'documents' | 'notCompared'>;

/** A difference that nobody expects decides; then what was not seen; and to have compared nothing proves nothing. */
export function verdictOf({ differencesTotal, namespaces, documents, notCompared }: Looked): Verdict {
  if (differencesTotal > 0) return 'different';
  if (notCompared.length > 0) return 'not-all-compared';
  return namespaces === 0 && documents.source === 0 ? 'nothing-compared' : 'identical';
}
