import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LivemigEvent, ResultEvent } from '../../../src/core/events.ts';
import { resultOf } from '../../../src/core/results/index.ts';
import { createHumanReporter, type HumanReporterOptions } from '../../../src/terminal/human-reporter.ts';
import { resultLines } from '../../../src/terminal/result-lines.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { createScreen } from '../../support/screen.ts';

const time = '2026-01-01T00:00:00.000Z';

type Settings = Partial<Pick<HumanReporterOptions, 'quiet' | 'verbose' | 'alphabet'>>;

/** What is written to a log file: stdout and stderr apart. `wait` moves the clock. */
function toLog(settings: Settings = {}) {
  let ms = 0;
  const written = { out: '', err: '' };
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written.err += String(chunk);
      done();
    },
  });
  const off = { isTerminal: false, colorLevel: 0 as const };
  const reporter = createHumanReporter({
    out: { ...off, write: (text) => (written.out += text) },
    err: { ...off, linesMove: false, stream },
    alphabet: 'unicode',
    columns: () => 80,
    quiet: false,
    verbose: false,
    now: () => new Date(ms),
    follow: { rows: () => 24, now: () => new Date(ms), every: () => () => {}, leave: () => {} },
    ...settings,
  });
  const wait = (seconds: number) => {
    ms += seconds * 1000;
  };
  const report = (event: LivemigEvent) => {
    // As a command does, of what it ends with.
    if (event.type === 'result') reporter.tells?.(resultOf(event.command)?.lines ?? (() => []));
    reporter.report(event);
  };
  return { ...reporter, report, written, wait };
}

function logOf(events: readonly LivemigEvent[], settings: Settings = {}) {
  const { report, pause, written } = toLog(settings);
  for (const event of events) report(event);
  pause();
  return written;
}

type StepState = Extract<LivemigEvent, { type: 'step' }>['state'];
const step = (state: StepState, detail?: string): LivemigEvent => ({
  type: 'step',
  time,
  step: 'start.synchronize',
  title: 'Copy the data',
  state,
  ...(detail !== undefined && { detail }),
});
const stage = (name: 'link' | 'provision' | 'start', state: 'todo' | 'in-progress' | 'done'): LivemigEvent => ({
  type: 'stage',
  time,
  stage: name,
  title: name,
  state,
});
const note = (level: 'warning' | 'info' | 'debug', message: string): LivemigEvent => ({
  type: 'note',
  time,
  level,
  message,
});
const finding = (
  id: string,
  result: Extract<LivemigEvent, { type: 'finding' }>['result'],
  message: string,
  fix?: string,
): LivemigEvent => ({ type: 'finding', time, id, title: message, result, message, ...(fix !== undefined && { fix }) });
const result = (parts: Partial<ResultEvent>): ResultEvent => ({
  type: 'result',
  time,
  command: 'start',
  status: 'done',
  exitCode: 0,
  error: null,
  data: {},
  next: [{ command: 'livemig cutover --confirm Billing0', reason: 'it is ready' }],
  ...parts,
});

