import { describe, expect, it } from 'vitest';
import { known, unknownBecause } from '../../../../src/core/check.ts';
import type { CutoverTerms } from '../../../../src/core/cutover/armed-cutover.ts';
import type { GateFacts } from '../../../../src/core/gates/gate-facts.ts';
import { type GateName, gateNames } from '../../../../src/core/gates/gate-name.ts';
import { gateNamed } from '../../../../src/core/gates/gate-named.ts';
import { gatesText, refusalBy } from '../../../../src/core/gates/gate-words.ts';
import { judgeGates } from '../../../../src/core/gates/judge-gates.ts';
import { caught } from '../../../support/caught.ts';

const now = new Date('2026-12-05T02:51:00.000Z');

const clusterTime = (at: string, increment = 1) => ({ seconds: Date.parse(at) / 1_000, increment });

const quiet = {
  ...{ seconds: 10, namespaces: [], definitions: [] },
  lastWrite: clusterTime('2026-12-05T02:39:00.000Z'),
  quietSeconds: 720,
};
type Writes = Extract<GateFacts['writes'], { known: true }>['value'];
type Place = Writes['sets']['read'][number]['value'];

const written = (names: Readonly<Record<string, number>>, quietSeconds = 0.5): Place => ({
  ...quiet,
  lastWrite: clusterTime('2026-12-05T02:50:59.000Z'),
  quietSeconds,
  namespaces: Object.entries(names).map(([namespace, writes]) => ({ namespace, writes, documents: 1, hottest: 1 })),
});

const sets = (read: Readonly<Record<string, Place>>, unread: Writes['sets']['unread'] = []): GateFacts['writes'] =>
  known({ seconds: 10, sets: { read: Object.entries(read).map(([name, value]) => ({ name, value })), unread } });

const clocks = { answer: now.toISOString(), change: now.toISOString(), progress: now.toISOString() };
const following = {
  phase: 'ready',
  clocks,
  deadline: { earliest: '2026-12-09T02:50:00.000Z', latest: '2026-12-09T02:51:00.000Z', isOver: false },
  oplog: { windowMs: 31 * 3_600_000, neededMs: 3_000, isShort: false },
} as const;

const good: GateFacts = {
  now,
  destination: 'Billing0',
  migration: { status: 'WORKING', readyForCutover: true, lagSeconds: 3, following },
  lagBefore: 4,
  writes: sets({ rs0: quiet }),
  transactions: known([{ seconds: 59, application: 'shop' }]),
  balancer: known({ state: 'stopped', window: null }),
  indexBuilds: known([]),
  users: known(12),
  source: known({ setName: 'rs0', id: 'a1', hosts: ['db1:27017'] }),
  verified: known({
    source: { setName: 'rs0', id: 'a1', hosts: ['db2:27017'] },
    at: '2026-12-05T02:50:00.000Z',
    level: 'full',
    verdict: 'identical',
    scope: '',
    through: clusterTime('2026-12-05T02:40:00.000Z', 8),
    open: 0,
  }),
  checklist: { at: '2026-12-05T02:30:00.000Z', by: 'ana' },
};

const noTerms: CutoverTerms = { acceptedGates: [], requiredGates: [] };
const migration = (different: Partial<GateFacts['migration']>) => ({ migration: { ...good.migration, ...different } });

function seen(gate: GateName, different: Partial<GateFacts>, terms: Partial<CutoverTerms> = {}) {
  const judged = judgeGates({ ...good, ...different }, { ...noTerms, ...terms }).find((one) => one.seen.gate === gate);
  if (judged === undefined) throw new Error(`no gate ${gate}`);
  return judged;
}

const none = unknownBecause<never>('LIVEMIG_SOURCE_URI is not set.');

