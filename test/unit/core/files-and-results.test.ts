import { expect, it } from 'vitest';
import { AuditEntry } from '../../../src/core/audit.ts';
import { Comparison } from '../../../src/core/comparison.ts';
import { Agreement, InputValue, Journal, StepRecord } from '../../../src/core/journal.ts';
import { ErrorData } from '../../../src/core/results/error-data.ts';
import { LeftBehind } from '../../../src/core/results/left-behind.ts';
import { StatusData } from '../../../src/core/results/status-result.ts';
import { Sharding } from '../../../src/core/sharding.ts';
import { Difference } from '../../../src/core/verification/difference.ts';
import { type ContractExamples, expectContract } from '../../support/contract-of.ts';

/* What stands in people's files and in `data` of the JSON: fields may come, none may go or change its type. */

const time = '2026-01-01T00:00:00.000Z';
const known = (value: unknown) => ({ known: true, value });
const unknown = { known: false, reason: 'The source cannot be reached.' };
const block = { state: 'blocked', reason: 'the cutover' };
const counted = { databases: 1, collections: 2, documents: 3, bytes: 4 };
const difference = { namespace: 'shop.orders', kind: 'document', detail: '{"_id":1}' };
const comparison = {
  ...{ identical: false, namespaces: 1, documents: { source: 1, destination: 1 } },
  ...{ differences: [difference], differencesTotal: 1 },
};
const details = { a: 'b', c: 1, d: true, e: null };

const leftBehind = {
  ...{ lookedAt: time, status: 'FAILED', cutoverRequested: true, destinationBefore: 'empty' },
  ...{ sourceWrites: known(block), destinationWrites: known({ state: 'free' }) },
  ...{ sourceBalancer: known('running'), destinationBalancer: known('none') },
  ...{ destinationContents: known(counted), uniqueIndexes: known({ total: 2, notYet: ['a_1'] }) },
  foreign: known(['shop.other']),
};
const nothingKnown = {
  ...{ lookedAt: time, status: 'EXPIRED', cutoverRequested: false },
  ...{ sourceWrites: unknown, destinationWrites: unknown, sourceBalancer: unknown, destinationBalancer: unknown },
  ...{ destinationContents: unknown, uniqueIndexes: unknown, foreign: unknown },
};

const step = { id: 'link.create-token', title: 'Create it', state: 'done' };
const stage = { state: 'done', fact: 'linked', steps: [{ ...step, detail: 'a token', details }] };
const bare = { state: 'todo', steps: [step] };
const migration = {
  ...{ migrationId: 'abc', status: 'WORKING', readyForCutover: true, lagSeconds: 1 },
  ...{ cutoverRequestedAt: time, cutoverRequestedBy: 'ana' },
};

const problem = {
  input: 'atlasOrg',
  problem: 'missing',
  message: 'No.',
  flag: '--atlas-org',
  variables: ['LIVEMIG_A'],
};
const request = { method: 'GET', path: '/a', delivery: 'refused' };
const owner = { pid: 7, host: 'ops1', user: 'ana', command: 'start', since: time };