describe('human reporter, steps in a log', () => {
  it('writes a line for each change and repeats none', () => {
    const { report, written, wait } = toLog();
    report(step('running'));
    report(step('waiting', 'lag 40 s'));
    wait(60);
    report(step('waiting', 'lag 40 s'));
    report(step('waiting', 'lag 3 s'));
    wait(35);
    report(step('done', 'ready'));
    expect(written.err.split('\n')).toEqual([
      '● Copy the data',
      '… Copy the data: lag 40 s',
      '… Copy the data: lag 3 s',
      '✔ Copy the data: ready (1m 35s)',
      '',
    ]);
  });

  it('writes of what is ready how its gates stand, and again once that has changed', () => {
    const { report, written } = toLog();
    const following = { phase: 'ready', clocks: { answer: time, change: time, progress: time } };
    const ready = (state: 'met' | 'refuses', lagSeconds: number): LivemigEvent => ({
      ...{
        type: 'step',
        time,
        step: 'start.cut-over',
        title: 'Cut over',
        state: 'waiting',
        detail: `lag ${lagSeconds} s`,
      },
      details: {
        ...{ status: 'WORKING', readyForCutover: true, lagSeconds, following },
        gatesSeen: { at: time, gates: [{ gate: 'writes', state, title: 'nothing is written', message: '' }] },
      },
    });
    for (const event of [ready('refuses', 1), ready('refuses', 2), ready('met', 3)]) report(event);
    expect(written.err.split('\n')).toEqual([
      '… Cut over: lag 1 s; 1 of 1 gates refuses; it is refused by writes',
      '… Cut over: lag 3 s; none of 1 gates refuses',
      '',
    ]);
  });

  it('writes how far a step has come every ten seconds at most, with its pace', () => {
    const { report, written, wait } = toLog();
    const progress = { type: 'progress', time, step: 'start.verify', title: 'Compare', unit: 'documents' } as const;
    report({ ...progress, done: 0 });
    wait(5);
    report({ ...progress, done: 1_500, total: 10_000 });
    wait(5);
    const eta = new Date(Date.parse(time) + 40_000).toISOString();
    report({ ...progress, done: 2_000, total: 10_000, rate: 200, eta, detail: 'comparing shop.orders' });
    wait(10);
    report({ ...progress, done: 2_001, rate: 0.52, detail: 'a\nb\u001b[2J' });
    expect(written.err.split('\n')).toEqual([
      '● Compare: 0 documents',
      '● Compare: 2,000 of 10,000 documents (20 %), 200 a second, 40 s left; comparing shop.orders',
      '● Compare: 2,001 documents, 0.52 a second; a b',
      '',
    ]);
  });

  it.each<[StepState, string]>([
    ['skipped', '◼ Copy the data: there (already done)'],
    ['would-run', '→ Copy the data: there (would run)'],
    ['todo', '○ Copy the data: there'],
    ['failed', '✖ Copy the data: there'],
    ['unknown', '? Copy the data: there'],
  ])('shows %s as %s', (state, line) => {
    expect(logOf([step(state, 'there')]).err).toBe(`${line}\n`);
  });

  it('uses ASCII where nothing else is shown', () => {
    const events = [step('running'), step('waiting', 'x'), step('done'), step('failed'), stage('link', 'done')];
    expect(logOf(events, { alphabet: 'ascii' }).err).toMatch(/^[\u0020-\u007E\n]+$/);
  });

  it('with --quiet shows only what went wrong', () => {
    const events = [step('running'), step('waiting', 'x'), step('done'), stage('link', 'done'), step('failed', 'no')];
    expect(logOf(events, { quiet: true }).err).toBe('✖ Copy the data: no\n');
  });

  it('shows details from a server without control characters, on one line', () => {
    expect(logOf([step('done', 'a\u001B[2J\r\nb\u0007')]).err).toBe('✔ Copy the data: a b\n');
  });
});

describe('human reporter, stages', () => {
  it('shows the stages as one line, again only when one of them changes', () => {
    const all = [stage('link', 'done'), stage('provision', 'in-progress'), stage('start', 'todo')];
    const events = [...all, note('info', 'one'), ...all, note('info', 'two'), stage('provision', 'done')];
    expect(logOf(events).err.split('\n')).toEqual([
      'link ✔ → provision ● → start ○',
      'one',
      'two',
      'link ✔ → provision ✔ → start ○',
      '',
    ]);
  });
});

describe('human reporter, findings', () => {
  const findings = [
    finding('T07', 'pass', 'versions fit'),
    finding('V01', 'info', 'it will take a while'),
    finding('H02', 'not-checked', 'no route to the host'),
    finding('V05', 'warn', 'a TTL index is there', 'Stop it.\nThen go on.'),
    finding('T08', 'block', 'the cluster is paused', 'Resume it.'),
  ];

  it('are grouped by severity, each with its fix under it', () => {
    expect(logOf([...findings, note('info', 'after')]).err.split('\n')).toEqual([
      'Blocked (1)',
      '✖ T08 the cluster is paused',
      '    Fix: Resume it.',
      'Warnings (1)',
      '▲ V05 a TTL index is there',
      '    Fix: Stop it.',
      '    Then go on.',
      'Not checked (1)',
      '? H02 no route to the host',
      'Good to know (1)',
      'ℹ V01 it will take a while',
      '✔ 1 check passed',
      'after',
      '',
    ]);
  });

  it('with --quiet are those that block or warn; with --verbose also those that passed', () => {
    expect(logOf(findings, { quiet: true }).err).not.toMatch(/Not checked|Good to know|passed/);
    expect(logOf(findings, { verbose: true }).err).toContain('Passed (1)\n✔ T07 versions fit');
  });
});

