import { describe, expect, it } from 'vitest';
import type { RecordedEntry } from '../../../../src/core/audit.ts';
import type { ExecutableEnd } from '../../../../src/core/executable.ts';
import type { Hook, HookName } from '../../../../src/core/hooks/hook.ts';
import type { HookRecord } from '../../../../src/core/hooks/hook-record.ts';
import { hookTimes, hookToRun, unsettledHooks } from '../../../../src/core/hooks/hook-to-run.ts';

const hook = (name: HookName, isRepeatable = false): Hook => ({ name, file: `hooks/${name}`, isRepeatable });
const which = (name: HookName, occasion: string) => ({ hook: name, occasion });
const writer = { time: '2026-01-18T12:00:00.000Z', user: 'u', host: 'h', pid: 1 };

const started = (name: HookName, occasion = '1'): HookRecord => ({ kind: 'hook-started', ...which(name, occasion) });
const settled = (name: HookName, as: 'done' | 'again'): HookRecord => ({
  kind: 'hook-settled',
  ...which(name, '1'),
  as,
});
const ended = (name: HookName, end: Omit<ExecutableEnd, 'output'>): HookRecord => {
  return { kind: 'hook-ended', ...which(name, '1'), end: { ...end, output: '' } };
};
const exited = (code: number) => ({ how: 'exited', code }) as const;

const auditOf = (...records: readonly HookRecord[]): RecordedEntry[] =>
  records.map((record, index) => ({ entry: { ...writer, ...record }, line: index + 1, chain: 'chained' }));

describe('a hook', () => {
  const [on, before] = ['on-ready', 'before-cutover'] as const;
  it.each([
    ['run', 'of which the audit tells nothing', hook(on), []],
    ['run', 'that ran on another occasion', hook(on), [started(on, '2')]],
    ['run', 'when another ran on this one', hook(on), [started(before)]],
    ['unknown', 'that was begun', hook(on), [started(on)]],
    ['unknown', 'that stops the cutover and was begun', hook(before), [started(before)]],
    ['unknown', 'that was begun again', hook(before), [started(before), ended(before, exited(1)), started(before)]],
    ['run', 'that was begun and may be run again', hook(on, true), [started(on)]],
    ['ran', 'that has succeeded', hook(on), [started(on), ended(on, exited(0))]],
    ['ran', 'that has succeeded, though it may be run again', hook(on, true), [started(on), ended(on, exited(0))]],
    ['ran', 'that has failed, and stops nothing', hook(on), [started(on), ended(on, exited(1))]],
    ['run', 'that has failed and thereby stopped a cutover', hook(before), [started(before), ended(before, exited(1))]],
    ['run', 'that was stopped, with the cutover', hook(before), [started(before), ended(before, { how: 'timed-out' })]],
    ['run', 'that could not be started', hook(on), [started(on), ended(on, { how: 'not-started', why: 'ENOENT' })]],
    ['ran', 'that was stopped with the run, and stops nothing', hook(on), [started(on), ended(on, { how: 'stopped' })]],
    ['ran', 'that has succeeded, though it could stop', hook(before), [started(before), ended(before, exited(0))]],
    ['ran', 'that a person says has done its work', hook(before), [started(before), settled(before, 'done')]],
    ['run', 'that a person wants again', hook(before), [started(before), settled(before, 'again')]],
    ['unknown', 'that was begun again as wanted', hook(on), [started(on), settled(on, 'again'), started(on)]],
  ] as const)('is %s: one %s', (expected, _, one, records) => {
    expect(hookToRun(one, '1', auditOf(...records))).toBe(expected);
  });

  it('that cannot be read about was not seen to run', () => {
    expect(hookToRun(hook(on), '1', [{ entry: { kind: 'unreadable' }, line: 1, chain: 'unchained' }])).toBe('run');
  });
});

describe('of the hooks whose end is not known', () => {
  it('those that are there and may not be run again are told, on each occasion', () => {
    const records = [
      ...[started('on-ready'), started('on-ready', '2'), started('on-deadline'), started('on-failed')],
      ...[started('before-cutover'), ended('before-cutover', exited(0)), started('on-stalled')],
    ];
    const present = [hook('on-ready'), hook('on-deadline', true), hook('before-cutover'), hook('on-stalled')];
    expect(unsettledHooks(present, auditOf(...records))).toEqual(
      [started('on-ready'), started('on-ready', '2'), started('on-stalled')].map((one) => expect.objectContaining(one)),
    );
  });
});

describe('when a hook was run', () => {
  const before = 'before-cutover';
  const timed = (...records: readonly HookRecord[]): RecordedEntry[] =>
    records.map((record, index) => ({
      entry: { ...writer, ...record, time: `2026-01-18T12:00:0${index}.000Z` },
      ...{ line: index + 1, chain: 'chained' },
    }));
  const between = (from: number, to: number) => ({
    startedAt: `2026-01-18T12:00:0${from}.000Z`,
    endedAt: `2026-01-18T12:00:0${to}.000Z`,
  });

  it.each<[string, readonly HookRecord[], object | undefined]>([
    ['it was not', [], undefined],
    ['it has not ended', [started(before)], undefined],
    ['it has failed', [started(before), ended(before, exited(1))], undefined],
    ['it has ended well', [started(before), ended(before, exited(0))], between(0, 1)],
    [
      'it was run again',
      [started(before), ended(before, exited(1)), started(before), ended(before, exited(0))],
      between(2, 3),
    ],
    [
      'it was run on another occasion',
      [started(before, '2'), started('on-ready'), ended('on-ready', exited(0))],
      undefined,
    ],
  ])('%s', (_, records, times) => {
    expect(hookTimes(before, '1', timed(...records))).toEqual(times);
  });
});
