import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LivemigError } from '../../../src/core/errors.ts';
import { done, emptyJournal, type Journal, started, submitted } from '../../../src/core/journal.ts';
import { defineStep, type Observation, type Step } from '../../../src/core/step.ts';
import { keepJournal } from '../../../src/engine/journal-keeper.ts';
import type { Run } from '../../../src/engine/run.ts';
import { runSteps } from '../../../src/engine/run-steps.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryAudit, memoryCheckpoints, memoryState, recordingReporter } from '../../support/memory-ports.ts';

type World = Record<never, never>;
type Thing = Step<World, { id: string }>;

const id = 'start.make-thing';
const empty = emptyJournal(new Date(0));
const then = new Date(1_000);
const failure = new LivemigError({ kind: 'blocked', code: 'BLOCKED', message: 'It failed.\nBadly.', fix: 'Mend it.' });

/** A step that sees these, one look after the other, and the last one from then on. */
function seeing(looks: readonly Observation<{ id: string }>[], more: Partial<Thing> = {}): Step<World> {
  let at = 0;
  return defineStep<World, { id: string }>({
    id,
    title: 'Make the thing',
    receipt: z.object({ id: z.string() }),
    observe: async () => looks[Math.min(at++, looks.length - 1)] ?? { state: 'todo' },
    run: async () => ({ id: 'thing-1' }),
    ...more,
  });
}

const made = { state: 'done', detail: 'made', details: { size: 1 } } as const;
const notYet = { state: 'waiting', detail: 'not yet', details: { size: 0 } } as const;

async function runOf(step: Step<World>, initial: Journal = empty, changes: Partial<Run<World>> = {}) {
  const [clock, audit, reporter, state] = [fakeClock(), memoryAudit(), recordingReporter(), memoryState()];
  const prepared: string[] = [];
  const run: Run<World> = {
    world: {},
    journal: keepJournal(initial, state, audit),
    checkpoints: memoryCheckpoints(),
    approver: { approve: async ({ phrase }) => void prepared.push(`approved ${phrase}`) },
    reporter,
    clock,
    signal: new AbortController().signal,
    dryRun: false,
    beforeActing: async () => void prepared.push('agreed'),
    isAgreed: () => true,
    covers: async () => true,
    pollMs: undefined,
    ...changes,
  };
  const ended = await runSteps([step], run).catch((error: unknown) => error);
  const told = reporter.events.map((event) =>
    event.type === 'step' ? [event.state, event.detail, event.details] : [event.type],
  );
  const noted = audit.entries.map((entry) => (entry.kind === 'step' ? [entry.state, entry.receipt] : [entry.kind]));
  return { ended, told, noted, prepared, record: run.journal.current().steps[id], saves: state.saves, audit };
}

/** As it is told with the step that it happened in. */
function inStep(error: unknown): unknown {
  return error instanceof LivemigError ? error.retold({ data: { step: id } }) : error;
}