it.each<[string, Parameters<typeof expectContract>[0], ContractExamples]>([
  ['what a failed migration leaves behind', LeftBehind, { full: leftBehind, short: nothingKnown }],
  [
    'what status tells',
    StatusData,
    {
      full: {
        ...{ migration, inputs: { a: 'text', b: true, c: ['list'] }, leftBehind },
        stages: { link: stage, provision: stage, start: stage },
      },
      short: { migration: null, stages: { link: bare, provision: bare, start: bare }, inputs: {} },
      free: ['details', 'inputs'],
    },
  ],
  [
    'what an error is about',
    ErrorData,
    {
      full: {
        ...{ problems: [problem], credentials: ['Atlas', 'manager'], comparison, owner },
        blockers: [{ id: 'E01', title: 'Roles', message: 'It may not.', fix: 'Grant it.' }],
        request: { ...request, status: 409, errorCode: 'X', detail: 'Y', retryAfterSeconds: 1 },
        ...{ step: 'start.verify', migrationId: 'abc' },
      },
      short: {
        ...{ problems: [{ problem: 'wrong', message: 'No.' }], comparison, owner, request },
        blockers: [{ id: 'E01', title: 'Roles', message: 'It may not.' }],
      },
      mayLack: ['problems', 'blockers', 'comparison', 'owner', 'request'],
    },
  ],
  ['a comparison', Comparison, { full: comparison }],
  ['a step that was begun', StepRecord, { full: { state: 'started', startedAt: time } }],
  [
    'a step that was sent',
    StepRecord,
    {
      full: { state: 'submitted', startedAt: time, submittedAt: time, receipt: { id: 'a' } },
      short: { state: 'submitted', startedAt: time, submittedAt: time },
      free: ['receipt'],
    },
  ],
  [
    'a step that is done',
    StepRecord,
    {
      full: { state: 'done', startedAt: time, doneAt: time, receipt: { id: 'a' } },
      short: { state: 'done', startedAt: time, doneAt: time },
      free: ['receipt'],
    },
  ],
  ['an agreement', Agreement, { full: { agreedAt: time, by: 'ana', how: 'answered', changes: ['create a token'] } }],
  [
    'a journal',
    Journal,
    {
      full: {
        ...{ schemaVersion: 1, createdAt: time, inputs: { a: 'b' }, names: { a: 'B' } },
        steps: { 'link.create-token': { state: 'started', startedAt: time } },
        agreements: { link: { agreedAt: time, by: 'ana', how: 'called', changes: [] } },
        seen: { 'migration.status': { value: 'WORKING', at: time } },
      },
      short: { schemaVersion: 1, createdAt: time, inputs: {}, steps: {} },
      free: ['inputs'],
    },
  ],
  ['a command in the audit', AuditEntry, { full: { kind: 'command', command: 'livemig link' } }],
  ['a failure in the audit', AuditEntry, { full: { kind: 'failed', command: 'livemig link', code: 'LOCKED' } }],
  [
    'a step in the audit',
    AuditEntry,
    {
      full: { kind: 'step', step: 'link.create-token', state: 'done', receipt: { id: 'a' } },
      short: { kind: 'step', step: 'link.create-token', state: 'done' },
      free: ['receipt'],
    },
  ],
  [
    'a request in the audit',
    AuditEntry,
    {
      full: { kind: 'request', method: 'POST', path: '/a', status: 409, errorCode: 'X' },
      short: { kind: 'request', method: 'POST', path: '/a', status: null },
    },
  ],
  [
    'a decision in the audit',
    AuditEntry,
    { full: { kind: 'decision', decision: 'agreed', changes: ['a'] }, short: { kind: 'decision', decision: 'agreed' } },
  ],
  [
    'how collections are sharded',
    Sharding,
    {
      full: {
        createSupportingIndexes: true,
        shardingEntries: [
          { database: 'shop', collection: 'orders', shardCollection: { key: [{ a: 1 }, { b: 'hashed' }] } },
        ],
      },
      free: ['a', 'b'],
    },
  ],
])('%s keeps its fields, and their types', (_, schema, examples) => {
  expectContract(schema, examples);
});

it.each([
  ['text', true],
  [true, true],
  [['a', 'list'], true],
  [7, false],
  [[7], false],
])('%j is an answer that the journal can keep: %s', (value, fits) => {
  expect(InputValue.safeParse(value).success).toBe(fits);
});

it.each([
  ...['missing-namespace', 'extra-namespace', 'type', 'options', 'index', 'missing-document', 'extra-document'],
  ...['shard-key', 'document', 'field-order'],
])('a difference can be of the kind %s', (kind) => {
  expect(Difference.parse({ ...difference, kind })).toEqual({ ...difference, kind });
});

it.each(['called', 'answered'])('an agreement can be %s', (how) => {
  expect(Agreement.parse({ agreedAt: time, by: 'ana', how, changes: [] }).how).toBe(how);
});

it.each([
  ['no field', []],
  ['a field without a name', [{ '': 1 }]],
  ['a direction that there is not', [{ a: -1 }]],
])('a shard key with %s is none', (_, key) => {
  const entry = { database: 'shop', collection: 'orders', shardCollection: { key } };
  expect(Sharding.safeParse({ createSupportingIndexes: true, shardingEntries: [entry] }).success).toBe(false);
});

it.each(['database', 'collection'])('a collection to be sharded has its %s named', (name) => {
  const entry = { database: 'shop', collection: 'orders', shardCollection: { key: [{ a: 1 }] }, [name]: '' };
  expect(Sharding.safeParse({ createSupportingIndexes: true, shardingEntries: [entry] }).success).toBe(false);
});
