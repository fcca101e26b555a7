import { expect, it } from 'vitest';
import { attemptsIn, attemptText, failedAmong } from '../../../src/core/attempts.ts';
import type { AuditEntry } from '../../../src/core/audit.ts';
import { adoptedDecision, createAgainDecision } from '../../../src/core/past.ts';

const [one, other] = ['65f0a1b2c3d4e5f6a7b8c9d0', '65f0a1b2c3d4e5f6a7b8c9d1'];

const at = (minute: number) => `2026-11-28T08:${String(minute).padStart(2, '0')}:00.000Z`;
/** Each a minute after the one before. */
const attempts = (...entries: readonly AuditEntry[]) =>
  attemptsIn(
    entries.map((entry, index) => ({
      entry: { time: at(index), user: 'ana', host: 'ops1', pid: 7, ...entry },
      line: index + 1,
      chain: 'chained',
    })),
  );

const create = (state: string, id?: string): AuditEntry => ({
  ...{ kind: 'step', step: 'start.create-migration', state },
  ...(id !== undefined && { receipt: { migrationId: id } }),
});
const cutOver = (state: string): AuditEntry => ({ kind: 'step', step: 'start.cut-over', state });
const failed = (command: string, code: string): AuditEntry => ({ kind: 'failed', command, code });
const decided = (decision: string): AuditEntry => ({ kind: 'decision', decision });
const created = [create('started'), create('submitted', one), create('done', one)];
const first = { migrationId: one, at: at(0), by: 'ana', refused: [] };

it.each<[string, readonly AuditEntry[], readonly object[]]>([
  ['nothing', [], []],
  ['one that lives', created, [first]],
  ['one without an answer', [create('started')], [{ at: at(0), by: 'ana', refused: [] }]],
  ['one that never left', [create('started'), create('withdrawn')], []],
  [
    'one that failed, once, and another after it',
    [
      ...created,
      failed('start', 'MIGRATION_FAILED'),
      failed('status', 'MIGRATION_FAILED'),
      decided(createAgainDecision),
      create('started'),
      create('done', other),
    ],
    [
      { ...first, ended: { at: at(3), as: 'FAILED' } },
      { migrationId: other, at: at(6), by: 'ana', refused: [] },
    ],
  ],
  [
    'one that was given up for one that was adopted',
    [...created, decided(createAgainDecision), decided(adoptedDecision(other))],
    [
      { ...first, ended: { at: at(3), as: 'given up' } },
      { migrationId: other, at: at(4), by: 'ana', refused: [] },
    ],
  ],
  ['one that is adopted again', [...created, decided(adoptedDecision(one))], [first]],
  [
    'cutovers that were not requested, and one that was',
    [
      ...created,
      failed('cutover', 'HOOK_FAILED'),
      failed('cutover', 'STILL_IN_PROGRESS'),
      failed('start', 'BLOCKED'),
      cutOver('started'),
      failed('cutover', 'MIGRATION_EXPIRED'),
    ],
    [
      {
        ...first,
        refused: [{ at: at(3), by: 'ana', code: 'HOOK_FAILED' }],
        cutoverRequestedAt: at(6),
        ended: { at: at(7), as: 'EXPIRED' },
      },
    ],
  ],
  ['a cutover that was taken back', [...created, cutOver('started'), cutOver('withdrawn')], [first]],
])('the audit tells of %s', (_, entries, expected) => {
  expect(attempts(...entries)).toEqual(expected);
});

it('who lives and was never refused is no failure', () => {
  expect(failedAmong(attempts(...created))).toEqual([]);
  expect(failedAmong(attempts(...created, failed('cutover', 'HOOK_FAILED')))).toHaveLength(1);
});

it('an attempt is told in one line', () => {
  const entries = [
    ...created,
    failed('cutover', 'HOOK_FAILED'),
    cutOver('started'),
    failed('cutover', 'MIGRATION_FAILED'),
  ];
  expect(attempts(...entries).map(attemptText)).toEqual([
    `migration ${one} of 2026-11-28 08:00:00 UTC by ana: a cutover was not requested 2026-11-28 08:03:00 UTC (HOOK_FAILED); its cutover was requested 2026-11-28 08:04:00 UTC; FAILED 2026-11-28 08:05:00 UTC`,
  ]);
});