describe('what a run tells and writes down', () => {
  it('of a step that it carries out and waits for', async () => {
    const { ended, told, noted, prepared, record } = await runOf(
      seeing([{ state: 'todo' }, { state: 'todo' }, notYet, made]),
    );
    expect(ended).toEqual({ acted: [id], details: { [id]: { size: 1 } } });
    expect(prepared).toEqual(['agreed']);
    expect(told).toEqual([
      ['running', undefined, undefined],
      ['waiting', 'not yet', { size: 0 }],
      ['done', 'made', { size: 1 }],
    ]);
    expect(noted).toEqual([
      ['started', undefined],
      ['submitted', { id: 'thing-1' }],
      ['done', { id: 'thing-1' }],
    ]);
    expect(record).toMatchObject({ state: 'done', receipt: { id: 'thing-1' } });
  });

  it('of a step that is found done: skipped, with the ids that were found', async () => {
    const { ended, told, noted, record } = await runOf(seeing([{ ...made, receipt: { id: 'found' } }]));
    expect(ended).toEqual({ acted: [], details: { [id]: { size: 1 } } });
    expect(told).toEqual([['skipped', 'made', { size: 1 }]]);
    expect(noted).toEqual([['done', { id: 'found' }]]);
    expect(record).toMatchObject({ state: 'done', receipt: { id: 'found' } });
  });

  it('of a step that was done before: nothing is written again', async () => {
    const { told, noted, prepared, saves } = await runOf(seeing([made]), done(empty, id, { id: 'before' }, then));
    expect([told, noted, prepared, saves]).toEqual([[['skipped', 'made', { size: 1 }]], [], [], []]);
  });

  it('of a wait that an earlier run began: done in this run, with the ids of before', async () => {
    const { told, noted, prepared } = await runOf(seeing([notYet, made]), submitted(empty, id, { id: 'before' }, then));
    expect(told.map(([state]) => state)).toEqual(['waiting', 'done']);
    expect(noted).toEqual([['done', { id: 'before' }]]);
    expect(prepared).toEqual([]);
  });

  it('of a step that has no meaning here: nothing', async () => {
    const { ended, told, noted } = await runOf(seeing([{ state: 'todo' }], { applies: () => false }));
    expect([ended, told, noted]).toEqual([{ acted: [], details: {} }, [], []]);
  });

  it('of a failure: its first line, and that the request did nothing', async () => {
    const failing = seeing([{ state: 'todo' }], { run: async () => Promise.reject(failure) });
    const { ended, told, noted, record } = await runOf(failing);
    expect(ended).toEqual(inStep(failure));
    expect(told.at(-1)).toEqual(['failed', 'It failed.', undefined]);
    expect(noted.map(([state]) => state)).toEqual(['started', 'withdrawn']);
    expect(record).toBeUndefined();
  });

  it.each(['usage', 'blocked', 'credentials'] as const)('a failure of kind %s did nothing', async (kind) => {
    const error = new LivemigError({ kind, code: 'BLOCKED', message: 'x', fix: 'x' });
    const { record } = await runOf(seeing([{ state: 'todo' }], { run: async () => Promise.reject(error) }));
    expect(record).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a failure of another kind', new LivemigError({ kind: 'step-failed', code: 'BLOCKED', message: 'x', fix: 'x' })],
    ['a bug', new TypeError('a bug')],
  ])('%s may have done something', async (_, error) => {
    const { ended, record, noted } = await runOf(
      seeing([{ state: 'todo' }], { run: async () => Promise.reject(error) }),
    );
    expect([ended, record?.state, noted]).toEqual([inStep(error), 'started', [['started', undefined]]]);
  });

  it('of what has failed outside: its message, and the error as it is', async () => {
    const { ended, told, noted } = await runOf(seeing([{ state: 'failed', error: failure }]));
    expect([ended, told, noted]).toEqual([inStep(failure), [['failed', failure.message, undefined]], []]);
  });

  it('of what has gone: what is seen of it', async () => {
    const { ended } = await runOf(
      seeing([{ state: 'todo', detail: 'it is not there' }]),
      done(empty, id, { id: 'a' }, then),
    );
    expect(ended).toMatchObject({
      kind: 'drift',
      code: 'DRIFT',
      message: 'The journal says that "Make the thing" is done, but it is no longer there: it is not there.',
    });
  });

  it('of what has gone without a word: that it has', async () => {
    const { ended } = await runOf(seeing([{ state: 'todo' }]), done(empty, id, { id: 'a' }, then));
    expect(ended).toMatchObject({ message: expect.stringMatching(/is done, but it is no longer there\.$/) });
  });

  it('of what nothing can tell of: what to find out, and that it was begun', async () => {
    const { ended, record } = await runOf(
      seeing([{ state: 'unknown', error: failure }], { repeatable: true }),
      started(empty, id, then),
    );
    expect([ended, record?.state]).toEqual([inStep(failure), 'started']);
  });

  it('of what an earlier run has begun and is there: no more than that', async () => {
    const { told, noted } = await runOf(seeing([made]), started(empty, id, then));
    expect([told, noted]).toEqual([[['skipped', 'made', { size: 1 }]], [['done', undefined]]]);
  });

  it.each([
    ['done, where it is new', empty, 'done'],
    ['skipped, where it was done before', done(empty, id, { id: 'a' }, then), 'skipped'],
  ])('of a step that only looks, and sees it done at once: %s', async (_, initial, state) => {
    const { run: _run, ...onlyLooks } = seeing([made]);
    expect((await runOf(onlyLooks, initial)).told).toEqual([[state, 'made', { size: 1 }]]);
  });

  it('of a bug, by which a step is to be done and has nothing to do: which step', async () => {
    const { run: _, ...nothing } = seeing([{ state: 'todo' }]);
    expect((await runOf(nothing)).ended).toMatchObject({
      message: expect.stringContaining(`step ${id} has nothing to run`),
    });
  });

  it.each<[string, Partial<Thing>, string | undefined]>([
    ['that may be repeated is taken back where it is refused', { repeatable: true }, undefined],
    ['is not, because an earlier attempt may have been carried out', {}, 'started'],
  ])('of a step that was begun before: what %s', async (_, more, state) => {
    const step = seeing([{ state: 'todo' }], { ...more, run: async () => Promise.reject(failure) });
    expect((await runOf(step, started(empty, id, then))).record?.state).toBe(state);
  });

  it.each<[string, Journal, string[]]>([
    ['nothing, where the journal has no receipt', started(empty, id, then), []],
    ['what there is to do, by the receipt', submitted(empty, id, { id: 'a' }, then), ['a']],
  ])('of a wait that it comes back to: %s', async (_, initial, expected) => {
    const reminded: string[] = [];
    const remind = async (__: World, { id: made }: { id: string }) => void reminded.push(made);
    await runOf(seeing([notYet, notYet, made], { remind }), initial);
    expect(reminded).toEqual(expected);
  });

  it('of a failed answer to a question that may be repeated: that it is to be asked again', async () => {
    const before = submitted(empty, id, { id: 'a' }, then);
    const step = () => seeing([{ state: 'failed', error: failure }], { repeatable: true });
    expect((await runOf(step(), before)).record).toBeUndefined();
    expect((await runOf(step(), before, { dryRun: true })).record).toEqual(before.steps[id]);
  });
});

