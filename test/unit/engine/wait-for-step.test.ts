import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signalOfRun } from '../../../src/core/deadline.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import { emptyJournal, started } from '../../../src/core/journal.ts';
import { defineStep, type Observation, type Patience } from '../../../src/core/step.ts';
import { keepJournal } from '../../../src/engine/journal-keeper.ts';
import { runSteps } from '../../../src/engine/run-steps.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryAudit, memoryCheckpoints, memoryState, recordingReporter } from '../../support/memory-ports.ts';

const id = 'start.make-thing';
const longAgo = '2026-01-01T00:00:00.000Z';
const waiting: Observation<string> = { state: 'waiting', detail: 'not yet' };

function noAnswer(retryAfterSeconds?: number): LivemigError {
  const api = { method: 'GET', path: '/', delivery: 'unknown', retryAfterSeconds } as const;
  return new LivemigError({ kind: 'api', code: 'API_CONNECTION_LOST', message: 'No answer.', fix: 'Wait.', api });
}

interface Scene {
  /** What the looks come to, one after the other; the last one for ever. */
  readonly looks: readonly (Observation<string> | LivemigError)[];
  /** Waits, and sends nothing. */
  readonly onlyLooks?: boolean;
  readonly patience?: Patience;
  readonly timeoutMs?: number;
  readonly pollMs?: number;
  readonly startedAt?: string;
  readonly dryRun?: boolean;
}

/** Runs one step, by a clock that stands still but for what is waited. */
async function run(scene: Scene) {
  const { looks, onlyLooks = false, patience, timeoutMs, pollMs, startedAt, dryRun = false } = scene;
  const clock = fakeClock();
  let [looked, sent] = [0, 0];
  const send = async () => {
    sent += 1;
    return 'thing-1';
  };
  const thing = defineStep<undefined, string>({
    id,
    title: 'Make the thing',
    receipt: z.string(),
    async observe() {
      const seen = looks[Math.min(looked, looks.length - 1)] ?? waiting;
      looked += 1;
      if (seen instanceof LivemigError) throw seen;
      return sent > 0 ? { state: 'done', detail: 'there' } : seen;
    },
    ...(patience === undefined ? {} : { patience }),
    ...(onlyLooks ? {} : { run: send }),
  });
  const empty = emptyJournal(clock.now());
  const journal = startedAt === undefined ? empty : started(empty, id, new Date(startedAt));
  const error = await runSteps([thing], {
    world: undefined,
    journal: keepJournal(journal, memoryState(), memoryAudit()),
    checkpoints: memoryCheckpoints(),
    approver: { approve: async () => {} },
    reporter: recordingReporter(),
    clock,
    signal: signalOfRun(new AbortController().signal, timeoutMs, clock),
    dryRun,
    beforeActing: async () => {},
    isAgreed: () => true,
    covers: async () => true,
    pollMs,
  }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, looked, sent, tookMs: clock.elapsed() };
}

const minutes = 60_000;

describe('an outage', () => {
  it.each([
    ['with growing pauses', {}],
    ['looking twice a second', { pollMs: 500 }],
    ['looking once in four minutes', { pollMs: 4 * minutes }],
  ])('is waited through for ten minutes, %s', async (_, pace) => {
    const { error, tookMs } = await run({ looks: [waiting, noAnswer()], ...pace });
    expect(error).toMatchObject({ code: 'API_CONNECTION_LOST' });
    expect(tookMs).toBeGreaterThanOrEqual(10 * minutes);
    expect(tookMs).toBeLessThan(15 * minutes);
  });

  it('is another one after each answer', async () => {
    const almost = Array.from({ length: 9 }, () => noAnswer());
    const looks = [waiting, ...almost, waiting, ...almost, { state: 'done', detail: 'there' } as const];
    expect(await run({ looks, pollMs: minutes })).toMatchObject({ error: undefined, tookMs: 20 * minutes });
  });

  it.each<[string, Scene, boolean]>([
    ['is told at once before anything was sent', { looks: [noAnswer()] }, false],
    ['is waited through where an earlier run has begun the step', { looks: [noAnswer()], startedAt: longAgo }, true],
    ['is waited through where the step only waits', { looks: [noAnswer()], onlyLooks: true }, true],
    ['is told at once in a dry run', { looks: [noAnswer()], startedAt: longAgo, dryRun: true }, false],
  ])('%s', async (_, scene, isPatient) => {
    const { error, looked } = await run(scene);
    expect(error).toMatchObject({ code: 'API_CONNECTION_LOST' });
    expect(looked > 1).toBe(isPatient);
  });

  it.each([600, 86_400, 1e12])(
    'does not last longer for a Retry-After of %d s, nor is it a hot loop',
    async (seconds) => {
      const { tookMs, looked } = await run({ looks: [waiting, noAnswer(seconds)] });
      expect(tookMs).toBeLessThan(11 * minutes);
      expect(looked).toBeLessThan(5);
    },
  );
});

describe('the time of a run', () => {
  it.each<[string, Scene]>([
    ['a wait', { looks: [waiting] }],
    ['an outage', { looks: [waiting, noAnswer()] }],
    ['a pause that a service asks for', { looks: [waiting, noAnswer(3600)] }],
    ['a pause between two looks that is longer', { looks: [waiting], pollMs: 60 * minutes }],
  ])('ends %s, and names the step', async (_, scene) => {
    const { error, tookMs } = await run({ ...scene, timeoutMs: 25_000 });
    expect(error).toMatchObject({
      kind: 'pending',
      code: 'STILL_IN_PROGRESS',
      message: expect.stringMatching(/^"Make the thing" was still/),
    });
    expect(tookMs).toBeGreaterThanOrEqual(25_000);
  });

  it('does not make a failure of what is done', async () => {
    const looks = [waiting, { state: 'done', detail: 'there' } as const];
    expect((await run({ looks, timeoutMs: 1 * minutes, pollMs: 5_000 })).error).toBeUndefined();
  });
});

describe('what an earlier run has begun', () => {
  it.each([
    ['a moment ago', '2026-01-18T11:59:59.000Z'],
    ['long ago', longAgo],
    ['in the future, because the clock was set back', '2026-01-19T12:00:00.000Z'],
  ])('%s is looked for before it is sent again', async (_, startedAt) => {
    const { sent, tookMs } = await run({ looks: [{ state: 'todo' }], startedAt });
    expect(sent).toBe(1);
    expect(tookMs).toBeGreaterThanOrEqual(20_000);
    expect(tookMs).toBeLessThan(60_000);
  });
});
