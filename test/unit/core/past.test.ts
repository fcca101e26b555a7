import { describe, expect, it } from 'vitest';
import type { AuditEntry, RecordedEntry } from '../../../src/core/audit.ts';
import { emptyJournal, type Journal, started, submitted, withSeen } from '../../../src/core/journal.ts';
import {
  adoptedDecision,
  completeSeen,
  createAgainDecision,
  cutoverEver,
  differencesCode,
  forgotten,
  type Past,
  pastOf,
} from '../../../src/core/past.ts';

const [one, other] = ['65f0a1b2c3d4e5f6a7b8c9d0', '65f0a1b2c3d4e5f6a7b8c9d1'];
const now = new Date('2026-11-28T09:00:00.000Z');

function recorded(...entries: readonly AuditEntry[]): RecordedEntry[] {
  return entries.map((entry, index) => ({
    entry: { time: `2026-11-28T08:00:0${index % 10}.000Z`, user: 'ana', host: 'ops1', pid: 7, ...entry },
    line: index + 1,
    chain: 'chained',
  }));
}

const step = (id: string, state: string, receipt?: unknown): AuditEntry => ({ kind: 'step', step: id, state, receipt });
const decision = (text: string): AuditEntry => ({ kind: 'decision', decision: text });
const post = (status: number | null): AuditEntry => ({
  kind: 'request',
  method: 'POST',
  path: '/api/atlas/v2/groups/64bb/liveMigrations',
  status,
});
const put = (status: number | null): AuditEntry => ({
  kind: 'request',
  method: 'PUT',
  path: `/api/atlas/v2/groups/64bb/liveMigrations/${one}/cutover`,
  status,
});
const begun = step('start.create-migration', 'started');
const created = step('start.create-migration', 'submitted', { migrationId: one });
const asked = step('start.cut-over', 'started');
const requested = step('start.cut-over', 'submitted', { requestedAt: '2026-11-28T08:00:00.000Z' });
const over = step('start.cut-over', 'done');
const withdrawn = step('start.cut-over', 'withdrawn');
const twice = [created, asked, put(null), asked, put(409)];
const seen = step('start.synchronize', 'seen', { [completeSeen]: 'COMPLETE' });

describe('what the audit tells of the migration', () => {
  it.each<[string, readonly AuditEntry[], string | undefined | null, boolean, boolean]>([
    ['nothing before anything was begun', [{ kind: 'command', command: 'link' }], null, false, false],
    ['one of which only the beginning is told', [begun], undefined, false, false],
    ['its id once it was answered', [begun, post(201), created], one, false, false],
    ['one whose answer was cut off', [begun, post(null)], undefined, false, false],
    ['one whose run was killed after the answer', [begun, post(201)], undefined, false, false],
    ['nothing of one that was refused', [begun, post(400)], null, false, false],
    ['nothing of one that was withdrawn', [begun, step('start.create-migration', 'withdrawn')], null, false, false],
    ['one that was sent again after too many requests', [begun, post(429), post(201), created], one, false, false],
    ['one that was adopted', [decision(adoptedDecision(other))], other, false, false],
    ['nothing of one that was given up', [created, decision(createAgainDecision)], null, false, false],
    ['the next one after that', [created, decision(createAgainDecision), begun], undefined, false, false],
    ['a cutover that was sent', [created, asked], one, true, false],
    ['a cutover that was sent, by its request alone', [created, put(null)], one, true, false],
    ['a cutover that was requested', [created, asked, put(202), requested], one, true, false],
    ['no cutover where it was refused', [created, asked, put(409)], one, false, false],
    ['no cutover where it was withdrawn', [created, asked, step('start.cut-over', 'withdrawn')], one, false, false],
    [
      'a cutover that was lost, though the next request was refused',
      [created, asked, asked, put(409)],
      one,
      true,
      false,
    ],
    ['a cutover that was lost, though the next one was withdrawn', [...twice, withdrawn], one, true, false],
    ['no cutover where each was refused', [created, asked, put(409), withdrawn, asked, put(409)], one, false, false],
    ['a cutover that was sent again after too many requests', [created, asked, put(429), put(null)], one, true, false],
    ['that it is complete', [created, requested, over], one, true, true],
    ['that it was seen complete, whoever asked for it', [created, seen], one, false, true],
    ['that it was complete, whatever comes after', [created, over, decision(createAgainDecision)], null, false, true],
  ])('is %s', (_, entries, id, cutover, complete) => {
    const past = pastOf(recorded(...entries));
    expect(past.migration === undefined ? null : past.migration.id).toBe(id);
    expect([past.cutover !== undefined, past.complete !== undefined]).toEqual([cutover, complete]);
  });

  it('keeps what it knows across lines that say nothing', () => {
    const [line] = recorded(created);
    const broken: RecordedEntry = { entry: { kind: 'unreadable' }, line: 2, chain: 'unchained' };
    expect(pastOf([...(line === undefined ? [] : [line]), broken]).migration?.id).toBe(one);
  });
});

