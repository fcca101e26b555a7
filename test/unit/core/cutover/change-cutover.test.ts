import { describe, expect, it } from 'vitest';
import {
  ArmedCutover,
  type CutoverState,
  type CutoverTerms,
  standingAt,
  watchOf,
} from '../../../../src/core/cutover/armed-cutover.ts';
import { type CutoverChange, changed, rules } from '../../../../src/core/cutover/change-cutover.ts';
import { cutoverText } from '../../../../src/core/cutover/cutover-words.ts';
import type { Owner } from '../../../../src/core/owner.ts';
import { caught } from '../../../support/caught.ts';

const [at, later] = ['2026-11-29T16:00:00.000Z', '2026-12-05T02:00:00.000Z'];
const owner: Owner = {
  ...{ pid: 12, host: 'here', user: 'ana', command: 'livemig cutover', since: at },
  ...{ bootId: 'boot', startTicks: '7', pidNamespace: 'pids' },
};
const other: Owner = { ...owner, pid: 13, user: 'bob' };
const window = {
  ...{ from: '2026-12-05T01:00:00.000Z', until: '2026-12-05T03:00:00.000Z', zone: 'UTC' },
  words: 'Sat 5 Dec 2026, 01:00 to 03:00 UTC',
};
const nextWindow = { ...window, from: '2026-12-06T01:00:00.000Z', until: '2026-12-06T03:00:00.000Z' };
const terms: CutoverTerms = { window, maxLagSeconds: 30, acceptedGates: [], requiredGates: ['verification'] };

const inState = (state: CutoverState): ArmedCutover => ({
  ...{ revision: 4, armed: { at, by: 'ana' }, watcher: owner, terms, state },
});

const states = {
  armed: { name: 'armed' },
  waiting: { name: 'waiting', for: ['the lag is 41 s'] },
  attempting: { name: 'attempting', since: at },
  requested: { name: 'requested', at, by: 'ana' },
  done: { name: 'done', at },
  failed: { name: 'failed', at, because: 'the migration failed' },
  'gave-up': { name: 'gave-up', at, because: 'the migration expired' },
  cancelled: { name: 'cancelled', at, by: 'bob', because: 'of a test' },
} as const satisfies Record<CutoverState['name'], CutoverState>;

const changes: readonly CutoverChange[] = [
  { does: 'arm', terms },
  { does: 'watch', watcher: 'dead' },
  { does: 'wait', for: ['the lag is 50 s'] },
  { does: 'attempt' },
  { does: 'request' },
  { does: 'take-back', because: 'Atlas did not answer' },
  { does: 'finish' },
  { does: 'fail', because: 'a shard is gone' },
  { does: 'give-up', because: 'the link was removed' },
  { does: 'reschedule', window: nextWindow },
  { does: 'cancel', because: 'of the weather' },
];

const change = (before: ArmedCutover | undefined, what: CutoverChange, by = owner, now = later) =>
  changed(before, what, { by, now: new Date(now) });
const refused = (...args: Parameters<typeof change>) => caught(Promise.resolve().then(() => change(...args)));

/** What each change makes of each state; what is not here is refused. */
const table: Readonly<Record<CutoverChange['does'], Partial<Record<CutoverState['name'] | 'none', string>>>> = {
  arm: { none: 'armed', 'gave-up': 'armed', cancelled: 'armed' },
  watch: { armed: 'armed', waiting: 'armed', attempting: 'armed', requested: 'requested' },
  wait: { armed: 'waiting', waiting: 'waiting', attempting: 'waiting' },
  attempt: { armed: 'attempting', waiting: 'attempting' },
  request: { attempting: 'requested' },
  'take-back': { requested: 'waiting' },
  finish: { requested: 'done' },
  fail: { requested: 'failed' },
  'give-up': { armed: 'gave-up', waiting: 'gave-up', attempting: 'gave-up' },
  reschedule: { armed: 'armed', waiting: 'armed' },
  cancel: { armed: 'cancelled', waiting: 'cancelled', attempting: 'cancelled' },
};

