import { describe, expect, it } from 'vitest';
import { type Following, followingOf } from '../../../src/core/following/following.ts';
import type { Sample } from '../../../src/core/following/sample.ts';
import type { GatesSeen } from '../../../src/core/gates/gates-seen.ts';
import { type Followed, followFrame } from '../../../src/terminal/follow-frame.ts';
import { keyHelp, type Page } from '../../../src/terminal/follow-pages.ts';
import { widthOf } from '../../../src/terminal/plain-text.ts';
import { createStyle } from '../../../src/terminal/style.ts';
import { hours, looks, minutes, moment, sampleAt } from '../core/following/series.ts';

const style = createStyle({ colorLevel: 0, alphabet: 'unicode', width: () => 100 });
const names = {
  source: 'rs-billing',
  destination: 'Billing0',
  directory: './billing-move',
  migrationId: () => '6925a3c0f4b2d8e17a90c35f',
  next: () => '`livemig cutover`, when you want it',
  particulars: () => [
    { label: 'migration', text: '6925a3c0f4b2d8e17a90c35f' },
    { label: 'source at', text: 'a.example:27017,b.example:27017' },
  ],
  cutoverPlan: () => [
    { label: 'approval', text: 'Billing0 is typed' },
    { label: 'request', text: 'Atlas is asked to cut over to Billing0' },
  ],
  whenLeft: () => 'The migration goes on in Atlas.',
};
const room = (columns: number, rows: number) => ({ columns, rows, hasKeys: false });

function followed(samples: readonly Sample[], at: number, more: Partial<Followed['details']> = {}): Followed {
  const following = followingOf(samples, moment(at));
  const last = samples.at(-1);
  if (following === undefined || last === undefined) throw new Error('there is no look');
  const { status, ready: readyForCutover, lagSeconds } = last;
  return { names, details: { status, readyForCutover, lagSeconds, following, ...more }, waitingFor: 'readiness' };
}

const gib = 1024 ** 3;
const copying = looks(0, hours(2), minutes(1), (ms) => ({
  source: { bytes: 700 * gib, documents: 7e8 },
  copied: { bytes: (ms / minutes(1)) * 3 * gib, documents: ms },
  oplogSeconds: 31 * 3_600,
}));
const falling = looks(0, hours(2), minutes(1), (ms) => ({
  lagSeconds: Math.round(1_000 - ms / 8_000),
  oplogSeconds: 31 * 3_600,
}));
const ready = [...falling, sampleAt(hours(2) + 30_000, { ready: true, lagSeconds: 2 })];
const gatesSeen: GatesSeen = {
  at: moment(hours(3) - 20_000).toISOString(),
  gates: [
    { gate: 'ready', state: 'met', title: 'it is ready', message: 'ready for cutover' },
    { gate: 'users', state: 'warns', title: 'it has users', message: 'no user' },
    { gate: 'writes', state: 'refuses', title: 'nothing is written', message: '12 writes in the last 10 s: a.b 12' },
  ],
};
const scenes: [string, Followed, number][] = [
  [
    'ready, with gates',
    {
      ...followed(ready, hours(3), { gatesSeen }),
      waitingFor: 'ready for cutover, lag 2 s; waits for somebody to cut over',
    },
    hours(3),
  ],
  ['copying', followed(copying, hours(2)), hours(2)],
  ['following', followed(falling, hours(2)), hours(2)],
  ['ready', followed(ready, hours(3)), hours(3)],
  [
    'a lag that grows',
    followed(
      looks(0, hours(1), minutes(1), (ms) => ({ lagSeconds: 60 + ms / 10_000 })),
      hours(1),
    ),
    hours(1),
  ],
  ['the first look', followed([sampleAt(0)], 0), 0],
];

it('shows a copy with its rate and the time left as a range', () => {
  expect(followFrame(style, followed(copying, hours(2)), moment(hours(2) + 4_000), room(100, 29))).toEqual([
    'rs-billing → Billing0   ./billing-move   6925a3c0f4b2d8e17a90c35f',
    'copying ●   following ○   ready ○   cut over ○',
    '',
    'copied       360 GiB of 700 GiB (51 %), 51 MiB/s, about 1 h 53 min left',
    'oplog        of the source: 1 d 7 h back; 2 h needed now',
    'deadline     none yet: 120 h from when it is ready',
    'last         answer 4 s ago, change 4 s ago, progress 4 s ago',
    '',
    'waiting for  readiness',
    'then         `livemig cutover`, when you want it',
  ]);
});