describe('what is seen right before a request', () => {
  const sight = { place: 'here' };
  const before = async () => sight;

  it('is on disk before anything is sent, and stays with what comes of it', async () => {
    const looks = seeing([{ state: 'todo' }, { state: 'todo' }, made], { before });
    const { saves, noted, record } = await runOf(looks);
    expect(saves.map(({ steps }) => steps[id]).find((one) => one?.state === 'started')).toMatchObject({
      before: sight,
    });
    expect(noted[0]).toEqual(['started', sight]);
    expect(record).toMatchObject({ state: 'done', before: sight });
  });

  it('is that of the first of two requests, where the first may have arrived', async () => {
    const open = started(empty, id, then, { place: 'first' });
    const { record } = await runOf(seeing([{ state: 'todo' }, { state: 'todo' }, made], { before }), open);
    expect(record).toMatchObject({ state: 'done', before: { place: 'first' } });
  });

  it('nothing is sent or written where the run is stopped meanwhile', async () => {
    const stop = new AbortController();
    const stopping = async () => stop.abort(failure);
    const looks = seeing([{ state: 'todo' }, { state: 'todo' }, made], { before: stopping });
    const { record, noted, ended } = await runOf(looks, empty, { signal: stop.signal });
    expect([record, noted]).toEqual([undefined, []]);
    expect(ended).toMatchObject({ message: failure.message });
  });
});

