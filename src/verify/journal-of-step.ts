import { z } from 'zod';
import type { Work } from '../core/step.ts';
import { type Spool, VerifyEntry, type VerifyJournal } from '../core/verification/entry.ts';

const noSpool: Spool = { add: () => {}, drop: async () => {} };

/** The journal of a verification that is one step of a migration: it is kept with the step, and only to go on from. */
export function journalOfStep(work: Work): VerifyJournal {
  let written: VerifyEntry[] | undefined;
  const entries = async () => {
    written ??= [...((await work.resumeFrom(z.array(VerifyEntry))) ?? [])];
    return written;
  };
  return {
    entries,
    spool: () => noSpool,
    async append(entry) {
      const all = await entries();
      all.push(entry);
      await work.checkpoint(all);
    },
  };
}