it('shows a lag with its direction and its last hour', () => {
  const frame = followFrame(style, followed(falling, hours(2)), moment(hours(2)), room(100, 29));
  expect(frame).toContainEqual(expect.stringMatching(/^lag {10}100 s, falling, about 9 min left [▁▂▃▄▅▆▇█]{30}$/));
  expect(frame).toContainEqual('copying ✔   following ●   ready ○   cut over ○');
});

it.each(['NEW', 'PAUSED'])('says of no part that it is under way where Atlas reports %s', (status) => {
  const frame = followFrame(style, followed([sampleAt(0, { status })], 0), moment(0), room(100, 29));
  expect(frame).toContain('copying ○   following ○   ready ○   cut over ○');
});

it('shows what is seen of writes, oplogs, indexes and the engine, each only where it was seen, and of looks beside how old', () => {
  const scene = followed(falling, hours(2));
  const at = moment(hours(2)).toISOString();
  const seen = {
    ...scene.details.following,
    indexes: { source: 214, destination: 210 },
    writes: { at, perSecond: 310, top: { namespace: 'billing.payments', share: 0.84 } },
    oplogs: [
      { set: 'b', windowMs: hours(31) },
      { set: 'a', windowMs: hours(38) },
    ],
    engine: { at, records: { phase: 'change event application' } },
  };
  const lines = (following: Following, more: Partial<Followed['details']> = {}) =>
    followFrame(
      style,
      { ...scene, details: { ...scene.details, following, ...more } },
      new Date(moment(hours(2)).getTime() + 15_000),
      room(100, 29),
    );
  const frame = lines(seen);
  expect(frame).toEqual(
    expect.arrayContaining([
      'indexes      210 of 214 indexes there',
      'writes       310/s on the source (billing.payments 84 %), 15 s ago',
      'oplog        31 h back on b, 38 h on a; 1 min needed now',
      "engine       change event application (approximate, from the engine's records), 15 s ago",
    ]),
  );
  expect(lines({ ...seen, engine: { at, records: null } }).join()).not.toContain('engine');
  expect(lines(scene.details.following).join()).not.toMatch(/indexes|writes|engine/);
  expect(lines(seen, { cutoverRequestedAt: at }).join()).not.toMatch(/indexes|writes|engine|deadline/);
});

it('shows how the gates of the cutover stood, which of them refuse, and how long ago that was', () => {
  const lines = (more: Partial<Followed['details']>) =>
    followFrame(style, followed(ready, hours(3), more), moment(hours(3)), room(100, 29));
  expect(lines({ gatesSeen })).toEqual(
    expect.arrayContaining([
      'gates        1 of 3 gates refuses, 1 warns (20 s ago)',
      '             ✖ writes: 12 writes in the last 10 s: a.b 12',
      '             ▲ users: no user',
      '             ✔ met: ready',
    ]),
  );
  expect(lines({}).join()).toContain('gates        not known at the moment');
  expect(lines({ gatesSeen, cutoverRequestedAt: gatesSeen.at }).join()).not.toContain('gates');
});

it('counts down to the deadline at its earliest', () => {
  const frame = followFrame(style, followed(ready, hours(3)), moment(hours(3)), room(100, 29));
  expect(frame).toContainEqual('deadline     in 4 d 23 h at the earliest');
});

describe.each([
  [100, 29],
  [60, 19],
  [40, 14],
])('in %i columns and %i rows', (columns, rows) => {
  it.each(scenes)('has the ends, the phase and what is waited for: %s', (_, scene, at) => {
    const frame = followFrame(style, scene, moment(at), { columns, rows, hasKeys: true });
    expect(frame.length).toBeLessThanOrEqual(rows);
    expect(frame.filter((line) => widthOf(line) > columns)).toEqual([]);
    const text = frame.join('\n');
    for (const part of ['rs-billing → Billing0', '●', 'waiting for', 'then', 'livemig cutover'])
      expect(text).toContain(part);
    if (scene.details.gatesSeen !== undefined) {
      for (const part of ['1 of 3 gates refuses, 1 warns', 'writes: 12 writes', 'in 4 d 23 h', 'details'])
        expect(text.replaceAll(/\s+/g, ' ')).toContain(part);
    }
    if (scene.details.lagSeconds !== null) expect(text).toContain(`${scene.details.lagSeconds} s`);
  });
});

describe.each([
  [100, 29],
  [60, 19],
  [40, 14],
])('in %i columns and %i rows a page', (columns, rows) => {
  it.each(['details', 'plan', 'keys'] as const)('%s fits, and still says whose it is and how to leave', (page) => {
    const frame = followFrame(style, followed(falling, hours(2)), moment(hours(2)), {
      ...{ columns, rows, page },
      hasKeys: true,
    });
    expect(frame.length).toBeLessThanOrEqual(rows);
    expect(frame.filter((line) => widthOf(line) > columns)).toEqual([]);
    const text = frame.join('\n');
    for (const part of ['rs-billing → Billing0', 'following ●', 'leave']) expect(text).toContain(part);
  });
});

