import { z } from 'zod';
import type { RecordedEntry } from '../audit.ts';
import {
  agreed,
  disagreed,
  done,
  emptyJournal,
  type Journal,
  started,
  submitted,
  withdrawn,
  withoutSeen,
  withSeen,
} from '../journal.ts';
import { adoptedIn, createAgainDecision } from '../past.ts';
import type { StageId, StepId } from '../step.ts';

/**
 * The journal as far as the audit tells it, for a report where `state.json` cannot be read: steps with what they brought
 * back, what was seen, and what was agreed to. Inputs, their names, skips and the checklist stand in no audit.
 */
export function journalOf(recorded: readonly RecordedEntry[], now: Date): Journal {
  return recorded.reduce<Journal>((journal, { entry }) => {
    if (entry.kind === 'decision') return afterDecision(journal, entry);
    return entry.kind === 'step' && isStep(entry.step) ? afterStep(journal, entry.step, entry) : journal;
  }, emptyJournal(now));
}

const Seen = z.record(z.string(), z.string());

function afterStep(
  journal: Journal,
  id: StepId,
  { state, receipt, time }: { readonly state: string; readonly receipt?: unknown; readonly time: string },
): Journal {
  const at = new Date(time);
  switch (state) {
    case 'started':
      return started(journal, id, at, receipt);
    case 'submitted':
      return submitted(journal, id, receipt, at);
    case 'done':
      return done(journal, id, receipt, at);
    case 'withdrawn':
      return withdrawn(journal, id);
    case 'seen':
      return withSeen(journal, Seen.safeParse(receipt).data ?? {}, at);
    default:
      return journal;
  }
}

/** Words of `livemig` itself, which are data in people's files. */
const agreement = /^agreed to the plan of (link|provision|start) \((called|answered)\)$/;
const Agreed = z.tuple([z.string(), z.enum(['link', 'provision', 'start']), z.enum(['called', 'answered'])]);

function afterDecision(
  journal: Journal,
  { decision, changes = [], time, user }: { decision: string; changes?: string[]; time: string; user: string },
): Journal {
  const id = adoptedIn(decision);
  if (id !== undefined) {
    return submitted(withoutMigration(journal), 'start.create-migration', { migrationId: id }, new Date(time));
  }
  if (decision === createAgainDecision) return withoutMigration(journal);
  const said = Agreed.safeParse([...(agreement.exec(decision) ?? [])]).data;
  if (said === undefined) return journal;
  const [, stage, how] = said;
  return agreed(journal, stage, { agreedAt: time, by: user, how, changes });
}

/** With what was seen of it and agreed to for it. */
function withoutMigration(journal: Journal): Journal {
  const without = Object.keys(journal.steps)
    .filter(isStep)
    .filter((id) => id.startsWith('start.'))
    .reduce(withdrawn, journal);
  return disagreed(withoutSeen(without, 'migration.status'), 'start');
}

const stages: readonly (StageId | 'cleanup')[] = ['link', 'provision', 'start', 'cleanup'];

function isStep(id: string): id is StepId {
  return stages.some((stage) => id.startsWith(`${stage}.`));
}
