import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LivemigError } from '../../../src/core/errors.ts';
import { emptyJournal, type Journal, progressOf, started } from '../../../src/core/journal.ts';
import { defineStep, type Observation, type Step } from '../../../src/core/step.ts';
import { keepJournal } from '../../../src/engine/journal-keeper.ts';
import type { Run } from '../../../src/engine/run.ts';
import { runSteps } from '../../../src/engine/run-steps.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryAudit, memoryCheckpoints, memoryState, recordingReporter } from '../../support/memory-ports.ts';

/** A world in which one thing can be made; making it may be told to fail. */
interface Toy {
  made: number;
  looks: number;
  readyAfterLooks: number;
  failure: unknown;
}

function toy(changes: Partial<Toy> = {}): Toy {
  return { made: 0, looks: 0, readyAfterLooks: 0, failure: undefined, ...changes };
}

function makeThing(changes: Partial<Step<Toy, { id: string }>> = {}): Step<Toy> {
  return defineStep<Toy, { id: string }>({
    id: 'start.make-thing',
    title: 'Make the thing',
    receipt: z.object({ id: z.string() }),
    async observe(world, receipt): Promise<Observation<{ id: string }>> {
      world.looks += 1;
      if (world.made === 0) return { state: 'todo' };
      return world.looks > world.readyAfterLooks
        ? { state: 'done', detail: `made ${receipt?.id ?? 'elsewhere'}` }
        : { state: 'waiting', detail: 'not yet' };
    },
    async run(world) {
      if (world.failure !== undefined) throw world.failure;
      world.made += 1;
      return { id: 'thing-1' };
    },
    ...changes,
  });
}

function setup(world: Toy, changes: Partial<Run<Toy>> = {}, initial?: Journal) {
  const clock = fakeClock();
  const state = memoryState();
  const audit = memoryAudit();
  const reporter = recordingReporter();
  const journal = keepJournal(initial ?? emptyJournal(clock.now()), state, audit);
  const run: Run<Toy> = {
    world,
    journal,
    checkpoints: memoryCheckpoints(),
    approver: { approve: async () => {} },
    reporter,
    clock,
    signal: new AbortController().signal,
    dryRun: false,
    beforeActing: async () => {},
    isAgreed: () => true,
    covers: async () => true,
    pollMs: undefined,
    ...changes,
  };
  return { run, state, journal, audit, reporter, clock };
}

function apiError(delivery: 'never-left' | 'refused' | 'unknown'): LivemigError {
  return new LivemigError({
    kind: 'api',
    code: 'API_CONNECTION_LOST',
    message: 'it went wrong',
    fix: 'mend it',
    api: { method: 'POST', path: '/', delivery },
  });
}

