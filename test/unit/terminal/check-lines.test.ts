import { describe, expect, it } from 'vitest';
import type { LivemigEvent, VerdictEvent } from '../../../src/core/events.ts';
import { checkLines } from '../../../src/terminal/check-lines.ts';
import { createStyle } from '../../../src/terminal/style.ts';

type Finding = Extract<LivemigEvent, { type: 'finding' }>;
const time = '2026-01-02T09:00:00.000Z';
const part = { text: 'Not ready: 1 blocker.', reasons: ['C04 shop.orders has two indexes.'] };
const none = { text: 'LOW', reasons: [] };
const verdict: VerdictEvent = {
  ...{ type: 'verdict', time },
  verdict: {
    ready: 'no',
    text: 'Not ready: 1 blocker. Complexity LOW',
    blockers: part,
    complexity: none,
    copy: none,
    oplog: none,
    rules: { text: 'lists', reasons: [], asOf: '2026-09-09', engine: 'mongosync 1.22', outdated: false },
  },
  counts: { rules: 11, pass: 3, block: 1, warn: 1, info: 0, notChecked: 5, skipped: 1, notAsked: 1 },
};

function found(id: string, result: Finding['result'], more: Partial<Finding> = {}): Finding {
  return {
    type: 'finding',
    time,
    id,
    title: 'It holds',
    result,
    message: `${id} is so.`,
    severity: 'block',
    mender: 'dba',
    ...more,
  };
}

const findings = [
  found('C04', 'block', {
    message: 'shop.orders has two indexes.',
    fix: 'Drop one.\nThen look again.',
    items: ['shop.orders'],
  }),
  found('T09', 'warn', { mender: 'atlas', message: 'Billing0 is small.', fix: 'Scale it up.' }),
  found('T11', 'skipped', {
    ...{ mender: 'atlas', message: 'Auto-scaling is on.' },
    skipped: { was: 'warn', by: 'ana', at: '2026-01-01T08:00:00.000Z', because: 'it is needed' },
  }),
  ...['C01', 'C02', 'C03'].map((id) => found(id, 'not-checked', { message: 'LIVEMIG_SOURCE_URI is not set' })),
  found('O01', 'not-checked', { message: 'the user may not read the oplog' }),
  found('H09', 'not-checked', { yourself: true, mender: 'manager', message: 'Look at the firewall.' }),
  found('E01', 'pass', { mender: 'atlas' }),
  found('E04', 'pass', { mender: 'manager' }),
  found('V09', 'pass', { mender: 'atlas', notAsked: true, message: 'V09 is not asked.' }),
];

function shown(event: Partial<VerdictEvent> = {}, { width = 100, quiet = false } = {}): string[] {
  const style = createStyle({ colorLevel: 0, alphabet: 'unicode', width: () => width });
  return checkLines({ style, quiet }, { ...verdict, ...event }, findings);
}

