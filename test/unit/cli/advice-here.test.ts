import { describe, expect, it } from 'vitest';
import { adviceHere, reporterHere } from '../../../src/cli/advice-here.ts';
import { catalogue } from '../../../src/cli/catalogue.ts';
import type { LivemigEvent } from '../../../src/core/events.ts';
import { migrationResult } from '../../../src/core/results/stage-results.ts';
import { recordingReporter } from '../../support/memory-ports.ts';
import { createWindow } from '../../support/window.ts';

const flag = " --dir 'of mine'";
const here = (text: string) => adviceHere(text, flag);

it.each([
  ['Run `livemig start` again.', "Run `livemig start --dir 'of mine'` again."],
  [
    'To try again: `livemig start --create-again --drop-destination`.',
    "To try again: `livemig start --create-again --drop-destination --dir 'of mine'`.",
  ],
  ['`livemig rollback --plan` writes it.', "`livemig rollback --plan --dir 'of mine'` writes it."],
  ['`livemig` alone; `livemig status`', "`livemig --dir 'of mine'` alone; `livemig status --dir 'of mine'`"],
])('an advised command names the directory of the run: %s', (text, expected) => {
  expect(here(text)).toBe(expected);
});

it.each(catalogue.filter((entry) => 'declare' in entry))(
  'the law: `livemig $name` names it wherever it works with a migration of a directory, and nowhere else',
  ({ name }) => {
    const apart = ['explain', 'profile', 'sandbox', 'rehearse'];
    for (const command of [`livemig ${name}`, `livemig ${name} --flag 'a value'`]) {
      const expected = apart.includes(name) ? command : `${command}${flag}`;
      expect(here(`Run \`${command}\` then.`)).toBe(`Run \`${expected}\` then.`);
    }
  },
);

describe('what is reported', () => {
  const time = '2026-11-28T09:00:00.000Z';
  const advice = 'Run `livemig plan-users`.';
  const gate = { gate: 'users', state: 'warns', title: 'it has users', message: 'no user', fix: advice } as const;
  const step = { type: 'step', time, step: 's', title: 't', state: 'waiting' } as const;
  const result = { type: 'result', time, command: 'cutover', status: 'done', exitCode: 0, error: null } as const;
  const data = { changed: true, status: 'COMPLETE', rollbackWindow: { state: 'open', because: 'of its size' } };
  const events: readonly LivemigEvent[] = [
    { ...step, detail: advice, advice, details: { nested: [{ text: advice }] } },
    { type: 'gates', time, text: 'none', gates: [gate] },
    { type: 'note', time, level: 'info', message: advice },
    { ...result, data: { leftBehind: { advice } }, next: [] },
    { ...result, error: { code: 'GATES', kind: 'blocked', message: advice, fix: advice }, data: {}, next: [] },
  ];

  it.each(events)('names it in every text, however deep: $type', (event) => {
    const { events: told, report } = recordingReporter();
    reporterHere({ report }, flag).report(event);
    expect(told).toEqual([JSON.parse(JSON.stringify(event).replaceAll('plan-users`', `plan-users${flag}\``))]);
  });

  it('names it also in the lines that are made of a result', () => {
    const { reporter, written } = createWindow({ columns: 200, alphabet: 'unicode' });
    reporter.tells?.(migrationResult.lines);
    reporterHere(reporter, flag).report({ ...result, data, next: [] });
    expect(written()).toContain("`livemig rollback --plan --dir 'of mine'` writes what it takes");
  });
});

it.each([
  'In a new directory: `livemig --dir NEW`.',
  'There is one in ../other: `livemig cutover --dir ../other`.',
  'Run `livemig rehearse` first.',
  'Did you mean `livemig startled`?',
  'Use --agent script.',
])('what names a directory, or has none, is left as it is: %s', (text) => {
  expect(here(text)).toBe(text);
});
