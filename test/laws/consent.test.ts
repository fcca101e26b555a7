import { expect } from 'vitest';
import { LivemigError } from '../../src/core/errors.ts';
import { emptyJournal, type Journal, started } from '../../src/core/journal.ts';
import type { Observation, Step } from '../../src/core/step.ts';
import { keepJournal } from '../../src/engine/journal-keeper.ts';
import type { Run } from '../../src/engine/run.ts';
import { runSteps } from '../../src/engine/run-steps.ts';
import { line } from '../../src/stages/line.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { itHolds, itNotices, type TryCase } from '../support/law.ts';
import { memoryAudit, memoryCheckpoints, memoryState, recordingReporter } from '../support/memory-ports.ts';

/**
 * The law: what nobody has agreed to is neither done nor recorded nor waited for. Whatever a look finds, where the checks
 * block or a person leaves, the journal and the audit are as they were.
 */
const law = 'consent';

const blocked = new LivemigError({ kind: 'blocked', code: 'BLOCKED', message: 'No.', fix: 'Later.' });
const left = new LivemigError({ kind: 'interrupted', code: 'NOT_APPROVED', message: 'No.', fix: 'Later.' });

const error = new LivemigError({ kind: 'step-failed', code: 'MIGRATION_FAILED', message: 'It failed.', fix: 'Look.' });
const sightings: readonly Observation[] = [
  { state: 'todo' },
  { state: 'waiting', detail: 'not yet' },
  { state: 'done', detail: 'found' },
  { state: 'done', detail: 'found', receipt: { id: 'found' } },
  { state: 'done', detail: 'found', seen: { 'migration.status': 'WORKING' } },
  { state: 'failed', error, seen: { 'migration.status': 'FAILED' } },
  { state: 'unknown', error },
];

/** The step as it is, in a world in which this is seen of it; what it does is only counted. */
function seenAs(step: (typeof line)[number], seen: Observation) {
  let deeds = 0;
  const count = async () => {
    deeds += 1;
    return {};
  };
  const { id, title, receipt, repeatable } = step;
  // No wait may last.
  const patience = { usually: 'a moment', longAfterMs: 0, lookAt: 'Look.', limitMs: 0 };
  const wrapped: Step<object> = {
    ...{ id, title, receipt, patience, finish: async () => void (await count()), observe: async () => seen },
    ...(repeatable === undefined ? {} : { repeatable }),
    ...(step.run === undefined ? {} : { run: count }),
  };
  return { wrapped, deeds: () => deeds };
}

function stoppedRun(journal: Journal, why: LivemigError, changes: Partial<Run<object>>) {
  const [clock, state, audit] = [fakeClock(), memoryState(), memoryAudit()];
  const run: Run<object> = {
    world: {},
    journal: keepJournal(journal, state, audit),
    checkpoints: memoryCheckpoints(),
    approver: { approve: async () => {} },
    reporter: recordingReporter(),
    clock,
    signal: new AbortController().signal,
    dryRun: false,
    beforeActing: async () => {
      throw why;
    },
    isAgreed: () => false,
    covers: async () => true,
    pollMs: undefined,
    ...changes,
  };
  return { run, saves: state.saves, entries: audit.entries };
}

const now = fakeClock().now();

/** Every step, however far an older version has come with it, in every world, with both ways to end before the first change. */
const cases = line.flatMap((step) =>
  sightings.flatMap((seen) =>
    [blocked, left].flatMap((why) =>
      [emptyJournal(now), started(emptyJournal(now), step.id, new Date(0))].map((journal) => ({
        ...{ step, seen, why, journal },
      })),
    ),
  ),
);

async function leavesEverything(tryCase: TryCase, changes: Partial<Run<object>> = {}): Promise<void> {
  for (const { step, seen, why, journal } of cases) {
    const begun = step.id in journal.steps ? 'begun by an older version' : 'never begun';
    await tryCase(`${step.id}, ${begun}, seen as ${seen.state}, ${why.kind}`, async () => {
      const { wrapped, deeds } = seenAs(step, seen);
      const { run, saves, entries } = stoppedRun(journal, why, changes);
      await runSteps([wrapped], run).catch(() => undefined);
      // What has failed ends the run by itself, and what is repeatable is asked anew the next time.
      const isForgotten = seen.state === 'failed' && step.repeatable === true;
      if (!isForgotten) expect([deeds(), saves, entries]).toEqual([0, [], []]);
    });
  }
}

itHolds(law, 'changes nothing before anybody has agreed', (tryCase) => leavesEverything(tryCase));

itNotices(law, 'a stage that is taken for agreed to', (tryCase) => leavesEverything(tryCase, { isAgreed: () => true }));