describe('a check on a screen', () => {
  it('says the verdict first, then what is in the way by who can mend it, each reason for not looking once', () => {
    expect(shown()).toEqual([
      '✖ Not ready: 1 blocker. Complexity LOW',
      '  lists',
      '  11 rules: 2 passed, 1 block, 1 warn, 0 to know, 5 not looked at, 1 not about this migration, 1',
      '  skipped; --all lists every one, --explain ID tells more of one',
      '',
      'Blocks the migration (1)',
      'for the DBA of the source:',
      '✖ C04 shop.orders has two indexes.',
      '    Fix: Drop one.',
      '    Then look again.',
      '',
      'Warnings (1)',
      'for the owner in Atlas:',
      '▲ T09 Billing0 is small.',
      '    Fix: Scale it up.',
      '',
      'Skipped (1)',
      'for the owner in Atlas:',
      '◼ T11 would warn: Auto-scaling is on.',
      '    Skipped by ana, 2026-01-01 08:00:00 UTC: it is needed',
      '',
      'Look at this yourself (1)',
      "for the manager's owner:",
      '? H09 Look at the firewall.',
      '',
      'Not looked at (4)',
      '? 3 rules, 3 of which could block: LIVEMIG_SOURCE_URI is not set',
      '    C01 C02 C03',
      '? O01 the user may not read the oplog',
      '',
      "✔ 2 rules passed: 1 for the owner in Atlas, 1 for the manager's owner",
    ]);
  });

  const names = Array.from({ length: 100 }, (_, at) => `app${at}@shop`);
  const willNotArrive = {
    known: [
      { kind: 'users', text: 'Users: nobody can log in', count: 1_200, names },
      { kind: 'zones', text: 'Zones', count: 1, names: ['shop.orders (EU)'] },
    ],
    notLookedAt: [
      { kind: 'roles', text: 'Roles', reason: 'no right' },
      { kind: 'search-indexes', text: 'Search', reason: 'no right' },
    ],
  } as const;

  it('tells what will not arrive after the findings, a line for each kind, and what of it was not looked at', () => {
    const lines = shown({ willNotArrive });
    expect(lines.slice(lines.indexOf('Will not arrive (2)'), lines.indexOf('Not looked at (4)'))).toEqual([
      'Will not arrive (2)',
      '▲ Users: nobody can log in (1,200): app0@shop, app1@shop, app2@shop, app3@shop, app4@shop and 1195',
      '  more',
      '▲ Zones (1): shop.orders (EU)',
      '? not looked at: roles, Search indexes: no right',
      '',
    ]);
    expect(lines.indexOf('Will not arrive (2)')).toBeGreaterThan(lines.indexOf('Look at this yourself (1)'));
  });

  it('with --all gives each of it by name, and with --quiet none of it', () => {
    expect(shown({ willNotArrive, all: true })).toContain('    - app99@shop');
    expect(shown({ willNotArrive }, { quiet: true }).join()).not.toContain('arrive');
  });

  it('does not speak of what will not arrive where there is none, and counts nothing that was not looked at', () => {
    expect(shown({ willNotArrive: { known: [], notLookedAt: [] } })).toEqual(shown());
    expect(shown({ willNotArrive: { ...willNotArrive, known: [] } })).toContain('Will not arrive');
  });

  it('with --all lists what passed, and everything that a finding is about', () => {
    const lines = shown({ all: true });
    expect(lines).toEqual(expect.arrayContaining(['    - shop.orders', 'Passed (2)', '✔ E01 E01 is so.']));
    expect(lines.join()).not.toContain('--all');
    expect(lines.slice(lines.indexOf('Not about this migration (1)'))).toEqual([
      'Not about this migration (1)',
      'for the owner in Atlas:',
      expect.stringMatching(/^[^✔] V09 V09 is not asked\.$/),
    ]);
  });

  it('with --quiet says no more than the verdict, what blocks, warns and was skipped', () => {
    const lines = shown({}, { quiet: true });
    expect(lines.filter((line) => /\(\d+\)$/.test(line))).toEqual([
      'Blocks the migration (1)',
      'Warnings (1)',
      'Skipped (1)',
    ]);
    expect(lines.join()).not.toContain('LIVEMIG_SOURCE_URI');
  });

  const since = {
    at: '2026-01-01T17:20:00.000Z',
    fixed: ['T06', 'H07', 'O04'],
    new: ['C04'],
    unchanged: ['T09'],
    open: ['O01'],
  };

  it('tells what has changed since the last check by itself', () => {
    expect(shown({ since }, { width: 200 })[3]).toBe(
      '  since the last check (2026-01-01 17:20:00 UTC, 15 h 40 min ago): 3 fixed (T06, H07, O04), 1 new (C04), 1 unchanged, 1 not looked at now or skipped (O01)',
    );
  });

  it('names no more than eight, and says how many more', () => {
    const fixed = Array.from({ length: 11 }, (_, at) => `C${at + 10}`);
    expect(shown({ since: { ...since, fixed } }, { width: 500 })[3]).toMatch(/11 fixed \(C10, .*, C17 and 3 more\)/);
  });

  it('shows the changes alone where these were asked for, or that there are none to show', () => {
    const lines = shown({ since, only: 'since' });
    expect(lines.filter((line) => /\(\d+\)$/.test(line))).toEqual([
      'New since then (1)',
      'Not looked at now, or skipped (1)',
      'Unchanged (1)',
    ]);
    expect(lines).toContain('✖ C04 shop.orders has two indexes.');
    const fresh = shown({ since: { ...since, new: ['T09'] }, only: 'since' });
    expect(fresh).toContain('▲ T09 Billing0 is small.');
    expect(shown({ only: 'since' }).at(-1)).toContain('no earlier check in this directory');
  });

  it('shows the reasons of each part of the verdict where these were asked for', () => {
    expect(shown({ only: 'reasons' })).toEqual(
      expect.arrayContaining(['Not ready: 1 blocker.', '- C04 shop.orders has two indexes.', 'Complexity LOW']),
    );
  });

  it('says which facts came from elsewhere, and how old they are', () => {
    const facts = {
      file: 'facts.json',
      collectedAt: '2026-01-01T09:00:00.000Z',
      by: 'ana',
      used: ['source', 'engine'],
    };
    expect(shown({ facts }, { width: 200 })[3]).toBe(
      '  with 2 facts of facts.json, collected 2026-01-01 09:00:00 UTC, 1 d ago by ana',
    );
  });
});