describe('what cannot be undone', () => {
  const danger = () => ({ warning: 'It is dear.', phrase: 'Billing0', otherwise: 'Not made.' });

  it('is approved once, judged and looked at once more, and noted', async () => {
    const { prepared, audit, ended } = await runOf(
      seeing([{ state: 'todo' }, { state: 'todo' }, { state: 'todo' }, { state: 'todo' }, made], { danger }),
    );
    expect(prepared).toEqual(['agreed', 'approved Billing0', 'agreed']);
    expect(audit.entries).toContainEqual({ kind: 'decision', decision: 'approved: It is dear.' });
    expect(ended).toMatchObject({ acted: [id] });
  });

  it('is not done where it was done meanwhile', async () => {
    const { ended, prepared } = await runOf(seeing([{ state: 'todo' }, { state: 'todo' }, made], { danger }));
    expect([ended, prepared.length]).toEqual([{ acted: [], details: { [id]: { size: 1 } } }, 2]);
  });

  it('is approved again where it had to be waited for', async () => {
    const todo = { state: 'todo' } as const;
    const { prepared } = await runOf(seeing([todo, todo, notYet, todo, todo, made], { danger }));
    expect(prepared.filter((one) => one.startsWith('approved'))).toHaveLength(2);
  });
});

describe('a dry run', () => {
  const dryRun = true;

  it.each<[string, Observation<{ id: string }>, Journal, unknown[]]>([
    ['what it would do', { state: 'todo', detail: 'to do' }, empty, ['would-run', 'to do', undefined]],
    ['what it would wait for', notYet, empty, ['waiting', 'not yet', { size: 0 }]],
    ['what is done', made, empty, ['skipped', 'made', { size: 1 }]],
    [
      'why what was sent cannot be seen',
      { state: 'unknown', error: failure },
      submitted(empty, id, { id: 'a' }, then),
      ['waiting', failure.message, undefined],
    ],
    [
      'nothing of a request that nobody sent',
      { state: 'unknown', error: failure },
      empty,
      ['would-run', undefined, undefined],
    ],
  ])('tells %s, and changes nothing', async (_, seen, journal, news) => {
    const { told, noted, saves, ended } = await runOf(seeing([seen]), journal, { dryRun });
    expect([told, noted, saves]).toEqual([[news], [], []]);
    const [, , size] = news;
    expect(ended).toEqual({ acted: [], details: size === undefined ? {} : { [id]: size } });
  });
});

describe('the plan is agreed to', () => {
  const isAgreed = () => false;
  const failed = { state: 'failed', error: failure } as const;

  it.each<[string, Observation<{ id: string }>[], Journal, Partial<Run<World>>, string[]]>([
    [
      'before something is done, whatever was agreed to before',
      [{ state: 'todo' }, { state: 'todo' }, made],
      empty,
      {},
      ['agreed'],
    ],
    ['before something is waited for', [notYet, notYet, made], empty, { isAgreed }, ['agreed']],
    ['before something that was found is recorded', [made], empty, { isAgreed }, ['agreed']],
    ['once for all', [notYet, notYet, made], empty, {}, []],
    ['not for what is recorded already', [made], done(empty, id, { id: 'a' }, then), { isAgreed }, []],
    ['not for what has failed', [failed], empty, { isAgreed }, []],
    ['not for what has gone', [{ state: 'todo' }], done(empty, id, { id: 'a' }, then), { isAgreed }, []],
  ])('%s', async (_, looks, initial, changes, agreed) => {
    expect((await runOf(seeing(looks), initial, changes)).prepared).toEqual(agreed);
  });
});

describe('what is seen is kept for a later look', () => {
  const looked = { ...made, seen: { 'thing.size': '1' } };

  it('once, with the step in the audit', async () => {
    const { audit, saves } = await runOf(seeing([{ ...notYet, seen: looked.seen }, looked]), started(empty, id, then));
    const entry = { kind: 'step', step: id, state: 'seen', receipt: looked.seen };
    expect(audit.entries.filter((one) => one.kind === 'step' && one.state === 'seen')).toEqual([entry]);
    expect(saves.at(-1)?.seen).toMatchObject({ 'thing.size': { value: '1' } });
  });

  it('not in a dry run', async () => {
    expect((await runOf(seeing([looked]), empty, { dryRun: true })).saves).toEqual([]);
  });

  it('not before the plan was agreed to', async () => {
    const { audit } = await runOf(seeing([looked]), empty, { isAgreed: () => false });
    expect(audit.entries.map((entry) => entry.kind === 'step' && entry.state)).toEqual(['done']);
  });
});