describe('the gates of a cutover', () => {
  it('are all met where all is well', () => {
    expect(judgeGates(good, noTerms).filter((one) => one.seen.state !== 'met')).toEqual([]);
  });

  it.each<[GateName, Partial<GateFacts>, string, string]>([
    ['working', migration({ status: 'NEW' }), 'refuses', 'Atlas reports NEW, not WORKING'],
    ['working', migration({ status: null }), 'refuses', 'Atlas reports no status, not WORKING'],
    ['ready', migration({ readyForCutover: false }), 'refuses', 'Atlas does not say that it is ready for cutover'],
    ['lag', migration({ lagSeconds: 31 }), 'refuses', 'lag 31 s, and has to be at most 30 s'],
    ['lag', migration({ lagSeconds: 30 }), 'met', 'lag 30 s (30 s allowed)'],
    ['lag', migration({ lagSeconds: null }), 'refuses', 'Atlas reports no lag; has somebody'],
    [
      'lag',
      migration({ lagSeconds: null, readyForCutover: false }),
      'refuses',
      'Atlas reports no lag, as while it copies and once somebody has requested the cutover',
    ],
    ['lag', { lagBefore: 41 }, 'refuses', 'lag 3 s, and 41 s at the look before, and has to be at most 30 s at two'],
    ['lag', { lagBefore: null }, 'refuses', 'lag 3 s, and none reported at the look before'],
    [
      'writes',
      { writes: sets({ rs0: written({ 'shop.carts': 1, 'billing.payments': 11 }) }) },
      'refuses',
      '12 writes in the last 10 s: billing.payments 11, shop.carts 1. Stop them first',
    ],
    [
      'writes',
      { writes: sets({ sh0: quiet, sh1: written({ 'shop.carts': 1 }) }) },
      'refuses',
      '1 write in the last 10 s: shop.carts 1. Stop them first',
    ],
    [
      'writes',
      { writes: sets({ rs0: { ...quiet, definitions: [{ command: 'create', namespace: 'shop.new', count: 1 }] } }) },
      'refuses',
      '1 write in the last 10 s: create shop.new 1',
    ],
    [
      'writes',
      { writes: sets({ sh0: quiet }, [{ name: 'sh1', reason: 'it did not answer' }]) },
      'not-looked-at',
      'not looked at: sh1 was not looked at: it did not answer',
    ],
    [
      'writes',
      { writes: sets({ sh0: written({ 'shop.carts': 1 }) }, [{ name: 'sh1', reason: 'it did not answer' }]) },
      'refuses',
      '1 write in the last 10 s',
    ],
    ['writes', { writes: none }, 'not-looked-at', 'not looked at: LIVEMIG_SOURCE_URI is not set'],
    ['index-builds', { indexBuilds: known(['shop.a']) }, 'refuses', 'indexes are being built on Billing0: shop.a'],
    ['index-builds', { indexBuilds: none }, 'not-looked-at', 'not looked at: '],
    [
      'transactions',
      {
        transactions: known([
          { seconds: 60, application: null },
          { seconds: 3, application: null },
        ]),
      },
      'warns',
      '1 transaction on the source open for more than 60 s, the oldest for 1 min',
    ],
    ['transactions', { transactions: none }, 'not-looked-at', 'not looked at: '],
    ['verification', { verified: known(undefined) }, 'warns', 'source and destination were not compared here'],
    [
      'verification',
      { writes: sets({ rs0: { ...quiet, lastWrite: clusterTime('2026-12-05T02:51:00.000Z') } }) },
      'warns',
      'verified through 2026-12-05 02:40:00 UTC (level full), 11 min before the last write',
    ],
    [
      'verification',
      { writes: sets({ rs0: { ...quiet, lastWrite: clusterTime('2026-12-05T02:40:00.000Z', 8) } }) },
      'met',
      'verified through 2026-12-05 02:40:00 UTC (level full), up to the last write',
    ],
    [
      'verification',
      { writes: sets({ rs0: { ...quiet, lastWrite: clusterTime('2026-12-05T02:40:00.000Z', 9) } }) },
      'warns',
      'verified through 2026-12-05 02:40:00 UTC (level full), less than a second before the last write',
    ],
    ['verification', { writes: none }, 'not-looked-at', 'when the source was last written to was not looked at'],
    ['users', { users: known(0) }, 'warns', 'the project of Billing0 has no database user'],
    [
      'users',
      { usersSeenAt: '2026-11-29T11:58:00.000Z' },
      'met',
      '12 database users for Billing0 (looked at 2026-11-29 11:58:00 UTC)',
    ],
    ['balancer', { balancer: known({ state: 'running', window: null }) }, 'warns', 'the balancer of the source runs'],
    ['balancer', { balancer: known({ state: 'none', window: null }) }, 'met', 'the source is not sharded'],
    [
      'deadline',
      { now: new Date('2026-12-08T22:00:00.000Z') },
      'warns',
      'possible until 2026-12-09 02:50:00 UTC at the earliest, only 4 h 50 min',
    ],
    ['deadline', { now: new Date('2026-12-09T03:00:00.000Z') }, 'warns', 'which is over'],
    ['deadline', migration({ following: { phase: 'ready', clocks } }), 'not-looked-at', 'not looked at: '],
    [
      'oplog',
      migration({ following: { ...following, oplog: { windowMs: 600_000, neededMs: 3_000, isShort: true } } }),
      'warns',
      'the oplog of the source reaches back 10 min',
    ],
    ['oplog', migration({ following: { phase: 'ready', clocks } }), 'not-looked-at', 'not looked at: '],
    ['checklist', { checklist: undefined }, 'warns', 'nobody has answered the checklist'],
  ])('%s, %#: $2, $3', (gate, different, state, message) => {
    const { seen: found } = seen(gate, different);
    expect(found).toMatchObject({ state, message: expect.stringContaining(message) });
    expect(found.fix === undefined).toBe(state === 'met' || state === 'not-looked-at');
  });

  it.each([
    ['different', 0, 'the last comparison has found differences'],
    ['not-all-compared', 0, 'the last comparison has not compared all'],
    ['open', 3, '3 documents differed when they were last compared'],
  ] as const)('a verification that is %s, with %i documents that differ, warns', (verdict, open, message) => {
    const verified = known({ at: now.toISOString(), level: 'full', scope: '', verdict, open });
    expect(seen('verification', { verified }).seen).toMatchObject({ state: 'warns', message });
  });

  it('one that has come to no verdict yet says nothing of definitions, nor of what only one side has', () => {
    const through = clusterTime('2026-12-05T02:40:00.000Z', 8);
    const verified = known({
      at: now.toISOString(),
      level: 'full',
      scope: '',
      verdict: 'open',
      open: 0,
      through,
    } as const);
    expect(seen('verification', { verified }).seen).toMatchObject({
      state: 'warns',
      message: expect.stringMatching(
        /^the last comparison has come to no verdict yet; it has followed writes through 2026-12-05 02:40:00 UTC/,
      ),
      fix: expect.stringContaining('livemig verify resume --writes-stopped'),
    });
  });

  it('a verification of another source says nothing of this one', () => {
    const source = { setName: 'rs0', id: 'b2', hosts: ['db1:27017'] };
    const verified = known({
      ...{ at: now.toISOString(), level: 'full', scope: '', open: 0 },
      source,
      verdict: 'identical',
    } as const);
    expect(seen('verification', { verified }).seen).toMatchObject({
      state: 'warns',
      message: 'the last comparison was of another source, rs0 (db1:27017)',
    });
    expect(seen('verification', { verified, source: none }).seen.message).not.toContain('another source');
  });

  it('a verification of a part is none of all, also where it has compared up to the last write', () => {
    const through = clusterTime('2026-12-05T02:40:00.000Z');
    const scope = 'only shop.*; share 1 of 3';
    const verified = known({
      at: now.toISOString(),
      level: 'full',
      scope,
      verdict: 'identical',
      open: 0,
      through,
    } as const);
    expect(seen('verification', { verified }).seen).toMatchObject({
      state: 'warns',
      message: 'the last comparison was not of all (only shop.*; share 1 of 3)',
    });
  });

  it('that a person would only have to wait for tell how long', () => {
    expect(seen('writes', { writes: sets({ rs0: written({ 'shop.a': 1 }, 8) }) }).inMs).toBe(2_000);
    const both = sets({ sh0: written({ 'shop.a': 1 }, 8), sh1: written({ 'shop.a': 1 }, 3) });
    expect(seen('writes', { writes: both }).inMs).toBe(7_000);
    expect(seen('writes', {}).inMs).toBeUndefined();
  });

  it('allow the lag that somebody allows', () => {
    const lags = { ...migration({ lagSeconds: 45 }), lagBefore: 44 };
    expect(seen('lag', lags, { maxLagSeconds: 45 }).seen.state).toBe('met');
    expect(seen('lag', lags, { maxLagSeconds: 44 }).seen.message).toContain('at most 44 s');
  });
});

