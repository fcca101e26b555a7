import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signalOfRun } from '../../../src/core/deadline.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import { emptyJournal, started, submitted } from '../../../src/core/journal.ts';
import { defineStep, type Observation, type Patience } from '../../../src/core/step.ts';
import { keepJournal } from '../../../src/engine/journal-keeper.ts';
import { runSteps } from '../../../src/engine/run-steps.ts';
import { toldOfStep } from '../../../src/engine/wait-for-step.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryAudit, memoryCheckpoints, memoryState, recordingReporter } from '../../support/memory-ports.ts';

const id = 'start.make-thing';
const longAgo = '2026-01-01T00:00:00.000Z';
const waiting: Observation<string> = { state: 'waiting', detail: 'not yet' };

function noAnswer(retryAfterSeconds?: number): LivemigError {
  const api = { method: 'GET', path: '/', delivery: 'unknown', retryAfterSeconds } as const;
  return new LivemigError({ kind: 'api', code: 'API_CONNECTION_LOST', message: 'No answer.', fix: 'Wait.', api });
}

function answered(delivery: 'refused' | 'unknown', status: number): LivemigError {
  const api = { method: 'GET', path: '/', delivery, status } as const;
  return new LivemigError({ kind: 'api', code: 'API_REFUSED', message: 'No.', fix: 'Wait.', api });
}

interface Scene {
  /** What the looks come to, one after the other; the last one for ever. */
  readonly looks: readonly (Observation<string> | Error)[];
  /** Waits, and sends nothing. */
  readonly onlyLooks?: boolean;
  readonly patience?: Patience;
  readonly timeoutMs?: number;
  readonly pollMs?: number;
  readonly startedAt?: string;
  /** The earlier run was answered as well. */
  readonly wasSubmitted?: boolean;
  readonly repeatable?: boolean;
  readonly dryRun?: boolean;
  readonly meanwhile?: string;
}