describe('an armed cutover', () => {
  const befores = [
    ['none', undefined] as const,
    ...Object.values(states).map((state) => [state.name, inState(state)] as const),
  ];

  it.each(changes.flatMap((what) => befores.map(([name, before]) => [what.does, name, what, before] as const)))(
    'that somebody wants to %s while it is %s becomes what the table says, or that is refused',
    async (does, name, what, before) => {
      const expected = table[does][name];
      if (expected === undefined) {
        const error = await refused(before, what);
        expect([error.kind, error.code]).toEqual(['blocked', 'CUTOVER_STATE']);
        expect(error.message).toMatch(/^The cutover cannot be [a-z ]+: (it was armed by ana|none is armed)/);
        return;
      }
      const after = change(before, what);
      expect([after.state.name, after.revision]).toEqual([expected, before === undefined ? 1 : 5]);
      expect(ArmedCutover.parse(JSON.parse(JSON.stringify(after)))).toEqual(after);
    },
  );

  it('keeps who armed it, what was agreed to and who follows it', () => {
    for (const what of changes) {
      const [name] = Object.keys(table[what.does]).filter((one) => one !== 'none');
      const before = befores.find(([state]) => state === name)?.[1];
      if (what.does === 'arm' || what.does === 'reschedule') continue;
      expect(change(before, what)).toMatchObject({ armed: { at, by: 'ana' }, watcher: owner, terms });
    }
  });

  it('says of each state what was done by whom, when and why', () => {
    const of = (name: keyof typeof states, what: CutoverChange, by = owner) =>
      change(inState(states[name]), what, by).state;
    expect([
      of('armed', { does: 'wait', for: ['the lag is 50 s', '12 writes'] }),
      of('waiting', { does: 'attempt' }),
      of('attempting', { does: 'request' }),
      of('requested', { does: 'take-back', because: 'Atlas did not answer' }),
      of('requested', { does: 'finish' }),
      of('requested', { does: 'fail', because: 'a shard is gone' }),
      of('attempting', { does: 'give-up', because: 'the link was removed' }),
      of('attempting', { does: 'cancel', because: 'of the weather' }, other),
    ]).toEqual([
      { name: 'waiting', for: ['the lag is 50 s', '12 writes'] },
      { name: 'attempting', since: later },
      { name: 'requested', at: later, by: 'ana' },
      { name: 'waiting', for: ['Atlas did not answer'] },
      { name: 'done', at: later },
      { name: 'failed', at: later, because: 'a shard is gone' },
      { name: 'gave-up', at: later, because: 'the link was removed' },
      { name: 'cancelled', at: later, by: 'bob', because: 'of the weather' },
    ]);
  });

  it('is armed anew by whoever arms it, on their terms', () => {
    const open = { ...terms, maxLagSeconds: 5 };
    expect(change(inState(states.cancelled), { does: 'arm', terms: open }, other)).toEqual({
      ...{ revision: 5, armed: { at: later, by: 'bob' }, watcher: other, terms: open, state: { name: 'armed' } },
    });
  });

  it('has its new window, and all other terms, once it is rescheduled', () => {
    const { terms: after } = change(inState(states.waiting), { does: 'reschedule', window: nextWindow }, other);
    expect(after).toEqual({ ...terms, window: nextWindow });
  });

  it.each(changes.filter(({ does }) => rules[does].by === 'watcher'))(
    'lets only the process that follows it $does',
    async (what) => {
      const [name] = rules[what.does].in.filter((one) => one !== 'none');
      const before = befores.find(([state]) => state === name)?.[1];
      for (const by of [other, { ...owner, startTicks: '8' }, { ...owner, host: 'there' }, { ...owner, bootId: 'b' }]) {
        expect(await refused(before, what, by)).toMatchObject({
          kind: 'locked',
          code: 'CUTOVER_WATCHED',
          message: `Another process follows the armed cutover (process 12 on here, user ana, since ${at}: livemig cutover).`,
          data: { owner: { pid: 12, host: 'here', user: 'ana' } },
        });
      }
    },
  );

  it('says what is in its way in words that stand alone, such as a whole sentence of a hook', () => {
    const waiting = inState({ name: 'waiting', for: ['The hook before-cutover ended with exit code 3'] });
    expect(cutoverText(waiting)).toMatch(/; it waits: The hook before-cutover ended with exit code 3$/);
  });

  it.each<[CutoverState['name'] | 'none', CutoverChange, RegExp]>([
    ['none', { does: 'cancel', because: 'of a test' }, /`livemig status` shows.*--dir/],
    ['none', { does: 'reschedule', window: nextWindow }, /`livemig status` shows.*--dir/],
    ['armed', { does: 'arm', terms }, /`livemig cutover --reschedule WINDOW`.*`livemig cutover --cancel`/],
    ['cancelled', { does: 'cancel', because: 'of a test' }, /`livemig cutover --at WINDOW`/],
  ])('that is %s leads on by commands where it cannot be done', async (name, what, fix) => {
    const before = befores.find(([state]) => state === name)?.[1];
    expect((await refused(before, what)).fix).toMatch(fix);
  });

  it.each<CutoverChange>([
    { does: 'reschedule', window: nextWindow },
    { does: 'cancel', because: 'of a test' },
  ])('lets any process $does', (what) => {
    expect(change(inState(states.waiting), what, other).watcher).toEqual(owner);
  });

  it('is taken over from a process that is not known to live', async () => {
    expect(change(inState(states.requested), { does: 'watch', watcher: 'elsewhere' }, other)).toMatchObject({
      watcher: other,
      state: states.requested,
    });
    expect(await refused(inState(states.armed), { does: 'watch', watcher: 'alive' }, other)).toMatchObject({
      code: 'CUTOVER_WATCHED',
    });
    expect(change(inState(states.armed), { does: 'watch', watcher: 'alive' }, owner).watcher).toEqual(owner);
  });

  it('is neither attempted nor requested before its window, such as where the date was set back', async () => {
    const early = '2026-12-05T00:59:59.999Z';
    for (const [name, does] of [
      ['armed', 'attempt'],
      ['waiting', 'attempt'],
      ['attempting', 'request'],
    ] as const) {
      expect(await refused(inState(states[name]), { does }, owner, early)).toMatchObject({
        kind: 'blocked',
        code: 'WINDOW_CLOSED',
        message: expect.stringContaining(
          `is not open: it was armed by ana at 2026-11-29 16:00:00 UTC, for ${window.words}`,
        ),
      });
      expect(change(inState(states[name]), { does }, owner, window.from).revision).toBe(5);
    }
  });

  it('without a window is attempted at any time', () => {
    const { window: _, ...always } = terms;
    expect(change({ ...inState(states.armed), terms: always }, { does: 'attempt' }, owner, at).state.name).toBe(
      'attempting',
    );
  });

  it.each([
    ['armed', ''],
    ['waiting', ' (last in its way: the lag is 41 s)'],
    ['attempting', ' (it was being attempted since 2026-11-29 16:00:00 UTC)'],
  ] as const)('whose window is over gave up, though %s is written', async (name, inTheWay) => {
    const over = new Date(window.until);
    const { state } = standingAt(inState(states[name]), over);
    expect(state).toEqual({ name: 'gave-up', at: window.until, because: `its window is over${inTheWay}` });
    for (const what of changes.filter(({ does }) => does !== 'arm')) {
      expect(await refused(inState(states[name]), what, owner, window.until)).toMatchObject({
        code: 'CUTOVER_STATE',
        message: expect.stringContaining('it gave up at 2026-12-05 03:00:00 UTC, because its window is over'),
      });
    }
    expect(change(inState(states[name]), { does: 'arm', terms }, other, window.until).revision).toBe(5);
  });

  it.each(['requested', 'done', 'failed', 'gave-up', 'cancelled'] as const)(
    'that is %s stays so when its window is over, and whatever file there is',
    (name) => {
      const late = { at: later, by: 'a script' };
      expect(standingAt(inState(states[name]), new Date(window.until), late)).toEqual(inState(states[name]));
    },
  );

  it.each(['armed', 'waiting', 'attempting'] as const)('that is %s is cancelled by a file', (name) => {
    const script = { at: later, by: 'a script' };
    expect(standingAt(inState(states[name]), new Date(later), script).state).toEqual({
      ...{ name: 'cancelled', ...script, because: 'of the file cutover/cancel' },
    });
  });

  it.each([
    ['armed', 'alive', 'watched'],
    ['armed', 'dead', 'nobody'],
    ['waiting', 'dead', 'nobody'],
    ['attempting', 'dead', 'nobody'],
    ['requested', 'dead', 'nobody'],
    ['armed', 'elsewhere', 'unknown'],
    ['done', 'dead', 'not-needed'],
    ['gave-up', 'dead', 'not-needed'],
    ['cancelled', 'alive', 'not-needed'],
    ['failed', 'elsewhere', 'not-needed'],
  ] as const)('that is %s, and whose process is %s, is %s', (name, watcher, watch) => {
    expect(watchOf(inState(states[name]), watcher)).toBe(watch);
  });

  it('is told without what a terminal would obey', async () => {
    const hostile = inState({ ...states.cancelled, by: 'b\u001b[2J' });
    expect((await refused(hostile, { does: 'finish' })).message).not.toContain('\u001b');
  });
});
