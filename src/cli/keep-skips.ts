import { withSkipsChanged } from '../core/journal.ts';
import type { Skip, Skips } from '../core/skip.ts';
import { keepJournal } from '../engine/journal-keeper.ts';
import type { AskedRules } from './asked-rules.ts';
import type { Options } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { loadWholePast, refuseForgotten } from './whole-past.ts';

/** Writes a person's word about rules to the journal and the audit of this directory; gives all that hold from now on. */
export async function keepSkips({ skips, unskips }: AskedRules, options: Options, ports: RunPorts): Promise<Skips> {
  const files = await ports.openDirectory(directoryOf(options));
  await files.lock.acquire('check');
  try {
    const whole = await loadWholePast(files, ports);
    refuseForgotten(whole, options);
    const journal = keepJournal(whole.journal, files.state, files.audit);
    const at = ports.clock.now().toISOString();
    const changes: Record<string, Skip | undefined> = {};
    journal.note({ kind: 'command', command: 'check' });
    for (const { id, because } of skips) {
      changes[id] = { ...(because !== undefined && { because }), by: ports.user, at };
      const why = because === undefined ? '' : ` because: ${because}`;
      journal.note({ kind: 'decision', decision: `skipped rule ${id}${why}` });
    }
    for (const id of unskips) {
      changes[id] = undefined;
      journal.note({ kind: 'decision', decision: `no longer skipped rule ${id}` });
    }
    await journal.update((before) => withSkipsChanged(before, changes));
    return journal.current().skips ?? {};
  } finally {
    await files.lock.release();
  }
}