it('does without what matters least where there is hardly any room', () => {
  const frame = followFrame(style, followed(copying, hours(2)), moment(hours(2)), room(40, 4));
  expect(frame.length).toBeLessThanOrEqual(4);
  expect(frame.join('\n')).toMatch(/Billing0[\s\S]*waiting for/);
});

it('shows what names hold as what it is', () => {
  const odd = { ...names, source: 'a\u001B[31mb\u202Ec', directory: 'x\ny' };
  const text = followFrame(style, { ...followed(copying, hours(2)), names: odd }, moment(hours(2)), room(100, 29)).join(
    '\n',
  );
  expect(text).toContain('abc → Billing0   x y');
});

describe('instead of the usual lines', () => {
  const onPage = (page: Page, scene = followed(copying, hours(2)), at = hours(2) + 4_000) =>
    followFrame(style, scene, moment(at), { columns: 100, rows: 29, hasKeys: true, page });

  it('shows what was read, when and from where', () => {
    expect(onPage('details').slice(3)).toEqual([
      'Atlas        status WORKING, not ready, no lag reported; read 4 s ago',
      'source       700 GiB, 700000000 documents (estimated by the server); read 4 s ago',
      'arrived      360 GiB, 7200000 documents (estimated by the server); read 4 s ago',
      'oplog        of the source: 1 d 7 h back; 2 h needed now; read 4 s ago',
      'migration    6925a3c0f4b2d8e17a90c35f',
      'source at    a.example:27017,b.example:27017',
      '',
      '[d] back  [p] plan  [?] keys  [q] leave',
    ]);
  });

  it('shows nothing as read that was not', () => {
    const [first] = [followed([sampleAt(0, { lagSeconds: 7 })], 0)];
    expect(onPage('details', first, 0).slice(3, 6)).toEqual([
      'Atlas        status WORKING, not ready, lag 7 s; read 0 s ago',
      'migration    6925a3c0f4b2d8e17a90c35f',
      'source at    a.example:27017,b.example:27017',
    ]);
  });

  it('shows beside the plan how each gate stood, and how long ago, and nothing of them once it was requested', () => {
    const seen = (more: Partial<Followed['details']>) =>
      onPage('plan', followed(ready, hours(3), { gatesSeen, ...more }), hours(3));
    expect(seen({}).slice(4, 9)).toEqual([
      'request      Atlas is asked to cut over to Billing0',
      'gates seen   1 of 3 gates refuses, 1 warns (20 s ago)',
      '             ✖ writes: 12 writes in the last 10 s: a.b 12',
      '             ▲ users: no user',
      '             ✔ ready: ready for cutover',
    ]);
    expect(seen({ cutoverRequestedAt: gatesSeen.at }).join()).not.toContain('gates');
  });

  it('says how much of a page is left out where there is no room, and still how to go back', () => {
    const scene = followed(ready, hours(3), { gatesSeen });
    const frame = followFrame(style, scene, moment(hours(3)), { columns: 40, rows: 8, hasKeys: true, page: 'plan' });
    expect(frame.slice(-2)).toEqual(['… 5 more lines in a larger window', 'd details  p back  ? keys  q leave']);
    expect(frame).toHaveLength(8);
  });

  it('shows the plan of the cutover, and what the keys do', () => {
    expect(onPage('plan')).toContain('request      Atlas is asked to cut over to Billing0');
    expect(onPage('plan')).toContain('gates seen   not looked at before it is ready');
    expect(onPage('keys').slice(3, 7)).toEqual(
      keyHelp.map(({ key, text }) => {
        const left = key === 'q' ? '. The migration goes on in Atlas.' : '';
        return `${key.padEnd(13)}${text}${left}`;
      }),
    );
  });
});

it.each([
  [100, '[d] details  [p] plan  [?] keys  [q] leave'],
  [40, 'd details  p plan  ? keys  q leave'],
  [20, 'd p ? q'],
])('names the keys in %i columns, and only where they are heard', (columns, line) => {
  const frame = (hasKeys: boolean) =>
    followFrame(style, followed(copying, hours(2)), moment(hours(2)), { columns, rows: 29, hasKeys });
  expect(frame(true).at(-1)).toBe(line);
  expect(frame(false)).not.toContain(line);
});