/** Who did the nth of the lines, counted from 0. */
const deed = (n: number) => ({ at: `2026-11-28T08:00:0${n}.000Z`, by: 'ana' });
const migration = { ...deed(0), id: one };
const differed: AuditEntry = { kind: 'failed', command: 'livemig cutover', code: 'DIFFERENCES' };
const compared = step('start.verify', 'done', { identical: true, level: 'full' });
const again = decision(createAgainDecision);
const request = (method: string, path: string, status: number | null): AuditEntry => ({
  ...{ kind: 'request', method, path, status },
});
const cutoverPath = `/api/atlas/v2/groups/64bb/liveMigrations/${one}/cutover`;

describe('what the audit tells, whole:', () => {
  it.each<[string, readonly AuditEntry[], Past]>([
    ['a run that failed otherwise is no comparison', [{ kind: 'failed', command: 'x', code: 'LOCKED' }], {}],
    ['a comparison that found differences', [created, differed], { migration, differed: deed(1) }],
    ['the last comparison counts', [created, differed, step('start.verify', 'done')], { migration }],
    [
      'that they were identical before stays known',
      [created, compared, differed],
      { migration, identical: deed(1), differed: deed(2) },
    ],
    ['and is about the migration before as well', [created, compared, again], { givenUp: [one] }],
    [
      'a comparison that only began takes nothing back',
      [created, differed, step('start.verify', 'started')],
      { migration, differed: deed(1) },
    ],
    [
      'another step that is done takes nothing back',
      [created, differed, step('start.synchronize', 'done')],
      { migration, differed: deed(1) },
    ],
    [
      'differences are about the migration before, where it is created again',
      [created, differed, again],
      { givenUp: [one] },
    ],
    ['a cutover is about the migration before as well', [created, asked, again], { givenUp: [one] }],
    [
      'each migration that was given up',
      [created, again, begun, step('start.create-migration', 'submitted', { migrationId: other }), again],
      { givenUp: [one, other] },
    ],
    [
      'what was seen before the first request for the cutover',
      [created, step('start.cut-over', 'started', { seen: 1 }), step('start.cut-over', 'started', { seen: 2 })],
      { migration, cutover: { ...deed(1), before: { seen: 1 }, again: true } },
    ],
    ['what was never created is not given up', [again], {}],
    [
      'one that is begun again without a word',
      [created, begun],
      { migration: { ...deed(1), id: undefined }, givenUp: [one] },
    ],
    ['the same one adopted again is the same', [created, decision(adoptedDecision(one))], { migration }],
    [
      'another one that is adopted',
      [created, decision(adoptedDecision(other))],
      { migration: { ...deed(1), id: other }, givenUp: [one] },
    ],
    [
      'other decisions, though they name one',
      [created, decision(`they say: ${adoptedDecision(other)}`)],
      { migration },
    ],
    ['or go on after it', [created, decision(`${adoptedDecision(other)} or not`)], { migration }],
    ['the time of an answer', [begun, created], { migration: { ...deed(1), id: one } }],
    [
      'an answer without an id',
      [begun, step('start.create-migration', 'submitted')],
      { migration: { ...deed(0), id: undefined } },
    ],
    ['one with nothing in it', [created, step('start.create-migration', 'done', null)], { migration }],
    [
      'one with an id that is none',
      [created, step('start.create-migration', 'done', { migrationId: 7 })],
      { migration },
    ],
    ['one with something else in it', [created, step('start.create-migration', 'done', { id: other })], { migration }],
    ['a request alone, from when it was sent', [post(201)], { migration: { ...deed(0), id: undefined } }],
    ['the first of two requests', [post(null), post(null)], { migration: { ...deed(0), id: undefined } }],
    ['a request by the side of one that is known', [created, post(409)], { migration }],
    ['a request that the server could not serve', [post(500)], { migration: { ...deed(0), id: undefined } }],
    ['a request that was sent on', [post(302)], { migration: { ...deed(0), id: undefined } }],
    ['a request that was refused with 400', [post(400)], {}],
    ['a request that was refused with 499', [post(499)], {}],
    ['a validation is no migration', [request('POST', '/api/atlas/v2/groups/64bb/liveMigrations/validate', 200)], {}],
    ['reading is no migration', [request('GET', '/api/atlas/v2/groups/64bb/liveMigrations', 200)], {}],
    ['a cutover, from when it was sent', [asked, put(null)], { cutover: deed(0) }],
    ['a cutover that was answered', [asked, put(202)], { cutover: { ...deed(0), isAnswered: true } }],
    ['a cutover that was answered with 200', [put(200)], { cutover: { ...deed(0), isAnswered: true } }],
    ['a cutover that was answered with 299', [put(299)], { cutover: { ...deed(0), isAnswered: true } }],
    ['a cutover that was sent on', [put(300)], { cutover: deed(0) }],
    ['a cutover that was answered with less than 200', [put(199)], { cutover: deed(0) }],
    ['a cutover that the server could not serve', [put(500)], { cutover: deed(0) }],
    ['a cutover that was asked for twice', [asked, asked], { cutover: { ...deed(0), again: true } }],
    ['a cutover that is recorded as sent', [requested], { cutover: { ...deed(0), isAnswered: true } }],
    ['a cutover that was withdrawn', [asked, withdrawn], {}],
    ['reading a cutover is none', [request('GET', cutoverPath, 200)], {}],
    ['changing something else is none', [request('PUT', '/api/atlas/v2/groups/64bb/clusters/A', 200)], {}],
    ['the end, from when it was seen first', [over, over], { complete: deed(0) }],
    ['the end that was looked at', [seen, seen], { complete: deed(0) }],
    ['a look that saw something else', [step('start.synchronize', 'seen', { 'migration.status': 'WORKING' })], {}],
    ['a look that saw nothing', [step('start.synchronize', 'seen', null)], {}],
    ['a look that kept no record', [step('start.synchronize', 'seen', 'COMPLETE')], {}],
    ['steps that undo nothing', [step('provision.allow-host', 'done', { migrationId: one })], {}],
    [
      'the end, whatever was withdrawn',
      [created, over, step('start.create-migration', 'withdrawn')],
      { complete: deed(1) },
    ],
  ])('%s', (_, entries, past) => {
    expect(pastOf(recorded(...entries))).toEqual(past);
  });

  it('kinds that this version does not know say nothing', () => {
    const unknown: RecordedEntry = {
      entry: {
        ...deed(0),
        time: deed(0).at,
        user: 'ana',
        host: 'ops1',
        pid: 7,
        kind: 'unknown',
        unknownKind: 'failed',
      },
      ...{ line: 1, chain: 'chained' },
    };
    expect(pastOf([unknown])).toEqual({});
  });

  it('the words of its decisions stay as they are in the files of people', () => {
    expect([createAgainDecision, adoptedDecision(one), completeSeen, differencesCode]).toEqual([
      ...['create the migration again', `adopted migration ${one}`, 'migration.complete', 'DIFFERENCES'],
    ]);
  });
});

