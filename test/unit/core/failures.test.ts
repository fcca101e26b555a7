import { expect, it } from 'vitest';
import type { AuditEntry, RecordedEntry } from '../../../src/core/audit.ts';
import { lastFailure } from '../../../src/core/failures.ts';

const writer = { time: '2026-11-28T08:00:00.000Z', user: 'ana', host: 'ops1', pid: 7 };
const recorded = (entries: readonly AuditEntry[]): RecordedEntry[] =>
  entries.map((entry, index) => ({ entry: { ...writer, ...entry }, line: index + 1, chain: 'chained' }));

const failed = (code: string, command = 'start'): AuditEntry => ({ kind: 'failed', command, code });
const saw = (seen: Record<string, unknown>): AuditEntry => ({
  ...{ kind: 'failed', command: 'start', code: 'STILL_IN_PROGRESS' },
  seen,
});
const copying = (destinationDocuments: number) =>
  saw({ status: 'WORKING', readyForCutover: false, lagSeconds: null, destinationDocuments });
const following = (lagSeconds: number, readyForCutover = false) =>
  saw({ status: 'WORKING', readyForCutover, lagSeconds });
const scheduled = saw({ status: 'NEW', readyForCutover: false, lagSeconds: null });
const pending = (times: number) => ({ code: 'STILL_IN_PROGRESS', times, inAll: times });

const step = (state: string): AuditEntry => ({ kind: 'step', step: 'start.validate', state });

it.each<[string, readonly AuditEntry[], unknown]>([
  ['nothing where no run has failed', [{ kind: 'command', command: 'start' }, step('done')], undefined],
  ['the first of its kind', [failed('BLOCKED')], { code: 'BLOCKED', times: 1, inAll: 1 }],
  ['the second in a row', [failed('BLOCKED'), failed('BLOCKED')], { code: 'BLOCKED', times: 2, inAll: 2 }],
  [
    'the same of another command',
    [failed('BLOCKED', 'link'), failed('BLOCKED')],
    { code: 'BLOCKED', times: 2, inAll: 2 },
  ],
  [
    'another one, which begins anew',
    [failed('BLOCKED'), failed('API_REFUSED')],
    { code: 'API_REFUSED', times: 1, inAll: 2 },
  ],
  ['none once something was achieved', [failed('BLOCKED'), step('done')], undefined],
  [
    'the first after something was achieved',
    [failed('BLOCKED'), step('done'), failed('BLOCKED')],
    { code: 'BLOCKED', times: 1, inAll: 1 },
  ],
  [
    'the second though the same was begun, sent and taken back in between',
    [failed('BLOCKED'), step('started'), step('submitted'), step('withdrawn'), failed('BLOCKED')],
    { code: 'BLOCKED', times: 2, inAll: 2 },
  ],
  ['the first again, where it has begun since', [scheduled, scheduled, copying(0)], pending(1)],
  ['the first again, where more was copied', [copying(10), copying(10), copying(11)], pending(1)],
  ['the first again, where the copy is complete', [copying(900), copying(900), following(9_000)], pending(1)],
  ['the first again, where it lags less than ever', [following(900), following(901), following(899)], pending(1)],
  ['the third, though it lags less than before', [following(800), following(1_000), following(900)], pending(3)],
  ['the third, where it lags more and more', [following(100), following(200), following(300)], pending(3)],
  ['the third, where it has caught up and is not ready', [following(20), following(3), following(0)], pending(3)],
  ['the third, where it was ready in between', [following(0, true), following(0), following(0, true)], pending(3)],
  ['the third, where fewer are there', [copying(10), copying(9), copying(10)], pending(3)],
  ['the third, where nothing was seen in between', [copying(10), failed('STILL_IN_PROGRESS'), copying(10)], pending(3)],
  [
    'the first again, where another failure came in between',
    [copying(10), failed('API_REFUSED'), copying(11)],
    pending(1),
  ],
])('of what runs have failed of, the audit tells: %s', (_, entries, expected) => {
  const last = lastFailure(recorded(entries));
  expect(last && { code: last.code, times: last.times, inAll: last.inAll }).toEqual(expected);
});