describe('runSteps', () => {
  it('writes "started" before acting, the receipt at once after, and "done" when it is seen', async () => {
    const world = toy();
    const { run, state } = setup(world);
    await runSteps([makeThing()], run);
    expect(state.saves.map((journal) => journal.steps['start.make-thing']?.state)).toEqual([
      'started',
      'submitted',
      'done',
    ]);
    expect(state.saves.at(-1)?.steps['start.make-thing']).toMatchObject({ receipt: { id: 'thing-1' } });
  });

  it('changes nothing when the world says it is done', async () => {
    const world = toy({ made: 1 });
    const { run, journal } = setup(world);
    const ran = await runSteps([makeThing()], run);
    expect(ran.acted).toEqual([]);
    expect(world.made).toBe(1);
    expect(progressOf(journal.current(), 'start.make-thing')).toBe('done');
  });

  it('waits between looks, with growing pauses', async () => {
    const { run, clock } = setup(toy({ readyAfterLooks: 4 }));
    await runSteps([makeThing()], run);
    expect(clock.slept).toEqual([1690, 2197]);
  });

  it('reminds whoever comes back to a wait, once, and nobody who began it or only looks', async () => {
    const reminded: string[] = [];
    const remind = async (_: Toy, { id }: { id: string }) => void reminded.push(id);
    const step = makeThing({ remind });
    const world = toy({ readyAfterLooks: 4 });
    const { run, journal } = setup(world);
    await runSteps([step], run);
    expect(reminded).toEqual([]);
    world.looks = 0;
    const submitted = journal.current();
    await runSteps([step], { ...setup(world, {}, submitted).run, dryRun: true });
    expect(reminded).toEqual([]);
    world.looks = 0;
    await runSteps([step], setup(world, {}, submitted).run);
    expect(reminded).toEqual(['thing-1']);
  });

  it.each(['never-left', 'refused'] as const)('takes "started" back when the request was %s', async (delivery) => {
    const { run, journal } = setup(toy({ failure: apiError(delivery) }));
    await expect(runSteps([makeThing()], run)).rejects.toMatchObject({ code: 'API_CONNECTION_LOST' });
    expect(progressOf(journal.current(), 'start.make-thing')).toBe('none');
  });

  it.each(['never-left', 'refused', 'unknown'] as const)(
    'does not take back an earlier attempt that may have arrived, when the next one was %s',
    async (delivery) => {
      const begun = started(emptyJournal(new Date(0)), 'start.make-thing', new Date(0));
      const { run, journal, audit } = setup(toy({ failure: apiError(delivery) }), {}, begun);
      await expect(runSteps([makeThing()], run)).rejects.toMatchObject({ code: 'API_CONNECTION_LOST' });
      expect(journal.current().steps).toEqual(begun.steps);
      expect(audit.entries).not.toContainEqual(expect.objectContaining({ state: 'withdrawn' }));
    },
  );

  it('rests before it does again what does not last, for as long as the step has patience', async () => {
    const world = toy();
    const { run, clock } = setup(world);
    const step = makeThing({
      repeatable: true,
      observe: async () => ({ state: 'todo' }),
      patience: { usually: 'a second', longAfterMs: 5_000, lookAt: 'Look at it.', limitMs: 60_000 },
    });
    await expect(runSteps([step], run)).rejects.toMatchObject({ kind: 'pending' });
    expect(clock.slept).toHaveLength(world.made - 1);
    expect(world.made).toBeLessThan(20);
  });

  it('leaves "started" when the outcome is not known', async () => {
    const { run, journal } = setup(toy({ failure: apiError('unknown') }));
    await expect(runSteps([makeThing()], run)).rejects.toMatchObject({ code: 'API_CONNECTION_LOST' });
    expect(progressOf(journal.current(), 'start.make-thing')).toBe('started');
  });

  it('never runs a step twice whose outcome nobody can see', async () => {
    const world = toy();
    const error = new LivemigError({
      kind: 'outcome-unknown',
      code: 'CREATE_OUTCOME_UNKNOWN',
      message: 'who knows',
      fix: 'look',
    });
    const step = makeThing({ observe: async () => ({ state: 'unknown', error }) });
    const begun = started(emptyJournal(new Date(0)), 'start.make-thing', new Date(0));
    const { run } = setup(world, {}, begun);
    await expect(runSteps([step], run)).rejects.toMatchObject({
      code: 'CREATE_OUTCOME_UNKNOWN',
      kind: 'outcome-unknown',
    });
    expect(world.made).toBe(0);
  });

  it('looks for a request that may still be on its way before it sends it again', async () => {
    const world = toy();
    const { run, clock } = setup(world);
    const begun = started(emptyJournal(clock.now()), 'start.make-thing', clock.now());
    const late = makeThing({
      async observe(toyWorld) {
        // The request of the run that was cut off is carried out five seconds after it was sent.
        if (clock.slept.reduce((sum, ms) => sum + ms, 0) > 5_000) toyWorld.made = 1;
        return toyWorld.made === 0 ? { state: 'todo' } : { state: 'done', detail: 'made by the run before' };
      },
    });
    const journal = keepJournal(begun, memoryState(), memoryAudit());
    expect((await runSteps([late], { ...run, journal })).acted).toEqual([]);
  });

  it('sends it again when it has not arrived for long enough', async () => {
    const { run, clock } = setup(toy());
    const begun = started(emptyJournal(clock.now()), 'start.make-thing', clock.now());
    const journal = keepJournal(begun, memoryState(), memoryAudit());
    expect((await runSteps([makeThing()], { ...run, journal })).acted).toEqual(['start.make-thing']);
    const waited = clock.slept.reduce((sum, ms) => sum + ms, 0);
    expect([waited >= 20_000, waited < 40_000]).toEqual([true, true]);
  });

  it('stops when what is done has gone', async () => {
    const world = toy();
    const { run } = setup(world);
    await runSteps([makeThing()], run);
    world.made = 0;
    await expect(runSteps([makeThing()], run)).rejects.toMatchObject({ kind: 'drift' });
  });

  it('makes a repeatable step again when what is done has gone', async () => {
    const world = toy();
    const { run } = setup(world);
    await runSteps([makeThing({ repeatable: true })], run);
    world.made = 0;
    expect((await runSteps([makeThing({ repeatable: true })], run)).acted).toEqual(['start.make-thing']);
  });

  it('makes what an earlier run has made anew where that is asked for, and once', async () => {
    const world = toy();
    const { run } = setup(world);
    const step = makeThing({ repeatable: true });
    await runSteps([step], run);
    const asking = { ...run, asksAnew: () => true };
    expect((await runSteps([step], asking)).acted).toEqual(['start.make-thing']);
    expect(world.made).toBe(2);
    expect((await runSteps([step], { ...asking, dryRun: true })).acted).toEqual([]);
    expect((await runSteps([step], run)).acted).toEqual([]);
    expect(world.made).toBe(2);
  });

  it('forgets a repeatable step that failed, so that the next run asks anew', async () => {
    const error = new LivemigError({ kind: 'blocked', code: 'VALIDATION_FAILED', message: 'no', fix: 'mend' });
    const { run, journal } = setup(toy());
    const step = makeThing({
      repeatable: true,
      observe: async (_, receipt) => (receipt ? { state: 'failed', error } : { state: 'todo' }),
    });
    await expect(runSteps([step], run)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(progressOf(journal.current(), 'start.make-thing')).toBe('none');
  });

  it('gives up with "pending" when the patience of the step ends', async () => {
    const { run } = setup(toy({ readyAfterLooks: 1000 }));
    const step = makeThing({
      patience: { usually: 'a second', longAfterMs: 5_000, lookAt: 'Look at it.', limitMs: 10_000 },
    });
    await expect(runSteps([step], run)).rejects.toMatchObject({ kind: 'pending' });
  });

  it('judges before the first change, and not at all when nothing is to be changed', async () => {
    let judged = 0;
    const beforeActing = async () => {
      judged += 1;
    };
    const world = toy();
    const { run } = setup(world, { beforeActing });
    await runSteps([makeThing()], run);
    expect(judged).toBe(1);
    await runSteps([makeThing()], run);
    expect(judged).toBe(1);
  });

  it('judges before it waits for what nobody has agreed to, and not when it goes on waiting another day', async () => {
    let judged = 0;
    const beforeActing = async () => {
      judged += 1;
    };
    const step = makeThing({ observe: async ({ looks }) => waitingUntil(looks > 2) });
    const { run } = setup(toy(), { beforeActing, isAgreed: () => judged > 0 });
    const impatient = { ...step, patience: { usually: 'a second', longAfterMs: 1, lookAt: 'Look.', limitMs: 1 } };
    await expect(runSteps([impatient], run)).rejects.toMatchObject({ kind: 'pending' });
    expect(judged).toBe(1);
    const begun = started(emptyJournal(new Date(0)), 'start.make-thing', new Date(0));
    const again = setup(toy(), { beforeActing }, begun);
    await expect(runSteps([impatient], again.run)).rejects.toMatchObject({ kind: 'pending' });
    expect(judged).toBe(1);
  });

  it('looks again after somebody has agreed, and does not do what has been done meanwhile', async () => {
    const world = toy();
    const beforeActing = async () => {
      world.made = 1;
    };
    const { run } = setup(world, { beforeActing });
    expect((await runSteps([makeThing()], run)).acted).toEqual([]);
    expect(world.made).toBe(1);
  });

  it('has what was found done and has gone meanwhile agreed to as well, and asks once for it', async () => {
    let asked = 0;
    const beforeActing = async () => {
      asked += 1;
    };
    const { run } = setup(toy(), { beforeActing, covers: async ({ id }) => id === 'start.make-thing' });
    await runSteps([makeThing(), makeThing({ id: 'start.not-in-the-plan', observe: onceMade(1) })], run);
    expect(asked).toBe(2);
  });

  it('keeps what a later look is to be held against, once for each value', async () => {
    const step = makeThing({ observe: async () => ({ state: 'done', detail: 'there', seen: { status: 'WORKING' } }) });
    const { run, state, audit } = setup(toy());
    await runSteps([step], run);
    await runSteps([step], run);
    expect(state.saves.filter(({ seen }) => seen?.status?.value === 'WORKING')).toHaveLength(2);
    expect(state.saves).toHaveLength(2);
    const told = { kind: 'step', step: 'start.make-thing', state: 'seen', receipt: { status: 'WORKING' } };
    expect(audit.entries.filter((entry) => entry.kind === 'step' && entry.state === 'seen')).toEqual([told]);
  });

  it('tells a step what it has seen of itself before in the same run', async () => {
    const told: unknown[] = [];
    const step = makeThing({
      observe: async (world, _, before) => {
        told.push(before?.state);
        world.looks += 1;
        return waitingUntil(world.looks > 2);
      },
    });
    await runSteps([step], setup(toy()).run);
    expect(told).toEqual([undefined, 'waiting', 'waiting']);
  });

  it('changes nothing when the danger is not approved', async () => {
    const world = toy();
    const approve = async () => {
      throw new LivemigError({ kind: 'usage', code: 'NOT_CONFIRMED', message: 'no', fix: 'yes' });
    };
    const { run, state } = setup(world, { approver: { approve } });
    const step = makeThing({ danger: () => ({ warning: 'boom', phrase: 'Billing0', otherwise: 'No.' }) });
    await expect(runSteps([step], run)).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
    expect([world.made, state.saves.length]).toEqual([0, 0]);
  });

  it('a dry run says what would run and writes nothing', async () => {
    const world = toy();
    const { run, state, reporter } = setup(world, { dryRun: true });
    await runSteps([makeThing()], run);
    expect([world.made, state.saves.length]).toEqual([0, 0]);
    expect(reporter.events).toMatchObject([{ type: 'step', state: 'would-run' }]);
  });

  it('a dry run does not tell of a request that nobody has sent', async () => {
    const { run, reporter } = setup(toy(), { dryRun: true });
    const error = apiError('unknown');
    await runSteps([makeThing({ observe: async () => ({ state: 'unknown', error }) })], run);
    expect(reporter.events).toMatchObject([{ type: 'step', state: 'would-run' }]);
    expect(JSON.stringify(reporter.events)).not.toContain(error.message);
  });

  it('goes on looking when a read fails while waiting', async () => {
    const world = toy({ made: 1, readyAfterLooks: 2 });
    const { run } = setup(world);
    const step = makeThing();
    let fail = true;
    const shaky = makeThing({
      async observe(toyWorld, receipt) {
        if (toyWorld.looks === 1 && fail) {
          fail = false;
          throw apiError('unknown');
        }
        return await defineObserve(step, toyWorld, receipt);
      },
    });
    await runSteps([shaky], run);
    expect(world.looks).toBe(3);
  });

  it('waits as long as it is asked to when there were too many requests', async () => {
    const world = toy({ made: 1, readyAfterLooks: 2 });
    const { run, clock } = setup(world);
    const limited = new LivemigError({
      kind: 'api',
      code: 'API_RATE_LIMITED',
      message: 'too many requests.',
      fix: 'wait',
      api: { method: 'GET', path: '/', delivery: 'refused', status: 429, retryAfterSeconds: 40 },
    });
    const step = makeThing();
    let refused = false;
    const strict = makeThing({
      async observe(toyWorld, receipt) {
        if (toyWorld.looks === 1 && !refused) {
          refused = true;
          throw limited;
        }
        return await defineObserve(step, toyWorld, receipt);
      },
    });
    await runSteps([strict], run);
    expect(clock.slept).toContain(40_000);
  });

  it('an abort while waiting stops with its reason', async () => {
    const controller = new AbortController();
    const reason = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'stop', fix: 'go on' });
    const { run } = setup(toy({ readyAfterLooks: 10 }), { signal: controller.signal });
    controller.abort(reason);
    await expect(runSteps([makeThing()], run)).rejects.toMatchObject({
      ...{ kind: 'interrupted', code: 'INTERRUPTED', message: 'stop', fix: 'go on' },
      data: { step: 'start.make-thing' },
    });
  });

  it('an abort during the last write is told, is not a success, and what was written is recorded', async () => {
    const controller = new AbortController();
    const reason = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'stop', fix: 'go on' });
    const { run, reporter } = setup(toy(), { signal: controller.signal });
    const step = makeThing({
      async run(world) {
        controller.abort(reason);
        world.made += 1;
        return { id: 'thing-1' };
      },
    });
    await expect(runSteps([step], run)).rejects.toBe(reason);
    expect(progressOf(run.journal.current(), step.id)).toBe('done');
    const told = { type: 'step', step: step.id, state: 'running', detail: 'stopping as soon as this is answered' };
    expect(reporter.events).toContainEqual(expect.objectContaining(told));
  });
});

/** Seen as made when one more has been. */
function onceMade(before: number) {
  return async ({ made }: Toy): Promise<Observation<{ id: string }>> =>
    made > before ? { state: 'done', detail: 'made' } : { state: 'todo' };
}

function waitingUntil(isDone: boolean): Observation<{ id: string }> {
  return isDone ? { state: 'done', detail: 'there' } : { state: 'waiting', detail: 'not yet' };
}

async function defineObserve(step: Step<Toy>, world: Toy, receipt: { id: string } | undefined) {
  const seen = await step.observe(world, receipt);
  return seen.state === 'done' ? { state: 'done' as const, detail: seen.detail } : seen;
}
