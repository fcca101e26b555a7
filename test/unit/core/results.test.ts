import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/cli/catalogue.ts';
import { wizardCommand } from '../../../src/cli/wizard-command.ts';
import type { ResultEvent } from '../../../src/core/events.ts';
import { resultOf, results } from '../../../src/core/results/index.ts';
import { mustBeDocumented } from '../../support/documented.ts';

const compared = { identical: true, namespaces: 2, documents: { source: 3, destination: 3 } };
const comparison = { ...compared, differences: [], differencesTotal: 0 };
const details = { migrationId: 'abc', status: 'WORKING', readyForCutover: true, lagSeconds: 1 };
const willNotArrive = {
  known: [
    { kind: 'users', text: 'Users', count: 1_200, names: ['app@shop'] },
    { kind: 'zones', text: 'Zones', count: 1, names: ['shop.orders (EU)'] },
    { kind: 'time-series', text: 'Time series', count: 2, names: ['shop.weather', 'shop.load'] },
  ],
  notLookedAt: [
    { kind: 'roles', text: 'Roles', reason: 'no right' },
    { kind: 'search-indexes', text: 'Search', reason: 'no right' },
    { kind: 'query-settings', text: 'Settings', reason: 'no answer' },
  ],
};
const time = '2026-01-18T03:00:00.000Z';
const downtime = {
  ...{ ms: 65_000, leastMs: 60_000, stopped: { at: time, by: 'hooks' }, requestedAt: time, completeSeenAt: time },
  ...{ phases: { stoppedToRequested: 5_000, requestedToComplete: 60_000 }, writable: { known: true, value: true } },
};
const stage = { state: 'todo', steps: [] };
const picture = { migration: null, stages: { link: stage, provision: stage, start: stage }, inputs: {} };
const rehearsed = { status: 'done', seconds: 1 };
const rehearsal = {
  ...{ migrationId: 'abc', documents: { source: 3, destination: 3 }, changesApplied: 7, comparison },
  stages: { link: rehearsed, provision: rehearsed, start: rehearsed },
};

