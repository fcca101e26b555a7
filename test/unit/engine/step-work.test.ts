import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LivemigError } from '../../../src/core/errors.ts';
import { emptyJournal, progressOf } from '../../../src/core/journal.ts';
import type { Step, Work } from '../../../src/core/step.ts';
import { keepJournal } from '../../../src/engine/journal-keeper.ts';
import type { Run } from '../../../src/engine/run.ts';
import { runSteps } from '../../../src/engine/run-steps.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryAudit, memoryCheckpoints, memoryState, recordingReporter } from '../../support/memory-ports.ts';

const id = 'start.count-things';
const cutOff = new LivemigError({ kind: 'api', code: 'API_CONNECTION_LOST', message: 'Gone.', fix: 'Again.' });

interface Doing extends Work {
  readonly clock: ReturnType<typeof fakeClock>;
}

/** One run of a step that does this; it is done once that has come to its end. */
function attempts() {
  const [checkpoints, state, reporter] = [memoryCheckpoints(), memoryState(), recordingReporter()];
  const journal = keepJournal(emptyJournal(new Date(0)), state, memoryAudit());
  const stop = new AbortController();
  const run = async (act: (doing: Doing) => Promise<void>) => {
    const clock = fakeClock();
    const step: Step<object> = {
      ...{ id, title: 'Count things', receipt: z.literal('counted'), repeatable: true },
      observe: async (_, receipt) => (receipt === undefined ? { state: 'todo' } : { state: 'done', detail: 'counted' }),
      run: async (_, work) => act({ ...work, clock }).then(() => 'counted'),
    };
    const running: Run<object> = {
      ...{ world: {}, journal, checkpoints, reporter, clock, signal: stop.signal, dryRun: false, pollMs: undefined },
      approver: { approve: async () => {} },
      beforeActing: async () => {},
      isAgreed: () => true,
      covers: async () => true,
    };
    return runSteps([step], running).catch((error: unknown) => error);
  };
  const told = () => reporter.events.filter((event) => event.type === 'progress');
  return { run, told, stop, kept: checkpoints.kept, progress: () => progressOf(journal.current(), id) };
}

const At = z.number();

describe('what a step tells while it runs', () => {
  it('is an event with its pace and when it will be done, at most once a second', async () => {
    const { run, told } = attempts();
    await run(async ({ report, clock }) => {
      for (const done of [0, 10, 20, 30]) {
        report({ done, total: 100, unit: 'things', detail: `thing ${done}` });
        await clock.sleep(600);
      }
    });
    expect(told()).toEqual([
      expect.objectContaining({
        step: id,
        title: 'Count things',
        done: 0,
        total: 100,
        unit: 'things',
        detail: 'thing 0',
      }),
      expect.objectContaining({ done: 20, rate: 16.7, detail: 'thing 20' }),
    ]);
    const [first, second] = told();
    expect(first).not.toHaveProperty('rate');
    // 80 more at 20 in 1.2 s.
    expect(Date.parse(second?.eta ?? '') - Date.parse(second?.time ?? '')).toBe(4_800);
  });

  it('tells nothing of what nobody knows', async () => {
    const { run, told } = attempts();
    await run(async ({ report }) => report({ done: 3, unit: 'things' }));
    expect(told().map(({ time: _, ...rest }) => rest)).toEqual([
      { type: 'progress', step: id, title: 'Count things', done: 3, unit: 'things' },
    ]);
  });

  it('is no news any more once the run is told to stop', async () => {
    const { run, told, stop } = attempts();
    await run(async ({ report }) => {
      stop.abort(cutOff);
      report({ done: 3, unit: 'things' });
    });
    expect(told()).toEqual([]);
  });
});

describe('what a step keeps while it runs', () => {
  const untilCutOff = async ({ checkpoint }: Doing) => {
    await checkpoint(1);
    await checkpoint(2);
    throw cutOff;
  };

  it('is the last of it where it is cut off, and there for the next run', async () => {
    const { run, kept, progress } = attempts();
    expect(await run(untilCutOff)).toMatchObject({ code: cutOff.code });
    expect([...kept]).toEqual([[id, '2']]);
    const found: unknown[] = [];
    await run(async ({ resumeFrom }) => void found.push(await resumeFrom(At)));
    expect([found, progress()]).toEqual([[2], 'done']);
  });

  it('is gone when it has run', async () => {
    const { run, kept } = attempts();
    await run(untilCutOff);
    await run(async ({ resumeFrom }) => void (await resumeFrom(At)));
    expect([...kept]).toEqual([]);
  });

  it('is not written at all where the work is short', async () => {
    const { run, kept } = attempts();
    const seen: number[] = [];
    await run(async ({ checkpoint, clock }) => {
      for (const at of [1, 2, 3]) {
        await checkpoint(at);
        await clock.sleep(3_000);
        seen.push(kept.size);
      }
    });
    expect(seen).toEqual([0, 0, 0]);
  });

  it('is written every ten seconds where it is long, and gone afterwards', async () => {
    const { run, kept } = attempts();
    const seen: (string | undefined)[] = [];
    await run(async ({ checkpoint, clock }) => {
      for (const at of [1, 2, 3, 4]) {
        await clock.sleep(6_000);
        await checkpoint(at);
        seen.push(kept.get(id));
      }
    });
    expect(seen).toEqual([undefined, '2', '2', '4']);
    expect([...kept]).toEqual([]);
  });

  it('is nothing where the step has no use for it', async () => {
    const { run } = attempts();
    await run(untilCutOff);
    const found: unknown[] = [];
    await run(async ({ resumeFrom }) => void found.push(await resumeFrom(z.string())));
    expect(found).toEqual([undefined]);
  });

  it('is forgotten when the step says so, though it is cut off', async () => {
    const { run, kept } = attempts();
    await run(async ({ checkpoint, clock, forget }) => {
      await clock.sleep(20_000);
      await checkpoint(1);
      await forget();
      throw cutOff;
    });
    expect([...kept]).toEqual([]);
  });
});