describe('human reporter, notes and inputs', () => {
  const input: LivemigEvent = { type: 'input', time, input: 'atlas-org', value: 'Acme', origin: 'LIVEMIG_ATLAS_ORG' };
  it.each([
    [{}, '▲ careful\nfine\n'],
    [{ quiet: true }, '▲ careful\n'],
    [{ verbose: true }, '▲ careful\nfine\ntiny\natlas-org: Acme (LIVEMIG_ATLAS_ORG)\n'],
  ])('with %j', (settings, expected) => {
    const events = [note('warning', 'careful'), note('info', 'fine'), note('debug', 'tiny'), input];
    expect(logOf(events, settings).err).toBe(expected);
  });
});

describe('human reporter, commands and the sandbox', () => {
  it('shows a command as it would be typed, then how it ended', () => {
    const events: LivemigEvent[] = [
      { type: 'command', time, command: 'livemig link', state: 'running' },
      { type: 'command', time, command: 'livemig link', state: 'ended', exitCode: 0, status: 'done' },
      { type: 'command', time, command: 'livemig start', state: 'ended', exitCode: 3, status: 'blocked' },
    ];
    expect(logOf(events).err).toBe(
      '\n$ livemig link\n✔ livemig link: done, exit code 0\n✖ livemig start: blocked, exit code 3\n',
    );
  });

  it('prints export lines that a shell can read, and nothing else, on stdout', () => {
    const url = 'http://127.0.0.1:1';
    const addresses = { atlasUrl: url, managerUrl: url, sourceUri: url, destinationUri: url, controlUrl: url };
    const env = { LIVEMIG_ATLAS_URL: url, LIVEMIG_SOURCE_PASSWORD: "it's" };
    const { out, err } = logOf([{ type: 'ready', time, ...addresses, env }]);
    expect(out).toBe(`export LIVEMIG_ATLAS_URL='${url}'\nexport LIVEMIG_SOURCE_PASSWORD='it'\\''s'\n`);
    expect(err).toMatch(/^The sandbox is up: Atlas at .*\nPaste the lines above .* Ctrl-C ends it\.\n/);
    expect(err).toContain(
      `\nAn embedded source is written to all the time. Stop that before the cutover, from any terminal:\n    curl -X POST ${url}/traffic/stop\n`,
    );
  });
});

