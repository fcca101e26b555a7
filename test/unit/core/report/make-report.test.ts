import { describe, expect, it } from 'vitest';
import { type AuditEntry, auditLine, parseAudit } from '../../../../src/core/audit.ts';
import type { ArmedCutover } from '../../../../src/core/cutover/armed-cutover.ts';
import type { ExecutableEnd } from '../../../../src/core/executable.ts';
import { makeReport } from '../../../../src/core/report/make-report.ts';
import { pageOf } from '../../../../src/core/report/page.ts';
import { Report } from '../../../../src/core/report/report.ts';
import type { ReportSources } from '../../../../src/core/report/sources.ts';
import {
  complete,
  completeSources,
  created,
  minute,
  recordedOf,
  requested,
  samplesOf,
  sourcesWith,
} from '../../../support/report-sources.ts';

const failed = (code: string): AuditEntry => ({ kind: 'failed', command: 'start', code });
const ready = samplesOf([0]).map((sample) => ({ ...sample, ready: true }));
const of = (entries: readonly AuditEntry[], different: Partial<ReportSources> = {}) =>
  sourcesWith({ recorded: recordedOf(entries), ...different });

const { seenComplete: end } = completeSources();
const ended = (different: Partial<NonNullable<typeof end>>): Partial<ReportSources> =>
  end === undefined ? {} : { seenComplete: { ...end, ...different } };

describe('where a migration stands by its files', () => {
  const begun = { 'link.create-token': { state: 'started', startedAt: minute(0) } } as const;
  it.each<[string, ReportSources, RegExp]>([
    ['nothing-started', sourcesWith(), /^Nothing was started/],
    [
      'preparing',
      sourcesWith({ journal: { ...sourcesWith().journal, steps: begun } }),
      /these files tell of no migration yet/,
    ],
    [
      'preparing',
      sourcesWith({ recorded: parseAudit(Buffer.from('not a line of livemig')) }),
      /tell of no migration yet/,
    ],
    ['creation-unknown', of(created.slice(0, 3)), /its answer is not known/],
    ['creation-unknown', sourcesWith({ migration: { state: 'asked' } }), /its answer is not known/],
    ['migrating', of(created), /no look at it since/],
    ['migrating', of(created, { samples: samplesOf([null]) }), /^The migration was copying when it was seen last/],
    ['ready-for-cutover', of(created, { samples: ready }), /ready for cutover when it was seen last.*no cutover/],
    ['cutover-requested', of([...created, ...requested], { samples: ready }), /cannot be undone; .* not seen yet/],
    ['complete', of([...created, ...requested, ...complete]), /seen COMPLETE at 2026-01-18 00:07:00 UTC/],
    ['failed', of([...created, failed('MIGRATION_FAILED')]), /FAILED, seen at/],
    ['expired', of([...created, failed('MIGRATION_EXPIRED')]), /EXPIRED, seen at/],
    ['failed', of([...created, ...requested, failed('MIGRATION_FAILED')]), /Its cutover had been requested at/],
    ['failed', of(created, { samples: samplesOf([0]).map((one) => ({ ...one, status: 'FAILED' })) }), /FAILED/],
    ['complete', completeSources(), /COMPLETE/],
  ])('%s', (status, sources, text) => {
    const { summary } = Report.parse(makeReport(sources));
    expect([summary.status, summary.text]).toEqual([status, expect.stringMatching(text)]);
  });

  it('is not told by what was seen of an earlier migration', () => {
    const samples = ready.map((sample) => ({ ...sample, at: minute(-10) }));
    expect(makeReport(of(created, { samples })).summary.status).toBe('migrating');
  });
});

