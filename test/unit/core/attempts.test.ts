import { expect, it } from 'vitest';
import { attemptsIn, attemptText, failedAmong } from '../../../src/core/attempts.ts';
import type { AuditEntry, RecordedEntry } from '../../../src/core/audit.ts';
import { adoptedDecision, createAgainDecision } from '../../../src/core/past.ts';

const [one, other] = ['65f0a1b2c3d4e5f6a7b8c9d0', '65f0a1b2c3d4e5f6a7b8c9d1'];

const at = (minute: number) => `2026-11-28T08:${String(minute).padStart(2, '0')}:00.000Z`;
/** Each a minute after the one before. */
const recordedBy = (pidAt: (index: number) => number, entries: readonly AuditEntry[]) =>
  entries.map(
    (entry, index): RecordedEntry => ({
      entry: { time: at(index), user: 'ana', host: 'ops1', pid: pidAt(index), ...entry },
      line: index + 1,
      chain: 'chained',
    }),
  );
const attempts = (...entries: readonly AuditEntry[]) => attemptsIn(recordedBy(() => 7, entries));

const create = (state: string, id?: string): AuditEntry => ({
  ...{ kind: 'step', step: 'start.create-migration', state },
  ...(id !== undefined && { receipt: { migrationId: id } }),
});
const cutOver = (state: string): AuditEntry => ({ kind: 'step', step: 'start.cut-over', state });
const failed = (command: string, code: string): AuditEntry => ({ kind: 'failed', command, code });
const hook: AuditEntry = { kind: 'hook-started', hook: 'before-cutover', occasion: `${one}/cutover/7` };
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
    'cutovers that were tried and not requested, and one that was',
    [
      ...created,
      hook,
      failed('cutover', 'HOOK_FAILED'),
      hook,
      failed('cutover', 'STILL_IN_PROGRESS'),
      hook,
      failed('start', 'GATES'),
      cutOver('started'),
      failed('cutover', 'MIGRATION_EXPIRED'),
    ],
    [
      {
        ...first,
        refused: [
          { at: at(4), by: 'ana', code: 'HOOK_FAILED' },
          { at: at(8), by: 'ana', code: 'GATES' },
        ],
        cutoverRequestedAt: at(9),
        ended: { at: at(10), as: 'EXPIRED' },
      },
    ],
  ],
  [
    'commands that were refused before they did anything, which is no try',
    [...created, failed('cutover', 'CUTOVER_STATE'), failed('cutover', 'GATES'), failed('start', 'BLOCKED')],
    [first],
  ],
  [
    'a cutover that Atlas refused',
    [...created, cutOver('started'), cutOver('withdrawn'), failed('cutover', 'API_REFUSED')],
    [{ ...first, refused: [{ at: at(5), by: 'ana', code: 'API_REFUSED' }] }],
  ],
  [
    'an attempt whose time was up',
    [...created, failed('cutover', 'CUTOVER_TIMEOUT')],
    [{ ...first, refused: [{ at: at(3), by: 'ana', code: 'CUTOVER_TIMEOUT' }] }],
  ],
  ['a cutover that was taken back', [...created, cutOver('started'), cutOver('withdrawn')], [first]],
])('the audit tells of %s', (_, entries, expected) => {
  expect(attempts(...entries)).toEqual(expected);
});

it('a refusal is no try of a process before, which was killed while its hook ran', () => {
  const killed = [...created, hook];
  const pidAt = (index: number) => (index < killed.length ? 7 : 8);
  expect(attemptsIn(recordedBy(pidAt, [...killed, failed('cutover', 'GATES')]))).toEqual([first]);
});

it('who lives and was never tried to be cut over is no failure', () => {
  expect(failedAmong(attempts(...created, failed('cutover', 'GATES')))).toEqual([]);
  expect(failedAmong(attempts(...created, hook, failed('cutover', 'HOOK_FAILED')))).toHaveLength(1);
});

it('an attempt is told in one line', () => {
  const entries = [
    ...created,
    hook,
    failed('cutover', 'HOOK_FAILED'),
    cutOver('started'),
    failed('cutover', 'MIGRATION_FAILED'),
  ];
  expect(attempts(...entries).map(attemptText)).toEqual([
    `migration ${one} of 2026-11-28 08:00:00 UTC by ana: a cutover was not requested 2026-11-28 08:04:00 UTC (HOOK_FAILED); its cutover was requested 2026-11-28 08:05:00 UTC; FAILED 2026-11-28 08:06:00 UTC`,
  ]);
});