it('a run that was stopped while all was done is stopped, and one whose time was up is not', async () => {
  const stopped = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'x', fix: 'x' });
  const timeIsUp = new LivemigError({ kind: 'pending', code: 'STILL_IN_PROGRESS', message: 'x', fix: 'x' });
  const before = done(empty, id, { id: 'a' }, then);
  expect((await runOf(seeing([made]), before, { signal: AbortSignal.abort(stopped) })).ended).toBe(stopped);
  expect((await runOf(seeing([made]), before, { signal: AbortSignal.abort(timeIsUp) })).ended).toMatchObject({
    acted: [],
  });
});

describe('a request whose answer was lost', () => {
  const api = { method: 'POST', path: '/', delivery: 'unknown' as const };
  const lost = new LivemigError({ kind: 'api', code: 'API_CONNECTION_LOST', message: 'No answer.', fix: 'Look.', api });
  const ask = new LivemigError({
    kind: 'outcome-unknown',
    code: 'CREATE_OUTCOME_UNKNOWN',
    message: 'Who knows.',
    fix: 'Look.',
  });
  const todo = { state: 'todo' } as const;
  const unknown = { state: 'unknown', error: ask } as const;
  const losing = { run: async () => Promise.reject(lost) };

  it.each<[string, Step<World>, LivemigError]>([
    ['that nothing can show is a person’s to find out', seeing([todo, todo, unknown], losing), ask.retold({ api })],
    ['that can be seen is told as it is', seeing([todo], losing), lost],
    [
      'to a question that may be repeated is told as it is',
      seeing([todo, todo, unknown], { ...losing, repeatable: true }),
      lost,
    ],
  ])('%s', async (_, step, error) => {
    const { ended, record } = await runOf(step);
    expect([ended, record?.state]).toEqual([inStep(error), 'started']);
  });

  it.each<[string, Error]>([
    ['that was refused', lost.retold({ api: { ...api, delivery: 'refused' } })],
    ['that was never sent, for want of something else', failure],
    ['in which there was a bug', new TypeError('a bug')],
  ])('is not one %s, whatever can be seen', async (_, error) => {
    const { ended } = await runOf(seeing([todo, todo, unknown], { run: async () => Promise.reject(error) }));
    expect(ended).toEqual(inStep(error));
  });

  it('is told as it is where the look fails too', async () => {
    let looks = 0;
    const observe = async () => {
      looks += 1;
      return looks > 2 ? Promise.reject(ask) : todo;
    };
    expect((await runOf(seeing([], { ...losing, observe }))).ended).toEqual(inStep(lost));
  });
});

it('whoever stops a run once it is answered is told nothing of the answer', async () => {
  const stop = new AbortController();
  const looks: Observation<{ id: string }>[] = [{ state: 'todo' }, { state: 'todo' }, notYet];
  const observe = async () => {
    const seen = looks.shift() ?? notYet;
    if (looks.length === 0) stop.abort(failure);
    return seen;
  };
  const { told } = await runOf(seeing([], { observe }), empty, { signal: stop.signal });
  expect(told.map(([state, detail]) => [state, detail])).toEqual([
    ['running', undefined],
    ['waiting', 'not yet'],
  ]);
});

it('whoever stops a run while it is answered is told once that it stops then', async () => {
  const stop = new AbortController();
  const run = async () => {
    stop.abort(failure);
    return { id: 'thing-1' };
  };
  const { told, ended } = await runOf(seeing([{ state: 'todo' }, { state: 'todo' }, made], { run }), empty, {
    signal: stop.signal,
  });
  expect(told.filter(([, detail]) => detail === 'stopping as soon as this is answered')).toHaveLength(1);
  expect(ended).toBe(failure);
});
