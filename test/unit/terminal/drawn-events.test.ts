import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LivemigEvent, VerdictEvent } from '../../../src/core/events.ts';
import type { ColorLevel } from '../../../src/terminal/color.ts';
import type { Alphabet } from '../../../src/terminal/marks.ts';
import { widthOf } from '../../../src/terminal/plain-text.ts';
import { createWindow } from '../../support/window.ts';

const time = '2026-01-01T00:00:00.000Z';
const long =
  'a sentence that is longer than the narrowest of all windows, with 名前のとても長いクラスター and 🚀 in it';
const url = 'http://127.0.0.1:65535/a/long/path/that/has/to/be/copied/whole';
const command = "livemig start --destination-cluster Billing0 --source-project 'two words' --no-input";

type Event = LivemigEvent extends infer Each ? (Each extends LivemigEvent ? Omit<Each, 'time'> : never) : never;

type Result = Extract<LivemigEvent, { type: 'finding' }>['result'];

const step = { type: 'step', step: 'start.synchronize', title: 'Copy the data', detail: long } as const;
const finding = { type: 'finding', title: long, message: long, fix: long } as const;
const error = { code: 'LOCKED', kind: 'locked', message: long, fix: long } as const;
const addresses = { atlasUrl: url, managerUrl: url, sourceUri: url, destinationUri: url, controlUrl: url };

const part = { text: long, reasons: [long] };
const aged = { ...part, asOf: '2026-01-01', engine: 'mongosync 1.22', outdated: true };

/** What a whole check tells: its findings and its verdict, of which people are shown this. */
function wholeCheck(shown: Pick<VerdictEvent, 'all' | 'only'>): Event[] {
  const of = (id: string, result: Result, more = {}): Event => ({ ...finding, id, result, ...more });
  const word = { was: 'block', by: 'ana', at: time } as const;
  return [
    ...(['block', 'warn', 'info', 'pass'] as const).map((result) =>
      of('C04', result, { mender: 'dba', items: [long] }),
    ),
    of('T09', 'skipped', { mender: 'atlas', skipped: word }),
    ...['C01', 'C02', 'C03'].map((id) => of(id, 'not-checked', { severity: 'block' })),
    of('H09', 'not-checked', { mender: 'manager', yourself: true }),
    {
      type: 'verdict',
      verdict: { ready: 'no', text: long, blockers: part, complexity: part, copy: part, oplog: part, rules: aged },
      counts: { rules: 108, pass: 84, block: 2, warn: 6, info: 7, notChecked: 8, skipped: 1 },
      since: { at: time, fixed: ['T06', 'H07', 'O04'], new: ['C04'], unchanged: ['T07'], open: ['O01'] },
      facts: { file: 'facts.json', collectedAt: time, by: 'ana', used: ['source'] },
      ...shown,
    },
  ];
}

const rule = {
  type: 'rule',
  id: 'C04',
  title: long,
  severity: 'block',
  mender: 'dba',
  source: long,
  docs: 'd',
} as const;