describe('what is proved and what is not', () => {
  const broken = completeSources().recorded.map((one) => (one.line === 3 ? { ...one, chain: 'broken' as const } : one));

  it('is, of one that went well, all that was seen, and never how it stands now', () => {
    const { proved, notProved } = makeReport(completeSources()).summary;
    expect(proved).toEqual([
      'Atlas reported the migration COMPLETE, seen at 2026-01-18 00:07:00 UTC.',
      'Source and destination were compared: identical at level full, 60 documents of the source and 60 of the destination in 7 namespaces, at 2026-01-18 00:09:00 UTC (2 min after COMPLETE was seen).',
      'Downtime: 1 min 30 s, from when the hooks had stopped the writes until COMPLETE was seen.',
      'Each of the 8 lines of the audit follows the one before it.',
      'What was to be changed was agreed to before: start.',
    ]);
    expect(notProved).toEqual([
      'What no comparison covers: users and roles (3, 1).',
      expect.stringMatching(/^How anything stands now: nothing was looked at/),
    ]);
  });

  it.each<[string, Partial<ReportSources>, RegExp]>([
    [
      'not compared',
      { comparison: undefined },
      /hold the same: they were not compared after the migration was COMPLETE/,
    ],
    [
      'compared before the end alone',
      { comparison: { identical: true, level: 'full', endedAt: minute(2) } },
      /they were not compared after the migration was COMPLETE/,
    ],
    [
      'different afterwards',
      { comparison: undefined, past: { ...completeSources().past, differed: { at: minute(9), by: 'bo' } } },
      /hold the same: different, at 2026-01-18 00:09:00 UTC/,
    ],
    ['not measured', { downtime: undefined }, /How long nobody could write/],
    ['an audit that was changed', { doubt: 'was changed: line 3' }, /events.ndjson was changed: line 3/],
    ['a line short', { recorded: broken }, /no line of the audit was changed: broken at line 3/],
  ])('says so of one that was %s', (_, different, said) => {
    expect(makeReport(completeSources(different)).summary.notProved).toContainEqual(expect.stringMatching(said));
  });
});

it('keeps what an earlier comparison has proved, where a later one found differences', () => {
  const differed = { at: minute(60), by: 'bo' };
  const { proved, notProved } = makeReport(completeSources({ past: { ...completeSources().past, differed } })).summary;
  expect(proved).toContainEqual(
    expect.stringMatching(
      /^Source and destination were compared: identical .*; a comparison after that found differences\.$/,
    ),
  );
  expect(notProved).toContainEqual(expect.stringMatching(/^That source and destination hold the same: different, at/));
});

describe('where a file could not be read', () => {
  const unread = (file: 'state.json' | 'events.ndjson') => ({ notRead: [{ file, why: 'It is cut off.' }] });

  it.each<[string, ReportSources, string, RegExp]>([
    [
      'nothing is called not started',
      sourcesWith(unread('state.json')),
      'creation-unknown',
      /^events.ndjson tells of no migration, and state.json could not be read: whether one/,
    ],
    [
      'what the other file has counts',
      { ...of(created), ...unread('state.json') },
      'migrating',
      / So events.ndjson has it; state.json could not be read\.$/,
    ],
    [
      'the journal counts without the audit',
      completeSources({ ...unread('events.ndjson'), recorded: [], past: {} }),
      'complete',
      / So state.json has it; events.ndjson could not be read\.$/,
    ],
  ])('%s', (_, sources, status, text) => {
    const { summary } = makeReport(sources);
    expect(summary).toMatchObject({ status, text: expect.stringMatching(text) });
    expect(summary.notRead).toEqual([expect.stringMatching(/could not be read\. It is cut off\. /)]);
    expect(pageOf(makeReport(sources))).toMatchObject({
      tone: 'bad',
      status: expect.stringContaining('could be read'),
    });
  });

  it('another one takes nothing from where it stands', () => {
    const notRead = [{ file: 'the lock', why: 'It is a directory.' }] as const;
    const { summary } = makeReport(completeSources({ notRead }));
    expect(summary.text).toBe(makeReport(completeSources()).summary.text);
    expect(summary.notRead).toEqual([
      expect.stringMatching(/^the lock could not be read.*at this moment is not known/),
    ]);
  });
});