describe('human reporter, result', () => {
  it('says the outcome, what it brought and what comes next on stdout', () => {
    const compared = { identical: true, namespaces: 2, documents: { source: 3, destination: 3 } };
    const comparison = { ...compared, differences: [], differencesTotal: 0 };
    const data = { changed: true, acted: [], migrationId: 'abc', status: 'WORKING', lagSeconds: 1, comparison };
    const { out, err } = logOf([result({ status: 'ready-for-cutover', data })]);
    expect(err).toBe('');
    expect(out.split('\n')).toEqual([
      '✔ livemig start: ready for cutover',
      '  migration id: abc',
      '  lag: 1 s',
      '  comparison: identical, 3 documents in 2 namespaces',
      'Next: livemig cutover --confirm Billing0   (it is ready)',
      '',
    ]);
  });

  it.each(['status', 'livemig'])('does not repeat the picture that %s has drawn', (command) => {
    const data = { migration: { lag: 3 }, inputs: { atlasOrg: '5f0' } };
    expect(logOf([result({ command, data, next: [] })]).out).toBe(
      `✔ ${command === 'status' ? 'livemig status' : command}: done\n`,
    );
  });

  it('neither wraps nor touches a command that is there to be copied', () => {
    const style = createStyle({ colorLevel: 0, alphabet: 'unicode', width: () => 40 });
    const mend = 'db.getSiblingDB("a").runCommand({ dropIndexes: "b", index: "two  blanks" })';
    const lines = () => [
      'differs: n_1; in mongosh on the destination:',
      `      ${mend}`,
      '    more that is broken between words',
    ];
    expect(resultLines(style, result({ next: [] }), lines, (text) => text).slice(1)).toEqual([
      '  differs: n_1; in mongosh on the',
      '  destination:',
      `        ${mend}`,
      '      more that is broken between words',
    ]);
  });

  it('sets what belongs to a line further to the right', () => {
    const line = { section: 'machine', name: 'clock', state: 'problem', text: 'It stands.', fix: 'Wind it.' };
    const data = { lines: [line], ok: 0, problems: 1, notLookedAt: 0 };
    expect(logOf([result({ command: 'doctor', data, next: [] })]).out).toContain(
      '\n  This machine\n    problem: clock: It stands.\n      do: Wind it.\n  0 ok, 1 problem, 0 not looked at.',
    );
  });

  it('says what went wrong and what to do on stderr', () => {
    const error = { code: 'LOCKED', kind: 'locked' as const, message: 'Another run.', fix: 'Wait.' };
    const { out, err } = logOf([result({ status: 'failed', exitCode: 7, error, next: [] })]);
    expect(err).toBe('✖ Another run. [LOCKED]\n  Fix: Wait.\n');
    // What goes on is decided where the outcome is; nothing is led to that the result does not name.
    expect(out).toBe('✖ livemig start: failed\n');
  });

  const refused = { code: 'NO', kind: 'blocked' as const, message: 'Atlas says no.', fix: 'Ask again.' };
  const failedStep = { type: 'step', time, step: 'start.validate', title: 'Ask', state: 'failed' } as const;

  it.each([
    ['all of it', 'Atlas says no.', '✖ Ask: Atlas says no.\n  Fix: Ask again. [NO]\n'],
    ['its beginning', 'Atlas says', '✖ Ask: Atlas says\n✖ no. [NO]\n  Fix: Ask again.\n'],
    ['something else', 'no answer', '✖ Ask: no answer\n✖ Atlas says no. [NO]\n  Fix: Ask again.\n'],
  ])('does not say twice what the line of the step has just said: %s', (_, detail, lines) => {
    const events = [{ ...failedStep, detail }, result({ status: 'blocked', exitCode: 3, error: refused, next: [] })];
    expect(logOf(events).err).toBe(lines);
  });

  it('puts a list below the line of the step that has said its first line', () => {
    const error = { ...refused, message: 'They differ:\n  - one\n    db.mend()\n  - two' };
    const events = [
      { ...failedStep, detail: 'They differ:' },
      result({ status: 'failed', exitCode: 6, error, next: [] }),
    ];
    expect(logOf(events).err).toBe('✖ Ask: They differ:\n  - one\n      db.mend()\n  - two\n  Fix: Ask again. [NO]\n');
  });

  it.each([
    [{ status: 'failed', exitCode: 6 } as const, '✖ livemig verify: source and destination differ'],
    [{ status: 'failed', exitCode: 9 } as const, '✖ livemig verify: not everything was compared'],
    [{ status: 'not-started', exitCode: 9 } as const, '○ livemig verify: not started'],
    [{ status: 'in-progress', exitCode: 8 } as const, '● livemig verify: still in progress'],
  ])('says what a comparison came to only of one that has ended: %j', (ended, words) => {
    const { out } = logOf([result({ command: 'verify', next: [], ...ended })]);
    expect(out).toBe(`${words}\n`);
  });

  it.each([
    ['a person who leaves what blocks', { ...refused, left: true as const }],
    ['Ctrl-C', { ...refused, kind: 'interrupted' as const }],
    ['a signal', { ...refused, kind: 'terminated' as const }],
  ])('calls no failure what somebody did on purpose: %s', (_, error) => {
    const next = [{ command: 'livemig start', reason: 'continues where it stopped' }];
    const { out, err } = logOf([result({ status: 'blocked', exitCode: 3, error, next })]);
    expect(err).toBe('ℹ Atlas says no.\n');
    expect(out).toBe('Next: livemig start   (continues where it stopped)\n');
  });

  it('shows where to look when nothing goes on', () => {
    const error = { code: 'LOCKED', kind: 'locked' as const, message: 'Another run.', fix: 'Wait.' };
    const see = { command: 'livemig status --dir m1', reason: 'shows where it stands' };
    const { out } = logOf([result({ status: 'failed', exitCode: 7, error, next: [], see })]);
    expect(out).toContain('Next: livemig status --dir m1   (shows where it stands)');
  });

  it('lists every way to go on', () => {
    const next = ['a', 'b'].map((command) => ({ command, reason: `do ${command}` }));
    expect(logOf([result({ next })]).out).toMatch(/Next: a {3}\(do a\)\n {2}or: b {3}\(do b\)\n$/);
  });
});