describe('what somebody says of gates', () => {
  const notMet: Readonly<Record<GateName, Partial<GateFacts>>> = {
    working: migration({ status: 'NEW' }),
    ready: migration({ readyForCutover: false }),
    lag: migration({ lagSeconds: 31 }),
    writes: { writes: sets({ rs0: written({ 'shop.carts': 1 }) }) },
    'index-builds': { indexBuilds: known(['shop.a']) },
    transactions: { transactions: known([{ seconds: 60, application: null }]) },
    verification: { verified: known(undefined) },
    users: { users: known(0) },
    balancer: { balancer: known({ state: 'running', window: null }) },
    deadline: { now: new Date('2026-12-09T02:00:00.000Z') },
    oplog: migration({ following: { ...following, oplog: { windowMs: 0, neededMs: 3_000, isShort: true } } }),
    checklist: { checklist: undefined },
  };

  it.each(gateNames)('%s refuses where it is required and not met', (gate) => {
    expect(seen(gate, notMet[gate], { requiredGates: [gate] }).seen.state).toBe('refuses');
    expect(seen(gate, {}, { requiredGates: [gate] }).seen.state).toBe('met');
  });

  it.each(gateNames)('%s is passed where it is accepted, unless Atlas itself refuses', (gate) => {
    const acceptedGates = [{ gate, because: 'we\nknow' }];
    const { seen: found } = seen(gate, notMet[gate], { acceptedGates, requiredGates: [gate] });
    if (gate === 'working' || gate === 'ready') expect(found.state).toBe('refuses');
    else expect(found).toMatchObject({ state: 'accepted', because: expect.stringMatching(/^we.+know$/) });
    expect(seen(gate, {}, { acceptedGates }).seen.state).toBe('met');
  });

  it('what was not looked at refuses where it is required, and is never said to be met', () => {
    expect(seen('writes', { writes: none }, { requiredGates: ['writes'] }).seen).toMatchObject({
      state: 'refuses',
      message: 'not looked at: LIVEMIG_SOURCE_URI is not set',
    });
    const acceptedGates = [{ gate: 'writes', because: 'read-only since noon' }];
    expect(seen('writes', { writes: none }, { acceptedGates }).seen).toMatchObject({
      state: 'accepted',
      message: 'not looked at: LIVEMIG_SOURCE_URI is not set',
    });
  });

  it('refuses with each gate that does, and with what passes it where anything can', () => {
    const all = (different: Partial<GateFacts>) =>
      judgeGates({ ...good, ...different }, noTerms).map((one) => one.seen);
    expect(refusalBy(all({}))).toBeUndefined();
    expect(refusalBy(all({ ...notMet.writes, ...notMet.users }))).toMatchObject({
      kind: 'blocked',
      code: 'GATES',
      message: expect.stringMatching(
        /^The cutover is refused by the gate writes, and was not requested. writes: 1 write/,
      ),
      fix: expect.stringContaining('--accept-gate writes --because "…"'),
      data: { gates: [{ gate: 'writes', state: 'refuses' }] },
    });
    expect(refusalBy(all(notMet.ready))?.fix).not.toContain('--accept-gate');
    expect(gatesText(all({ ...notMet.writes, ...notMet.users, balancer: none }))).toBe(
      '1 of 12 gates refuses, 2 warn, 1 was not looked at; it would not be requested now',
    );
    expect(gatesText(all({}))).toBe('none of 12 gates refuses; it would go on now');
  });

  it('says of a window that is to come only how they stand: they are judged again in it', () => {
    const all = (different: Partial<GateFacts>) =>
      judgeGates({ ...good, ...different }, noTerms).map((one) => one.seen);
    expect(gatesText(all({}), 'in-window')).toBe(
      'none of 12 gates refuses, as they stand now; they are judged again in the window',
    );
    expect(gatesText(all(notMet.writes), 'in-window')).toBe(
      '1 of 12 gates refuses, 1 warns, as they stand now; they are judged again in the window',
    );
  });
});

describe('the names of gates', () => {
  it.each(['writes', ' Writes ', 'INDEX-BUILDS'])('are read whatever the case: %s', (text) => {
    expect(gateNamed(text, '--accept-gate')).toBe(text.trim().toLowerCase());
  });

  it('that do not exist are refused with all that do, the nearest first', async () => {
    expect(await caught(Promise.resolve().then(() => gateNamed('write', '--accept-gate')))).toMatchObject({
      kind: 'usage',
      code: 'UNKNOWN_GATE',
      message: expect.stringContaining('--accept-gate names "write"'),
      fix: expect.stringMatching(/^The gates are writes, .*checklist\.$/),
    });
  });
});
