import { describe, expect, it } from 'vitest';
import { LivemigEvent } from '../../../src/core/events.ts';
import { expectContract } from '../../support/contract-of.ts';

const time = '2026-01-01T00:00:00.000Z';
const plan = { stage: 'start', source: {}, destination: {}, changes: [], command: 'livemig start', variables: [] };
const next = { command: 'livemig start', reason: 'to go on' };
const error = { code: 'LOCKED', kind: 'locked', message: 'Another run.', fix: 'Wait.' };
const result = { command: 'start', status: 'failed', exitCode: 7, error, data: {}, next: [next] };

/** The fullest and the shortest of each event. */
const events: Readonly<Record<string, readonly [full: object, short: object]>> = {
  step: [
    {
      ...{ step: 'start.validate', title: 'Validate', state: 'waiting', detail: 'PENDING', usually: 'a minute' },
      ...{ advice: 'Look at the log.', details: { a: 'b', c: 1, d: true, e: null, f: { g: 2 } } },
    },
    { step: 'start.validate', title: 'Validate', state: 'running' },
  ],
  progress: [
    {
      ...{
        step: 'start.verify',
        title: 'Compare',
        done: 3,
        total: 4,
        unit: 'documents',
        rate: 2,
        detail: 'shop.orders',
      },
      eta: time,
    },
    { step: 'start.verify', title: 'Compare', done: 3, unit: 'documents' },
  ],
  finding: [
    {
      ...{ id: 'C04', title: 'One index for one key', result: 'block', message: 'Two.', fix: 'Drop one.' },
      ...{ severity: 'block', mender: 'dba', items: ['shop.orders'], yourself: true, docs: 'docs/checks.md#c04' },
      skipped: { was: 'block', because: 'It will be dropped.', by: 'ana', at: time },
    },
    { id: 'E01', title: 'Roles', result: 'pass', message: 'It may.' },
  ],
  verdict: [
    {
      verdict: {
        ready: 'no',
        text: 'Not ready: 1 blocker.',
        blockers: { text: 'Not ready: 1 blocker.', reasons: ['C04 Two.'] },
        complexity: { text: 'LOW', reasons: [] },
        copy: { text: 'copy not known', reasons: [] },
        oplog: { text: 'oplog window not known', reasons: [] },
        rules: { text: 'as of', reasons: [], asOf: '2026-09-09', engine: 'mongosync 1.22', outdated: false },
      },
      counts: { rules: 2, pass: 0, block: 1, warn: 0, info: 0, notChecked: 1, skipped: 0 },
      ...{ all: true, only: 'since' },
      since: { at: time, fixed: ['T06'], new: ['C04'], unchanged: ['T07'], open: ['O01'] },
      facts: { file: 'facts.json', collectedAt: time, by: 'ana', used: ['source'] },
    },
    {
      verdict: {
        ready: 'no',
        text: 'Not ready: 1 blocker.',
        blockers: { text: 'Not ready: 1 blocker.', reasons: ['C04 Two.'] },
        complexity: { text: 'LOW', reasons: [] },
        copy: { text: 'copy not known', reasons: [] },
        oplog: { text: 'oplog window not known', reasons: [] },
        rules: { text: 'as of', reasons: [], asOf: '2026-09-09', engine: 'mongosync 1.22', outdated: false },
      },
      counts: { rules: 2, pass: 0, block: 1, warn: 0, info: 0, notChecked: 1, skipped: 0 },
    },
  ],
  rule: [
    {
      ...{ id: 'C04', title: 'One index for one key', severity: 'block', mender: 'dba', engine: 'push' },
      ...{ source: 'mongosync docs', look: 'Look at it.', docs: 'docs/checks.md#c04' },
      explained: {
        needs: [{ fact: 'sourceInventory', reads: ['source: listIndexes'], grant: 'readAnyDatabase' }],
        stages: ['start'],
        last: { at: time, result: 'block', message: 'Two.', fix: 'Drop one.' },
      },
    },
    {
      ...{ id: 'C04', title: 'One index for one key', severity: 'block', mender: 'dba' },
      ...{ source: 'mongosync docs', docs: 'docs/checks.md#c04' },
    },
  ],
  gates: [
    {
      text: '1 of 12 gates refuses; it would not be requested now',
      gates: [
        {
          ...{ gate: 'writes', state: 'refuses', title: 'nothing is written', message: '1 write', fix: 'Stop it.' },
          ...{ required: true, because: 'it is read-only' },
        },
      ],
    },
    { text: 'none of 12 gates refuses', gates: [{ gate: 'lag', state: 'met', title: 'small', message: 'lag 3 s' }] },
  ],
  note: [
    { level: 'info', message: 'Hello.' },
    { level: 'debug', message: 'Hello.' },
  ],
  input: [
    { input: 'atlasOrg', value: '64bb', name: 'Acme', origin: 'flag' },
    { input: 'atlasOrg', value: '64bb', origin: 'flag' },
  ],
  stage: [
    { stage: 'link', title: 'Link', state: 'done', fact: 'linked' },
    { stage: 'provision', title: 'Provision', state: 'todo' },
  ],
  plan: [
    {
      ...{
        ...plan,
        source: { version: '7.0' },
        destination: { version: '8.0' },
        variables: ['LIVEMIG_SOURCE_PASSWORD'],
      },
      ...{ changes: [{ effect: 'drop', what: 'drop all', detail: '3 documents' }], asked: true },
    },
    { ...plan, changes: [{ effect: 'create', what: 'a migration' }] },
  ],
  command: [
    { command: 'livemig link', state: 'ended', exitCode: 0, status: 'done' },
    { command: 'livemig link', state: 'running' },
  ],
  ready: [
    {
      ...{ atlasUrl: 'http://a', managerUrl: 'http://m', sourceUri: 'mongodb://s', destinationUri: 'mongodb://d' },
      ...{ controlUrl: 'http://c', env: { A: 'b' } },
    },
    { atlasUrl: '', managerUrl: '', sourceUri: '', destinationUri: '', controlUrl: '', env: {} },
  ],
  result: [
    { ...result, error: { ...error, left: true }, data: { anything: [1] }, see: next },
    { ...result, error: null },
  ],
};