describe('what else it tells', () => {
  const report = makeReport(completeSources());

  it('is who accepted what, and why', () => {
    expect(report.findings.accepted).toEqual([
      { what: 'finding of the rule O11', by: 'bo', at: minute(0), because: 'we make the users by hand' },
      { what: 'gate lag: the lag is 30 s', by: 'ana', at: minute(4), because: 'we may wait' },
    ]);
    expect(report.findings.check).toMatchObject({ passed: 1, findings: [{ id: 'O11' }, { id: 'C11' }] });
  });

  it('is the cutover that was armed, with the gates that were accepted for it', () => {
    const armed: ArmedCutover = {
      ...{
        revision: 3,
        armed: { at: minute(5), by: 'bo' },
        state: { name: 'cancelled', at: minute(6), by: 'ana', because: 'late' },
      },
      watcher: { pid: 1, host: 'h', user: 'bo', command: 'cutover', since: minute(5) },
      terms: { acceptedGates: [{ gate: 'users', because: 'by hand' }], requiredGates: [] },
    };
    const { cutover, findings } = makeReport(completeSources({ armed }));
    expect(cutover.armed).toMatch(/^it was armed by bo at .*cancelled by ana/);
    expect(findings.accepted).toContainEqual({
      ...{ what: 'gate users, for the cutover that was armed', by: 'bo', at: minute(5), because: 'by hand' },
    });
  });

  it('is what was not migrated, as far as a check has looked', () => {
    expect(report.notMigrated.known).toEqual([
      'Users do not migrate: 3. (O11)',
      'not looked at: zones cannot be read (C11)',
      'not covered by the comparison at 2026-01-18 00:09:00 UTC: users and roles (3, 1)',
    ]);
    expect(makeReport(sourcesWith()).notMigrated).toMatchObject({
      known: [],
      text: expect.stringMatching(/^No whole check .* so that nothing is known of it here/),
    });
  });

  it('is what was seen of the changes of an engine, and that nothing else is known', () => {
    expect(report.changed.map(({ state }) => state)).toEqual([
      'empty',
      'blocked when COMPLETE was seen, at 2026-01-18 00:07:00 UTC, 9 h 53 min before this report; how it is now was not looked at',
      'free when COMPLETE was seen, at 2026-01-18 00:07:00 UTC',
      ...Array(3).fill('not known: no file of this directory tells; `livemig cleanup --dry-run --dir m1` looks'),
    ]);
    const states = makeReport(of(created)).changed.map(({ state }) => state);
    expect(states).toEqual([
      ...Array(3).fill('not known here'),
      ...Array(3).fill('not known: no file of this directory tells'),
    ]);
  });

  const side = (topology: 'replica-set' | 'sharded') => ({ topology, version: '8.0.1', hosts: ['a:1'] });
  const verifiedAs = (topology: 'replica-set' | 'sharded'): Partial<ReportSources> => ({
    verifications: [
      {
        ...{ id: 'v1', state: 'done', begunAt: minute(8), by: 'ana' },
        sides: { source: side(topology), destination: side(topology) },
      },
    ],
  });
  const checked = (...findings: { id: string; result: 'pass' | 'info' | 'not-checked'; message: string }[]) => ({
    lastCheck: { at: minute(0), by: 'bo', about: {}, verdict: 'Ready.', findings },
  });
  const runs = { id: 'C08', result: 'info', message: 'The balancer runs.' } as const;
  const off = { id: 'C08', result: 'pass', message: 'The balancer is off, or free to be stopped' } as const;

  it.each<[string, Partial<ReportSources>, readonly (string | RegExp)[]]>([
    [
      'replica sets, as livemig verify has seen',
      verifiedAs('replica-set'),
      Array(2).fill('none: it is a replica set, as livemig verify saw it at 2026-01-18 00:08:00 UTC'),
    ],
    [
      'a set, as the check has seen',
      { lastCheck: { ...checked().lastCheck, about: { source: { setName: 'rs', hosts: ['a:1'] } } } },
      ['none: it is a replica set, as livemig check saw it at 2026-01-18 00:00:00 UTC', /^not known/],
    ],
    [
      'sharded, with a balancer that ran before',
      { ...verifiedAs('sharded'), ...checked(runs) },
      [
        'as livemig check saw it at 2026-01-18 00:00:00 UTC, 10 h before this report: The balancer runs (C08); how it is now was not looked at',
        /^not known/,
      ],
    ],
    [
      'sharded, with a balancer that was stopped before',
      { ...verifiedAs('sharded'), ...checked(off) },
      [/stopped, and without a window \(C08\); how it is now was not looked at$/, /^not known/],
    ],
    [
      'nobody knows what',
      checked({ ...off, result: 'not-checked', message: 'no right.' }),
      ['not looked at by livemig check at 2026-01-18 00:00:00 UTC: no right', /^not known/],
    ],
    ['either, by a rule that holds for both', checked(off), [/^not known/, /^not known/]],
  ])('is what these files tell of balancers: %s', (_, different, states) => {
    const rows = makeReport(completeSources(different)).changed.filter(({ what }) =>
      what.startsWith('the balancer of'),
    );
    expect(rows.map(({ state }) => state)).toEqual(
      states.map((state) => (typeof state === 'string' ? state : expect.stringMatching(state))),
    );
  });

  const balancers = (source: 'none' | 'stopped') =>
    ({
      balancers: { source: { known: true, value: source }, destination: { known: false, reason: 'Not allowed.' } },
    }) as const;

  it.each<[string, Partial<ReportSources>, readonly RegExp[]]>([
    [
      'a replica set',
      ended(balancers('none')),
      [/^none: it is a replica set, as was seen when/, /^not looked at when/],
    ],
    [
      'one that was stopped',
      { ...ended(balancers('stopped')), ...verifiedAs('replica-set') },
      [/^stopped when COMPLETE was seen, at .* before this report; how it is now/, /^none: .* livemig verify saw it/],
    ],
  ])('is what was seen of balancers in the end: %s', (_, different, states) => {
    const rows = makeReport(completeSources(different)).changed.filter(({ what }) =>
      what.startsWith('the balancer of'),
    );
    expect(rows.map(({ state }) => state)).toEqual(states.map((state) => expect.stringMatching(state)));
  });

  it('is how oplog and autoscaling of the destination were set, as far as a check has seen', () => {
    const set = checked(
      { id: 'T11', result: 'pass', message: 'Atlas does not scale' },
      { id: 'T12', result: 'info', message: 'The oplog is as Atlas makes it.' },
    );
    expect(makeReport(completeSources(set)).changed.at(-1)?.state).toMatch(
      /^as livemig check saw it at .*: Atlas does not scale \(T11\); The oplog is as Atlas makes it \(T12\); how it is now/,
    );
  });

  it.each<[string, Partial<ReportSources>, RegExp]>([
    ['seen on the way', { seenComplete: undefined }, /^seen to be blocked at 2026-01-18 00:06:30 UTC, .* whether/],
    [
      'not to be seen in the end',
      { ...ended({ sourceWrites: { known: false, reason: 'Not allowed.' } }), blockedAt: undefined },
      /^not looked at when COMPLETE was seen: Not allowed$/,
    ],
    ['freed', ended({ sourceWrites: { known: true, value: { state: 'free' } } }), /^free when COMPLETE was seen, at/],
  ])('is whether the source blocks writes: %s', (_, different, state) => {
    expect(makeReport(completeSources(different)).changed[1]?.state).toMatch(state);
  });

  it('is the way back as it was seen in the end, with its age, without saying that it is open', () => {
    expect(report.wayBack).toEqual([
      expect.stringMatching(/^Live migration has no way back of its own/),
      'Changes on the destination are wanted from its cluster time 2026-01-18T00:00:01Z, 2 on, which b told at 2026-01-18 00:05:54 UTC, right before the cutover was requested.',
      'The source was at its cluster time 2026-01-18T00:00:00Z, 4 then, as a told.',
      'The way back when COMPLETE was seen, at 2026-01-18 00:07:00 UTC, 9 h 53 min before this report: open for about 10 h: the oplog of b is full and holds 10 h.',
      'By that estimate it closes at about 2026-01-18 10:07:00 UTC.',
      expect.stringMatching(/now was not looked at for this report: `livemig status --dir m1` looks/),
    ]);
    const later = { ...completeSources().made, at: minute(900) };
    expect(makeReport(completeSources({ made: later })).wayBack.at(-2)).toMatch(/^By that estimate it has closed at/);
  });

  it.each<[string, ReportSources, RegExp]>([
    ['nothing was migrated', sourcesWith(), /no migration that there would be/],
    ['under way', of(created), /tell of no cutover: whoever stops the migration stays on the source/],
    ['requested', of([...created, ...requested]), /^Nothing takes the cutover back/],
    ['failed before', of([...created, failed('MIGRATION_FAILED')]), /tell of no cutover/],
    ['failed after', of([...created, ...requested, failed('MIGRATION_FAILED')]), /if any, are not on the source/],
    ['complete elsewhere', of([...created, ...requested, ...complete]), /no way back of its own/],
  ])('is the way back of one that is %s', (_, sources, first) => {
    const { wayBack } = makeReport(sources);
    expect(wayBack[0]).toMatch(first);
    expect(wayBack.join()).not.toMatch(/open for/);
  });

  it('is which of both sides is what, and what is not known of them', () => {
    expect(report.sides).toContainEqual({ what: 'organization', source: 'Payments (o1)', destination: null });
    expect(report.sides).toContainEqual({ what: 'deployment', source: 'rs-billing', destination: 'Billing0' });
  });

  it('is each step as the journal has it, and why one does not apply that was not begun', () => {
    const steps = [
      { id: 'link.accept-agreement', title: 'Agree', pointless: 'the source is managed by Cloud Manager' },
      { id: 'start.create-migration', title: 'Create', pointless: 'it was done all the same' },
      { id: 'start.verify', title: 'Compare' },
    ];
    const [link, start] = makeReport(completeSources({ steps })).stages;
    const because = 'the source is managed by Cloud Manager';
    expect(link?.steps).toEqual([{ id: 'link.accept-agreement', title: 'Agree', state: 'does-not-apply', because }]);
    expect(start?.steps.map(({ state }) => state)).toEqual(['done', 'not-begun']);
    const page = JSON.stringify(pageOf(makeReport(completeSources({ steps }))));
    expect(page).toContain('does not apply: the source is managed by Cloud Manager');
  });

  it('is the run that works on it', () => {
    const holder = { pid: 7, host: 'ops1', user: 'bo', command: 'start', since: minute(1) };
    expect(makeReport(completeSources({ holder })).summary.underWay).toBe(
      'start, by bo on ops1, since 2026-01-18 00:01:00 UTC',
    );
  });
});