describe('human reporter on a terminal of 40 columns', () => {
  it('shows all of what moves, then the outcome', async () => {
    const screen = createScreen(40);
    const reporter = screen.reporter();
    reporter.report(step('waiting', 'the first copy of all the documents is on its way'));
    expect(await screen.lines()).toEqual([
      expect.stringMatching(/^\S Copy the data: the first copy of all$/),
      '  the documents is on its way',
    ]);
    reporter.report(step('done', 'ready'));
    expect(await screen.lines()).toEqual(['✔ Copy the data: ready']);
  });

  it('writes notes above the moving line', async () => {
    const screen = createScreen(40);
    const reporter = screen.reporter();
    reporter.report(step('running'));
    reporter.report(note('info', 'by the way'));
    expect(await screen.lines()).toEqual(['by the way', expect.stringMatching(/^\S Copy the data$/)]);
    reporter.pause();
    expect(await screen.lines()).toEqual(['by the way']);
  });

  it('shows what is waited for until an event or a question comes, and leaves no trace of it', async () => {
    const screen = createScreen(40);
    const reporter = screen.reporter();
    reporter.busy?.('Destination cluster');
    expect(await screen.lines()).toEqual([expect.stringMatching(/^\S Destination cluster$/)]);
    reporter.report(note('info', 'by the way'));
    expect(await screen.lines()).toEqual(['by the way']);
    reporter.busy?.('Source deployment');
    reporter.pause();
    expect(await screen.lines()).toEqual(['by the way']);
  });

  it('shows how long it takes while nothing is reported', async () => {
    const screen = createScreen(40);
    const reporter = screen.reporter();
    reporter.report(step('running'));
    screen.wait(75);
    expect(await screen.linesWhen((text) => text.includes('1m 15s'))).toEqual([
      expect.stringMatching(/^\S Copy the data \(1m 15s\)$/),
    ]);
    reporter.pause();
  });

  it('wraps findings under each other', async () => {
    const screen = createScreen(40);
    const reporter = screen.reporter();
    reporter.report(
      finding('T08', 'block', 'the destination cluster Billing0 is paused', 'Resume it in the Atlas console'),
    );
    reporter.pause();
    const lines = await screen.lines();
    expect(lines).toEqual([
      'Blocked (1)',
      '✖ T08 the destination cluster Billing0',
      '  is paused',
      '    Fix: Resume it in the Atlas console',
    ]);
  });

  it('hides the cursor only while something moves', async () => {
    const screen = createScreen(40);
    const reporter = screen.reporter();
    reporter.report(step('running'));
    expect(screen.raw().lastIndexOf('\u001B[?25l')).toBeGreaterThan(screen.raw().lastIndexOf('\u001B[?25h'));
    reporter.report(result({}));
    expect(screen.raw().lastIndexOf('\u001B[?25h')).toBeGreaterThan(screen.raw().lastIndexOf('\u001B[?25l'));
  });

  it('has no colour at level 0, and colour at level 1', () => {
    for (const colorLevel of [0, 1] as const) {
      const screen = createScreen(40, colorLevel);
      const reporter = screen.reporter();
      reporter.report(step('done'));
      reporter.report(note('warning', 'careful'));
      expect(screen.raw() === stripVTControlCharacters(screen.raw())).toBe(colorLevel === 0);
    }
  });
});

it('what is looked at is the result where a command is there to look, and the conversation where it goes on', () => {
  const events = [stage('start', 'in-progress'), step('waiting', 'lag 3 s')];
  const [look, run] = [toLog(), toLog()];
  look.page?.();
  for (const event of events) {
    look.report(event);
    run.report(event);
  }
  expect([look.written.err, run.written.out]).toEqual(['', '']);
  expect(look.written.out).toContain('start');
  expect(look.written.out).toContain('Copy the data: lag 3 s');
  expect(run.written.err).toBe(look.written.out);
});

it('leaves standard output to a text that is the result itself, and tells how that went elsewhere', () => {
  const { document, report, written } = toLog();
  document?.('the page\n');
  report({
    ...{ type: 'result', time, command: 'report', status: 'done', exitCode: 0 },
    error: null,
    data: {},
    next: [],
  });
  expect(written.out).toBe('the page\n');
  expect(written.err).toContain('livemig report: done');
});
