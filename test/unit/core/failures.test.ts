import { expect, it } from 'vitest';
import type { AuditEntry, RecordedEntry } from '../../../src/core/audit.ts';
import { lastFailure } from '../../../src/core/failures.ts';

const writer = { time: '2026-11-28T08:00:00.000Z', user: 'ana', host: 'ops1', pid: 7 };
const recorded = (entries: readonly AuditEntry[]): RecordedEntry[] =>
  entries.map((entry, index) => ({ entry: { ...writer, ...entry }, line: index + 1, chain: 'chained' }));

const failed = (code: string, command = 'start'): AuditEntry => ({ kind: 'failed', command, code });
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
])('of what runs have failed of, the audit tells: %s', (_, entries, expected) => {
  expect(lastFailure(recorded(entries))).toEqual(expected);
});