describe('what a command ends with', () => {
  it('is declared of each command, and of livemig alone', () => {
    expect(Object.keys(results)).toEqual([...catalogue.map(({ name }) => name), 'livemig']);
  });

  it('is what the command itself says, which loads no other', async () => {
    for (const entry of catalogue) {
      if (!('declare' in entry)) continue;
      const { load } = await entry.declare();
      expect((await load()).result, entry.name).toBe(resultOf(entry.name));
    }
    expect(wizardCommand.result).toBe(results.livemig);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['link', { changed: true, acted: ['link.create-token'] }, []],
    ['start', { changed: false }, []],
    ['start', { changed: true, acted: [], ...details }, ['migration id: abc', 'lag: 1 s']],
    ['start', { changed: true, acted: [], ...details, lagSeconds: null }, ['migration id: abc']],
    ['start', { changed: true, acted: [], migrationId: null }, []],
    [
      'cutover',
      { changed: true, acted: [], migrationId: 'abc', comparison },
      ['migration id: abc', 'comparison: identical, 3 documents in 2 namespaces'],
    ],
    [
      'cutover',
      {
        changed: true,
        acted: [],
        comparison: { ...comparison, namespaces: 1, documents: { source: 12_078, destination: 12_078 } },
      },
      ['comparison: identical, 12,078 documents in 1 namespace'],
    ],
    [
      'cutover',
      { changed: true, acted: [], comparison: { ...comparison, level: 'sample' } },
      ['comparison: identical at level sample, 3 documents in 2 namespaces'],
    ],
    [
      'cutover',
      { changed: true, comparison, willNotArrive },
      [
        'comparison: identical, 3 documents in 2 namespaces',
        'neither migrated nor compared: users (1,200), zones (1); livemig plan-users names them',
        'neither migrated nor compared: time series (2): shop.weather, shop.load',
        'neither compared nor looked at: roles, Search indexes: no right',
        'neither compared nor looked at: query settings: no answer',
      ],
    ],
    ['cutover', { changed: true, willNotArrive: { known: [], notLookedAt: [] } }, []],
    [
      'cutover',
      {
        changed: true,
        migrationId: 'abc',
        cutoverRequestedAt: '2026-11-29T03:12:07.000Z',
        cutoverRequestedBy: 'eve',
        comparison: null,
      },
      ['migration id: abc', 'cutover requested: 2026-11-29 03:12:07 UTC by eve'],
    ],
    [
      'cutover',
      { changed: true, rollbackWindow: { state: 'not-looked-at', because: 'it is not set' } },
      [
        'downtime: not measured, because the cutover was not requested from this directory',
        'way back: not looked at: it is not set. `livemig rollback --plan` writes what it takes',
      ],
    ],
    [
      'cutover',
      { changed: true, rollbackWindow: { state: 'gone', seenAt: time, because: 'it is full' }, downtime },
      [
        'downtime: 1 min 5 s, from when the hooks had stopped the writes until COMPLETE was seen',
        'downtime by phase: 5 s to the request, 1 min 0 s from the request to COMPLETE',
        'destination: took writes when COMPLETE was seen',
        'way back: gone: it is full. `livemig rollback --plan` writes what it takes',
      ],
    ],
    ['status', picture, []],
    ['livemig', picture, []],
    ['livemig', { changed: true, acted: [], ...details }, ['migration id: abc', 'lag: 1 s']],
    ['sandbox', { requests: 3 }, ['requests: 3']],
    [
      'rehearse',
      rehearsal,
      [
        ...['migration id: abc', 'documents: source 3, destination 3', 'changes applied: 7'],
        'comparison: identical, 3 documents in 2 namespaces',
      ],
    ],
    ['verify', { stopped: false }, ['No verification is running in this directory, so none was stopped.']],
    ['verify', { verifications: [] }, ['Nothing was verified in this directory yet.']],
    ['version', { text: '0.1.0' }, ['0.1.0']],
    ['xylophone', { requests: 3 }, []],
    ['sandbox', { requests: 'many' }, []],
  ])('%s tells people of %j: %j', (command, data, lines) => {
    expect(resultOf(command)?.lines(data) ?? []).toEqual(lines);
  });

  it('tells how many differences there are', () => {
    const different = { ...comparison, identical: false, differencesTotal: 4 };
    expect(results.cutover.lines({ changed: false, comparison: different })).toEqual([
      'comparison: 4 differences in 3 documents in 2 namespaces',
    ]);
  });

  it('does not tell of no differences where not all was compared, and what was not', () => {
    const lacking = {
      ...{ ...comparison, identical: false, verdict: 'not-all-compared' as const },
      ...{ notCompared: [{ what: 'hr', why: 'no right' }], doesNotCover: ['Search indexes'] },
    };
    expect(results.cutover.lines({ changed: false, comparison: lacking })).toEqual([
      'comparison: not all was compared, 3 documents in 2 namespaces',
      'not compared: hr: no right',
      'not compared: Search indexes',
    ]);
  });
});

describe('what is not in the contract is noticed in every test', () => {
  const done: ResultEvent = {
    ...{ type: 'result', time: '2026-01-01T00:00:00.000Z', command: 'cutover', next: [] },
    ...{ status: 'done', exitCode: 0, error: null, data: { changed: false } },
  };
  const error = { code: 'LOCKED', kind: 'locked', message: 'Another run.', fix: 'Wait.' } as const;
  const owner = { pid: 1, host: 'here', user: 'eve', command: 'start', since: '2026-01-01T00:00:00.000Z' };
  const failed: ResultEvent = { ...done, status: 'failed', exitCode: 7, error, data: { owner } };

  it.each<[string, ResultEvent]>([
    ['data that fits', done],
    ['data of an error', failed],
    ['an error about nothing more', { ...failed, data: {} }],
    ['data of an error beside what the command saw', { ...failed, data: { owner, changed: false } }],
  ])('%s is in it', (_, result) => {
    expect(() => mustBeDocumented(result)).not.toThrow();
  });

  it.each<[string, ResultEvent]>([
    ['a field', { ...done, data: { changed: false, colour: 'red' } }],
    ['a field of a field', { ...done, data: { changed: false, comparison: { ...comparison, colour: 'red' } } }],
    ['another type', { ...done, data: { changed: 'no' } }],
    ['a field that is missing', { ...done, data: {} }],
    ['a field of an error', { ...failed, data: { owner: { ...owner, colour: 'red' } } }],
    ['a code', { ...failed, error: { ...error, code: 'RED' } }],
    ['another kind of a code', { ...failed, error: { ...error, kind: 'drift' } }],
    ['another exit code', { ...failed, exitCode: 1 }],
    ['a command', { ...done, command: 'paint' }],
  ])('%s is not', (_, result) => {
    expect(() => mustBeDocumented(result)).toThrow();
  });
});