/** The words of each field that has a list of them; they may get more, and lose none. */
const words: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  step: { state: ['running', 'waiting', 'done', 'skipped', 'failed', 'would-run', 'todo', 'unknown'] },
  finding: {
    result: ['pass', 'block', 'warn', 'info', 'not-checked', 'skipped'],
    severity: ['block', 'warn', 'info'],
    mender: ['atlas', 'manager', 'dba', 'application'],
  },
  rule: { severity: ['block', 'warn', 'info'], mender: ['atlas', 'manager', 'dba', 'application'] },
  note: { level: ['warning', 'info', 'debug'] },
  stage: { stage: ['link', 'provision', 'start'], state: ['todo', 'in-progress', 'done'] },
  plan: { stage: ['link', 'provision', 'start'] },
  command: { state: ['running', 'ended'] },
  result: {
    status: [
      ...['done', 'ready-for-cutover', 'in-progress', 'not-started', 'detached', 'dry-run', 'blocked', 'failed'],
      'interrupted',
    ],
  },
};

describe('what a run reports is a contract', () => {
  it('each event of it has its example here', () => {
    expect(Object.keys(events).sort()).toEqual(LivemigEvent.options.map(({ shape }) => shape.type.value).sort());
  });

  it.each(Object.entries(events))('%s keeps its fields, and their types', (type, [full, short]) => {
    expectContract(LivemigEvent, {
      full: { type, time, ...full },
      short: { type, time, ...short },
      free: ['data', 'details'],
    });
  });

  it.each(Object.entries(words))('%s keeps its words', (type, fields) => {
    for (const [field, all] of Object.entries(fields)) {
      for (const word of all) {
        const event = { type, time, ...events[type]?.[1], [field]: word };
        expect(LivemigEvent.parse(event)).toEqual(event);
      }
    }
  });

  it.each(['create', 'change', 'drop', 'run', 'delete'])('a plan can tell that it is to %s', (effect) => {
    const event = { type: 'plan', time, ...plan, changes: [{ effect, what: 'something' }] };
    expect(LivemigEvent.parse(event)).toEqual(event);
  });

  it.each([
    ['no time', 'yesterday'],
    ['a time without a zone', '2026-01-01T00:00:00'],
  ])('%s is no time', (_, wrong) => {
    expect(LivemigEvent.safeParse({ type: 'note', time: wrong, level: 'info', message: '' }).success).toBe(false);
  });
});