it('bounds an endless list of gates that were accepted, and says so', () => {
  const gates = Array.from({ length: 300 }, (_, index): AuditEntry => {
    return { kind: 'decision', decision: `accepted the gate lag (${index} s) because: we may` };
  });
  const { accepted, acceptedBefore } = makeReport(of(gates)).findings;
  expect([accepted.length, accepted[0]?.what, acceptedBefore]).toEqual([200, 'gate lag: 100 s', 100]);
});

it('bounds a text that was made to drown the others', () => {
  const long = makeReport(of([{ kind: 'decision', decision: `${'z'.repeat(5_000)} end` }])).timeline.happenings[0];
  expect(long?.what).toMatch(/^z{2000} … \(3004 more characters\)$/);
});

describe('files of two migrations', () => {
  const other = 'f'.repeat(24);
  const whole = makeReport(completeSources({ migration: { state: 'created', id: other } }));

  it('prove nothing of either', () => {
    const { status, text, proved, notProved } = whole.summary;
    expect([status, proved]).toEqual(['contradictory', []]);
    expect(text).toMatch(
      /^state\.json is of the migration f{24}, and events\.ndjson of 7554496dc92396807ad52a7e: where/,
    );
    expect(notProved[0]).toMatch(/^Of which of the two migrations this is: Source/);
    expect(whole.wayBack).toEqual(['Not known here: the files are of two migrations.']);
  });

  it('are told as that on the page', () => {
    const { status, tone } = pageOf(whole);
    expect([status, tone]).toEqual(['not known: the files are of two migrations', 'bad']);
  });

  it.each<[string, Partial<ReportSources>]>([
    ['both are of the same', {}],
    ['the audit is gone', { recorded: [], past: {} }],
    ['the journal is gone', { migration: { state: 'none' } }],
  ])('are not told of where %s', (_, different) => {
    expect(makeReport(completeSources(different)).summary.status).toBe('complete');
  });
});

