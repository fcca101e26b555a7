import type { AuditEntry } from '../core/audit.ts';
import type { Journal } from '../core/journal.ts';
import type { AuditLog, StateStore } from '../core/ports.ts';

/** The journal in memory and on disk: what `current()` says has been saved, always. */
export interface JournalKeeper {
  current(): Journal;
  update(change: (journal: Journal) => Journal): Promise<void>;
  /** Queued, so that a receipt reaches the journal before its request reaches the audit. */
  note(entry: AuditEntry): void;
  flush(): Promise<void>;
}

export function keepJournal(initial: Journal, store: StateStore, audit: AuditLog): JournalKeeper {
  let journal = initial;
  const queue: AuditEntry[] = [];
  const flush = async () => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) await audit.append(entry);
  };
  return {
    current: () => journal,
    note: (entry) => void queue.push(entry),
    flush,
    async update(change) {
      const next = change(journal);
      await store.save(next);
      journal = next;
      await flush();
    },
  };
}

/** For `--dry-run` and `status`: nothing is ever written. */
export function readOnlyJournal(journal: Journal): JournalKeeper {
  return {
    current: () => journal,
    note: () => {},
    flush: async () => {},
    update: async () => {
      throw new Error('a read-only run tried to write the journal');
    },
  };
}