describe('what the journal has forgotten', () => {
  const empty = emptyJournal(now);
  const following = submitted(empty, 'start.create-migration', { migrationId: one }, now);
  const sent = started(following, 'start.cut-over', now);
  const complete = withSeen(following, { [completeSeen]: 'COMPLETE' }, now);
  const followedUp = [created, decision(createAgainDecision), begun];

  it.each<[string, Journal, readonly AuditEntry[], readonly string[]]>([
    ['nothing where both are empty', empty, [], []],
    ['nothing where both tell the same', following, [begun, created], []],
    ['nothing where the audit lags behind', following, [begun], []],
    ['nothing where only the journal tells', sent, [], []],
    ['the migration of an empty journal', empty, [created], ['migration']],
    ['one whose outcome is not known', empty, [begun], ['migration']],
    ['the id of a journal that only began', started(empty, 'start.create-migration', now), [created], ['migration']],
    ['another migration than the one that is followed', following, [decision(adoptedDecision(other))], ['migration']],
    ['the cutover', following, [created, requested], ['cutover']],
    ['the end', following, [created, requested, over], ['cutover', 'complete']],
    ['the next one of a journal that still follows the one before', following, [...followedUp], ['migration']],
    ['nothing of a journal that was given up', following, [created, decision(createAgainDecision)], []],
    ['the end that was seen', following, [created, seen], ['complete']],
    ['nothing where both have seen the end', complete, [created, seen], []],
    [
      'nothing where the audit tells of none any more',
      started(empty, 'start.create-migration', now),
      [created, again],
      [],
    ],
    ['nothing where both only began', started(empty, 'start.create-migration', now), [begun], []],
    ['no end of a cutover that the journal knows', sent, [created, asked, over], []],
    ['an earlier end', empty, [created, over, decision(createAgainDecision)], ['complete']],
  ])('is %s', (_, journal, entries, lacks) => {
    expect(Object.keys(forgotten(journal, pastOf(recorded(...entries))) ?? {})).toEqual(lacks);
  });

  it('the time of a cutover is that of the end where it has come to one', () => {
    const journal: Journal = { ...sent, steps: doneCutover };
    expect(cutoverEver(journal, {})).toEqual({ state: 'complete', at });
    expect(cutoverEver(journal, { complete: deed(4) })).toEqual({ state: 'complete', at: deed(4).at });
    expect(cutoverEver(complete, {})).toEqual({ state: 'complete', at: now.toISOString() });
    expect(cutoverEver(sent, {})).toEqual({ state: 'requested', at: now.toISOString() });
    expect(cutoverEver(sent, { cutover: deed(3) })).toEqual({ state: 'requested', at: deed(3).at });
  });

  it.each<[string, Journal, readonly AuditEntry[], string | undefined]>([
    ['no cutover', following, [created], undefined],
    ['one that the journal knows', sent, [], 'requested'],
    ['one that the audit knows', following, [created, asked], 'requested'],
    ['one that is over, by the audit', following, [over], 'complete'],
    ['one that was seen to be over, by the audit', following, [created, seen], 'complete'],
    ['one that was seen to be over, by the journal', complete, [created], 'complete'],
    ['one that is over, by the journal', { ...sent, steps: doneCutover }, [], 'complete'],
  ])('there was %s', (_, journal, entries, state) => {
    expect(cutoverEver(journal, pastOf(recorded(...entries)))?.state).toBe(state);
  });
});

const at = '2026-11-28T08:00:00.000Z';
const doneCutover: Journal['steps'] = { 'start.cut-over': { state: 'done', startedAt: at, doneAt: at } };