it('says of what cannot be read no more than that', () => {
  const bare = completeSources({
    ...{ recorded: [], past: {}, samples: [], lastCheck: undefined, comparison: undefined },
    unreadable: ['v1: The file journal.ndjson is not as livemig wrote it.'],
  });
  const said = JSON.stringify(pageOf(makeReport({ ...bare, journal: { ...bare.journal, skips: {} } })));
  for (const part of [
    'No whole check was kept in this directory that can be read.',
    'No look at the migration was kept that can be read.',
    'The audit tells of nothing that could be read.',
    'These files tell of nobody who has accepted anything that stood in the way.',
    'These files tell of no comparison of source and destination that came to a result.',
    'v1: The file journal.ndjson is not as livemig wrote it.',
  ])
    expect(said).toContain(part);
  expect(said).not.toContain('that do not follow the one before');
});

it.each([
  ['hooks', 'from when the hooks had stopped the writes until the request'],
  ['last-write', 'from when the source was last seen to be written to until the request'],
  ['write-block', 'from when the source was first seen to block writes until the request'],
] as const)('counts the downtime from what was seen: %s', (by, words) => {
  const { downtime } = completeSources();
  const stopped = { at: minute(5.5), by };
  const report = makeReport(completeSources(downtime && { downtime: { ...downtime, stopped } }));
  expect(JSON.stringify(pageOf(report))).toContain(words);
});

