import { describe, expect, it } from 'vitest';
import type { AuditEntry, RecordedEntry } from '../../../src/core/audit.ts';
import { emptyJournal, type Journal, started, submitted, withSeen } from '../../../src/core/journal.ts';
import {
  adoptedDecision,
  completeSeen,
  createAgainDecision,
  cutoverEver,
  forgotten,
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
    ['an earlier end', empty, [created, over, decision(createAgainDecision)], ['complete']],
  ])('is %s', (_, journal, entries, lacks) => {
    expect(Object.keys(forgotten(journal, pastOf(recorded(...entries))) ?? {})).toEqual(lacks);
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