/** At least one of each type, with texts that have to be wrapped. */
const events: readonly Event[] = [
  { type: 'stage', stage: 'link', title: 'Link', state: 'done', fact: long },
  { type: 'stage', stage: 'provision', title: 'Provision', state: 'in-progress', fact: 'agent seen on mig01' },
  { type: 'stage', stage: 'start', title: 'Start', state: 'todo' },
  { type: 'input', input: 'Atlas credentials', value: 'api-key', origin: 'LIVEMIG_ATLAS_PUBLIC_KEY' },
  { type: 'input', input: 'atlasOrg', value: long, origin: 'only choice' },
  { type: 'input', input: 'atlasProject', value: long, origin: 'LIVEMIG_ATLAS_PROJECT' },
  ...(['running', 'waiting', 'done', 'skipped', 'failed', 'would-run', 'todo', 'unknown'] as const).map((state) => ({
    ...step,
    state,
    ...(state === 'waiting' && { usually: 'less than a minute', advice: long }),
  })),
  {
    ...{ type: 'progress', step: 'start.verify', title: long, done: 3_000, total: 10_000, unit: 'documents' },
    ...{ rate: 1_200, eta: '2026-01-01T00:00:06.000Z', detail: long },
  },
  ...(['pass', 'block', 'warn', 'info', 'not-checked'] as const).map((result) => ({ ...finding, id: 'T08', result })),
  {
    ...{ ...finding, id: 'T09', result: 'skipped' },
    skipped: { was: 'block', because: long, by: 'ana', at: time },
  },
  ...(['warning', 'info', 'debug'] as const).map((level) => ({ type: 'note' as const, level, message: long })),
  ...wholeCheck({}),
  ...wholeCheck({ all: true }),
  ...wholeCheck({ only: 'since' }),
  ...wholeCheck({ only: 'reasons' }),
  rule,
  {
    ...{ ...rule, engine: 'push', look: long },
    explained: {
      needs: [{ fact: 'sourceInventory', reads: [long, long], grant: long }],
      stages: ['start'],
      last: { at: time, result: 'block', message: long, fix: long },
    },
  },
  {
    type: 'plan',
    stage: 'start',
    source: { cluster: 'Orders', version: '7.0.14', topology: 'replica set of 3 members', note: long },
    destination: { cluster: '名前', version: '8.0.1', tier: 'M30', note: long },
    willNotArrive: {
      known: [{ kind: 'users', text: long, count: 2, names: [long, long] }],
      notLookedAt: [{ kind: 'zones', text: long, reason: long }],
    },
    changes: (['create', 'change', 'drop', 'run'] as const).map((effect) => ({ effect, what: long })),
    command,
    variables: ['LIVEMIG_ATLAS_PUBLIC_KEY', 'LIVEMIG_ATLAS_PRIVATE_KEY'],
  },
  { type: 'command', command: 'livemig link', state: 'running' },
  { type: 'command', command: 'livemig link', state: 'ended', exitCode: 3, status: 'blocked' },
  { type: 'ready', ...addresses, env: { LIVEMIG_ATLAS_URL: url } },
  {
    type: 'result',
    command: 'start',
    status: 'failed',
    exitCode: 7,
    error,
    data: { migrationId: 'abc', documents: { source: 3, destination: 3 }, remark: long },
    next: [
      { command: 'livemig status --dir a', reason: long },
      { command, reason: 'it is ready' },
    ],
  },
];

/** How a moving line begins to be drawn again. */
const backToStart = '\u001B[1G';

/** Must stay whole: an address, a command, a word that is longer than the window. */
function mayBeWide(line: string): boolean {
  return line.includes(url) || line.includes(command);
}

describe.each([40, 60, 80, 100, 200])('in a window of %i columns', (columns) => {
  describe.each<Alphabet>(['unicode', 'ascii', 'words'])('in %s', (alphabet) => {
    it.each<[ColorLevel, boolean]>([
      [0, true],
      [0, false],
      [1, true],
      [1, false],
    ])('with colour level %i, moving lines %s, every event fits', (colorLevel, linesMove) => {
      const { reporter, written } = createWindow({ columns, alphabet, colorLevel, linesMove, verbose: true });
      for (const event of events) reporter.report({ ...event, time });
      reporter.pause();
      const lines = stripVTControlCharacters(written().replaceAll(backToStart, '\n')).split('\n');
      expect(lines.length).toBeGreaterThan(50);
      expect(lines.filter((line) => widthOf(line) > columns && !mayBeWide(line))).toEqual([]);
      const hasSequences = written() !== stripVTControlCharacters(written());
      expect(hasSequences).toBe(colorLevel > 0 || linesMove);
      const marks = stripVTControlCharacters(written()).replaceAll(long, '');
      if (alphabet !== 'unicode') expect(marks).not.toMatch(/[✔✖◼●○▲ℹ→❯⠋…]/u);
    });
  });
});