it.each<[string, readonly AuditEntry[], string]>([
  ['all its lines', created, 'It covers lines 1 to 4.'],
  ['one line', created.slice(0, 1), 'It covers line 1 alone.'],
])('says which lines the head covers: %s', (_, entries, words) => {
  expect(JSON.stringify(pageOf(makeReport(of(entries))))).toContain(words);
});

it('has no head of half a line, which would cover nothing else', () => {
  const writer = { time: minute(0), user: 'ana', host: 'ops1', pid: 7 };
  const first = auditLine(writer, { kind: 'command', command: 'link' }, undefined);
  const second = auditLine(writer, { kind: 'command', command: 'start' }, Buffer.from(first));
  const recorded = parseAudit(Buffer.from([first, second, 'half'].join('\n')));
  expect(JSON.stringify(pageOf(makeReport(sourcesWith({ recorded }))))).toContain('It covers lines 1 to 2.');
});

describe('the timeline', () => {
  const told = (entries: readonly AuditEntry[]) => makeReport(of(entries)).timeline;

  it('has steps by their titles, decisions with what was agreed to, and requests with their answers', () => {
    expect(told(created).happenings.map(({ kind, what, details }) => [kind, what, details])).toEqual([
      ['decision', 'agreed to the plan of start (called)', ['a live migration']],
      ['step', 'Create the migration: begun', undefined],
      ['request', 'POST /api/atlas/v2/groups/g1/liveMigrations: 201', undefined],
      ['step', 'Create the migration: done', undefined],
    ]);
  });

  it('tells once what happens again and again, and nothing of a run whose time was up', () => {
    const { happenings } = told([failed('A'), failed('A'), failed('STILL_IN_PROGRESS'), failed('A'), failed('B')]);
    expect(happenings).toMatchObject([
      { what: 'livemig start ended with A', times: 3, at: minute(0), until: minute(3) },
      { what: 'livemig start ended with B', times: 1 },
    ]);
  });

  it('has hooks with how they ended, and nothing of what they said', () => {
    const hook = { hook: 'before-cutover', occasion: 'x' } as const;
    const ended = (end: ExecutableEnd): AuditEntry => ({ kind: 'hook-ended', ...hook, end });
    const { happenings } = told([
      { kind: 'hook-started', ...hook },
      ended({ how: 'exited', code: 3, output: 'secret' }),
      ended({ how: 'timed-out', output: 'secret' }),
      { kind: 'hook-settled', ...hook, as: 'again' },
    ]);
    expect(happenings.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'hook hook before-cutover: begun',
      'hook hook before-cutover: ended with exit code 3',
      'hook hook before-cutover: timed-out',
      'hook hook before-cutover: a person has said that it is to be run again',
    ]);
  });

  it('leaves the middle of an endless one out, and says so', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => failed(`E${index}`));
    const { happenings, leftOut } = told(many);
    expect([happenings.length, leftOut]).toEqual([600, 400]);
    expect(happenings[199]?.what).toMatch(/E199$/);
    expect(happenings[200]?.what).toMatch(/E600$/);
  });
});

it('is one value that its schema knows, whatever of it is there', () => {
  for (const sources of [sourcesWith(), completeSources(), of(created)]) {
    const report = makeReport(sources);
    expect(Report.parse(report)).toEqual(report);
    expect(pageOf(report).sections.every(({ blocks }) => blocks.length > 0)).toBe(true);
  }
});