/** Runs one step, by a clock that stands still but for what is waited. */
async function run(scene: Scene) {
  const { looks, onlyLooks = false, patience, timeoutMs, pollMs, startedAt, dryRun = false } = scene;
  const { wasSubmitted = false, repeatable = false, meanwhile } = scene;
  const clock = fakeClock();
  const reporter = recordingReporter();
  // The step is not the first of its run.
  await clock.sleep(earlierMs);
  let [looked, sent] = [0, 0];
  const send = async () => {
    sent += 1;
    return 'thing-1';
  };
  const thing = defineStep<undefined, string>({
    id,
    title: 'Make the thing',
    receipt: z.string(),
    repeatable,
    async observe() {
      const seen = looks[Math.min(looked, looks.length - 1)] ?? waiting;
      looked += 1;
      if (seen instanceof Error) throw seen;
      return sent > 0 ? { state: 'done', detail: 'there' } : seen;
    },
    ...(patience === undefined ? {} : { patience }),
    ...(meanwhile === undefined ? {} : { meanwhile }),
    ...(onlyLooks ? {} : { run: send }),
  });
  const empty = emptyJournal(clock.now());
  const begun = startedAt === undefined ? empty : started(empty, id, new Date(startedAt));
  const journal = wasSubmitted ? submitted(begun, id, 'thing-0', clock.now()) : begun;
  const error = await runSteps([thing], {
    world: undefined,
    journal: keepJournal(journal, memoryState(), memoryAudit()),
    checkpoints: memoryCheckpoints(),
    approver: { approve: async () => {} },
    reporter,
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
  const steps = reporter.events.filter((event) => event.type === 'step');
  const pauses = clock.slept.slice(1);
  return { error, looked, sent, steps, pauses, tookMs: clock.elapsed() - earlierMs };
}

const earlierMs = 3_600_000;

const minutes = 60_000;
const patience: Patience = { limitMs: 60 * minutes, usually: 'an hour', longAfterMs: 30 * minutes, lookAt: 'the sky' };

describe('what is known to go on at a time', () => {
  const there = { state: 'done', detail: 'there' } as const;
  const untilTen: Observation<string> = { ...waiting, goesOnAt: new Date('2026-01-18T13:10:00.000Z') };

  it.each<[string, Scene['looks'], number[]]>([
    ['a pause that is longer', [untilTen, there], [10]],
    ['a pause after no answer', [untilTen, noAnswer(), there], [7, 3]],
    ['none once it has come', [untilTen, untilTen, untilTen, there], [7, 3, 7]],
  ])('is looked at then, in spite of %s', async (_, looks, expected) => {
    const { error, pauses } = await run({ looks, pollMs: looks.length === 2 ? 60 * minutes : 7 * minutes });
    expect(error).toBeUndefined();
    expect(pauses.map((ms) => ms / minutes)).toEqual(expected);
  });
});

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

  it('is waited through for a day where what is waited for goes on alone, and says so', async () => {
    const alone = { pollMs: 4 * minutes, meanwhile: 'it grows' };
    const { error, tookMs, steps } = await run({ looks: [waiting, noAnswer()], ...alone });
    expect(error).toMatchObject({ code: 'API_CONNECTION_LOST' });
    expect(Math.floor(tookMs / minutes / 60)).toBe(24);
    const details = steps.map(({ detail = '' }) => detail.replace(/^.*answer\. /, ''));
    expect(details.slice(1, 5)).toEqual([
      ...Array.from({ length: 3 }, () => 'Trying again.'),
      'No answer for 12 min; meanwhile it grows. Trying again.',
    ]);
  });

  it('is looked through at pauses that go on growing, as those of the wait do', async () => {
    const there = { state: 'done', detail: 'there' } as const;
    const waits = await run({ looks: [...Array.from({ length: 6 }, () => waiting), there] });
    const outage = await run({ looks: [waiting, ...Array.from({ length: 4 }, () => noAnswer()), there] });
    const [first, , ...later] = waits.pauses;
    expect(outage.pauses).toEqual([first, ...later]);
    expect(new Set(outage.pauses).size).toBe(5);
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
    [
      'is waited through where an earlier run has had its answer',
      { looks: [noAnswer()], startedAt: longAgo, wasSubmitted: true },
      true,
    ],
    ['is told at once in a dry run', { looks: [noAnswer()], startedAt: longAgo, dryRun: true }, false],
  ])('%s', async (_, scene, isPatient) => {
    const { error, looked } = await run(scene);
    expect(error).toMatchObject({ code: 'API_CONNECTION_LOST' });
    expect(looked > 1).toBe(isPatient);
  });

  it('is told while it is waited through', async () => {
    const { steps } = await run({ looks: [waiting, noAnswer(), { state: 'done', detail: 'there' }] });
    expect(steps.map(({ state, detail }) => [state, detail])).toEqual([
      ['waiting', 'not yet'],
      ['waiting', 'No answer. Trying again.'],
      ['done', 'there'],
    ]);
  });

  it.each<[string, Error, boolean]>([
    ['what a service refuses', answered('refused', 404), false],
    ['what a service answers for now', answered('unknown', 503), true],
    ['too many requests', answered('refused', 429), true],
    ['what is no request', new LivemigError({ kind: 'usage', code: 'USAGE', message: 'No.', fix: 'Yes.' }), false],
    ['a bug', new Error('a bug'), false],
  ])('is the only failure that a wait goes on after: %s', async (_, failure, goesOn) => {
    const { error } = await run({ looks: [waiting, failure, { state: 'done', detail: 'there' }] });
    expect(error).toEqual(goesOn ? undefined : expect.objectContaining({ message: failure.message }));
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

  it.each<[string, Scene, RegExp]>([
    [
      'what is usual',
      { looks: [waiting], patience },
      /^Run the same command again to keep waiting \(it usually takes an hour\)\.$/,
    ],
    ['nothing, where nobody knows', { looks: [waiting] }, /^Run the same command again to keep waiting\.$/],
  ])('ends a wait with how to go on, and %s', async (_, scene, fix) => {
    const { error } = await run({ ...scene, timeoutMs: 25_000 });
    expect(error).toMatchObject({ fix: expect.stringMatching(fix) });
  });

  it('is not the patience of a step, which begins with it', async () => {
    const { error, steps } = await run({ looks: [waiting], patience, pollMs: 10 * minutes });
    expect(error).toMatchObject({
      kind: 'pending',
      message: '"Make the thing" was still in progress when the time was up: not yet.',
    });
    expect(steps.map(({ usually, advice }) => [usually, advice])).toEqual([
      ...Array.from({ length: 3 }, () => ['an hour', undefined]),
      ...Array.from({ length: 4 }, () => ['an hour', 'the sky']),
    ]);
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

  it('is sent again at once where that does no harm', async () => {
    expect(await run({ looks: [{ state: 'todo' }], startedAt: longAgo, repeatable: true })).toMatchObject({
      ...{ sent: 1, tookMs: 0 },
    });
  });

  it('is sent again as soon as twenty seconds have gone', async () => {
    expect(await run({ looks: [{ state: 'todo' }], startedAt: longAgo, pollMs: 20_000 })).toMatchObject({
      ...{ sent: 1, tookMs: 20_000 },
    });
  });
});

describe('a failure of a step in a run whose time is up', () => {
  const timeUp = new LivemigError({ kind: 'pending', code: 'STILL_IN_PROGRESS', message: 'Up.', fix: 'Again.' });
  const cutOff = new LivemigError({
    ...{ kind: 'pending', code: 'STILL_IN_PROGRESS', message: 'Cut off.', fix: 'Again.' },
    api: { method: 'GET', path: '/', delivery: 'unknown' },
  });
  const ownWords = new LivemigError({ kind: 'pending', code: 'STILL_IN_PROGRESS', message: 'Of it.', fix: 'Again.' });
  const stopped = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stop.', fix: 'Again.' });
  const ofStep = expect.objectContaining({
    message: expect.stringMatching(/^"Make the thing" was still .* no answer yet/),
  });
  const send = async () => 'thing-1';
  it.each<[string, { reason?: Error; error: unknown; isBegun?: boolean; sends?: boolean }, unknown]>([
    ['names the step that was begun', { error: timeUp, isBegun: true }, ofStep],
    ['names the step that only waits', { error: timeUp, sends: false }, ofStep],
    ['names no step of which nothing was begun', { error: timeUp }, timeUp],
    ['is of the time, where a request was cut off', { error: cutOff }, timeUp],
    ['names the step whose request was cut off', { error: cutOff, isBegun: true }, ofStep],
    ['is told as it is, where it tells of the step itself', { error: ownWords, isBegun: true }, ownWords],
    ['is told as it is, where it has another cause', { error: noAnswer(), isBegun: true }, 'itself'],
    ['is told as it is, where it is a bug', { error: new Error('a bug'), isBegun: true }, 'itself'],
    [
      'is told as it is, where a person has stopped the run',
      { reason: stopped, error: stopped, isBegun: true },
      stopped,
    ],
    [
      'is told as it is, where nobody has ended the run',
      { reason: new Error('not ended'), error: cutOff, isBegun: true },
      cutOff,
    ],
  ])('%s', (_, { reason = timeUp, error, isBegun = false, sends = true }, expected) => {
    const empty = emptyJournal(new Date(0));
    const journal = keepJournal(isBegun ? started(empty, id, new Date(0)) : empty, memoryState(), memoryAudit());
    const step = defineStep<undefined, string>({
      ...{ id, title: 'Make the thing', receipt: z.string(), observe: async () => waiting },
      ...(sends ? { run: send } : {}),
    });
    const told = toldOfStep(error, step, {
      ...{ world: undefined, journal, checkpoints: memoryCheckpoints(), approver: { approve: async () => {} } },
      ...{ reporter: recordingReporter(), clock: fakeClock(), signal: AbortSignal.abort(reason), dryRun: false },
      ...{ beforeActing: async () => {}, isAgreed: () => true, covers: async () => true, pollMs: undefined },
    });
    expect(told).toEqual(expected === 'itself' ? error : expected);
  });
});
