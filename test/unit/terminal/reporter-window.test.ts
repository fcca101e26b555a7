import { describe, expect, it } from 'vitest';
import type { LivemigEvent, PlanEvent, StepEvent } from '../../../src/core/events.ts';
import type { Alphabet } from '../../../src/terminal/marks.ts';
import type { StageEvent } from '../../../src/terminal/stage-map.ts';
import { createScreen } from '../../support/screen.ts';
import { createWindow, type WindowOptions } from '../../support/window.ts';

type InputEvent = Extract<LivemigEvent, { type: 'input' }>;

const time = '2026-01-01T00:00:00.000Z';

function drawn(events: readonly LivemigEvent[], options: Partial<WindowOptions> = {}): string[] {
  const { reporter, written } = createWindow({ columns: 80, alphabet: 'unicode', ...options });
  for (const event of events) reporter.report(event);
  reporter.pause();
  return written().split('\n').slice(0, -1);
}

const stage = (name: StageEvent['stage'], state: StageEvent['state'], fact?: string): StageEvent => ({
  type: 'stage',
  time,
  stage: name,
  title: name,
  state,
  ...(fact !== undefined && { fact }),
});
const stages = [
  stage('link', 'done', 'token made 12 min ago'),
  stage('provision', 'in-progress', 'agent seen on mig01'),
];

describe('the stage map', () => {
  it('has a line for each stage where facts are known, again only when one of them changes', () => {
    const again = [...stages, stage('start', 'todo', 'lag 3 s')];
    const note: LivemigEvent = { type: 'note', time, level: 'info', message: 'looked' };
    expect(drawn([...stages, note, ...stages, note, ...again])).toEqual([
      '  1 ✔ Link       token made 12 min ago',
      '  2 ● Provision  agent seen on mig01',
      '  3 ○ Start',
      '  4 ○ Cut over',
      'looked',
      'looked',
      '  1 ✔ Link       token made 12 min ago',
      '  2 ● Provision  agent seen on mig01',
      '  3 ○ Start      lag 3 s',
      '  4 ○ Cut over',
    ]);
  });

  it('has a line of its own for the cutover, which tells what is known once that is asked for', () => {
    const cutover = (state: 'todo' | 'in-progress' | 'done', fact: string): readonly string[] =>
      drawn([{ ...stage('start', state === 'done' ? 'done' : 'in-progress', fact), cutover: state }]).slice(2);
    expect(cutover('todo', 'ready')).toEqual(['  3 ● Start      ready', '  4 ○ Cut over']);
    expect(cutover('in-progress', 'cutover requested')).toEqual(['  3 ✔ Start', '  4 ● Cut over   cutover requested']);
    expect(cutover('done', 'complete')).toEqual(['  3 ✔ Start', '  4 ✔ Cut over   complete']);
  });

  it('shows only what is reported again, once the whole has been shown', () => {
    const note: LivemigEvent = { type: 'note', time, level: 'info', message: 'looked' };
    const news = stage('start', 'in-progress', 'lag 3 s');
    expect(drawn([...stages, note, news, note, news]).slice(5)).toEqual([
      '  3 ● Start      lag 3 s',
      '  4 ○ Cut over',
      'looked',
    ]);
  });

  it('is not shown again because the window has another width', () => {
    const { reporter, written, resize } = createWindow({ columns: 80, alphabet: 'unicode' });
    for (const event of stages) reporter.report(event);
    reporter.pause();
    const before = written();
    resize(24);
    reporter.pause();
    expect(written()).toBe(before);
  });

  it('wraps facts under each other in a narrow window', () => {
    expect(drawn([stage('link', 'done', 'token made 12 minutes ago by ada')], { columns: 40 }).slice(0, 2)).toEqual([
      '  1 ✔ Link       token made 12 minutes',
      '                 ago by ada',
    ]);
  });

  it('is said in words to who listens', () => {
    expect(drawn(stages, { alphabet: 'words' })).toEqual([
      '1. Done: Link, token made 12 min ago',
      '2. Running: Provision, agent seen on mig01',
      '3. To do: Start',
      '4. To do: Cut over',
    ]);
  });
});

const plan: PlanEvent = {
  type: 'plan',
  time,
  stage: 'start',
  source: { cluster: 'Orders', version: '7.0.14' },
  destination: { cluster: '名前', tier: 'M30' },
  changes: [
    { effect: 'run', what: "Atlas' validation" },
    { effect: 'drop', what: 'all data in 名前' },
    { effect: 'create', what: 'a live migration' },
    { effect: 'change', what: 'the organization' },
  ],
  command: 'livemig start --no-input',
  variables: ['A_KEY', 'B_KEY'],
};

describe('the plan', () => {
  it('shows source and destination side by side, what will happen, and the command', () => {
    expect(drawn([plan])).toEqual([
      '',
      'Start: what it will do',
      '           Source  Destination',
      '  cluster  Orders  名前',
      '  version  7.0.14  -',
      '  tier     -       M30',
      '',
      "  $ Will run Atlas' validation",
      '  ▲ Will drop all data in 名前. What is dropped cannot be brought back.',
      '  + Will create a live migration',
      '  ~ Will change the organization',
      '',
      'The same without a terminal:',
      '  livemig start --no-input',
      'It reads the secrets from A_KEY, B_KEY.',
      '',
    ]);
  });

  it.each<[number, Alphabet, string[]]>([
    [50, 'unicode', ['  Source', '    cluster  Orders', '    version  7.0.14', '  Destination', '    cluster  名前']],
    [80, 'words', ['  Source', '  cluster: Orders', '  version: 7.0.14', '  Destination', '  cluster: 名前']],
  ])('at %i columns in %s shows one under the other', (columns, alphabet, lines) => {
    expect(drawn([plan], { columns, alphabet }).slice(2, 7)).toEqual(lines);
  });

  it('shows one side alone where nothing is known of the other, and nothing of what is not there', () => {
    const bare = { ...plan, source: {}, changes: [], variables: [] };
    expect(drawn([bare])).toEqual([
      '',
      'Start: what it will do',
      '  Destination',
      '    cluster  名前',
      '    tier     M30',
      '',
      '  Nothing is left to do.',
      '',
      'The same without a terminal:',
      '  livemig start --no-input',
      '',
    ]);
  });

  it('draws what destroys data in red', () => {
    const line = drawn([plan], { colorLevel: 1 }).find((each) => each.includes('Will drop'));
    expect(line).toContain('\u001B[31m');
  });

  it('leaves the command out where a person is asked, who can have it shown', () => {
    const lines = drawn([{ ...plan, asked: true }]);
    expect(lines.slice(-2)).toEqual(['  ~ Will change the organization', '']);
    expect(lines.filter((line) => /livemig start|A_KEY|without a terminal/.test(line))).toEqual([]);
  });

  it('is left out with --quiet', () => {
    expect(drawn([plan], { quiet: true })).toEqual([]);
  });
});

const input = (name: string, value: string, origin: string): InputEvent => ({
  type: 'input',
  time,
  input: name,
  value,
  origin,
});

describe('inputs that nobody typed', () => {
  it.each<[InputEvent, string[]]>([
    [input('Atlas credentials', 'api-key', 'A_KEY'), ['ℹ Atlas: API key from A_KEY']],
    [input('manager credentials', 'service-account', 'M_ID'), ['ℹ Manager: service account from M_ID']],
    [input('Atlas credentials', 'api-key', 'your answer'), []],
    [input('atlasOrg', 'Acme', 'only choice'), ['✔ Atlas organization  Acme (the only one)']],
    [input('migrationHost', 'mig01', 'only choice'), ['✔ Migration host  mig01 (the only one)']],
    [input('atlasOrg', 'Acme', 'LIVEMIG_ATLAS_ORG'), []],
  ])('%# are shown on a terminal where a person should know them', (event, lines) => {
    expect(drawn([event])).toEqual(lines);
    expect(drawn([event], { quiet: true })).toEqual([]);
  });

  it('are shown once, however often they are used', () => {
    const [one, other] = [
      input('Atlas credentials', 'api-key', 'A_KEY'),
      input('Atlas credentials', 'api-key', 'B_KEY'),
    ];
    expect(drawn([one, one, other, one])).toEqual(['ℹ Atlas: API key from A_KEY', 'ℹ Atlas: API key from B_KEY']);
  });
});

const step = (state: StepEvent['state'], parts: Partial<StepEvent> = {}): StepEvent => ({
  type: 'step',
  time,
  step: 'provision.see-host',
  title: 'See the host',
  state,
  ...parts,
});
const usually = 'a minute or two';

describe('a wait', () => {
  it('says on the moving line how long it usually takes, where there is room', async () => {
    const wide = createScreen(60);
    wide.reporter().report(step('waiting', { detail: 'not yet', usually }));
    expect(await wide.lines()).toEqual([expect.stringContaining('See the host: not yet, usually a minute or two')]);
    const narrow = createScreen(45);
    narrow.reporter().report(step('waiting', { detail: 'not yet', usually }));
    expect(await narrow.lines()).toEqual([expect.stringMatching(/See the host: not yet$/)]);
    wide.reporter().pause();
    narrow.reporter().pause();
  });

  it('says once above the moving line what to look at', async () => {
    const screen = createScreen(60);
    const reporter = screen.reporter();
    const late = step('waiting', { advice: 'Look at the agent.' });
    for (const event of [step('waiting'), late, late]) reporter.report(event);
    expect(await screen.lines()).toEqual(['ℹ Look at the agent.', expect.stringMatching(/^\S See the host$/)]);
    reporter.report(step('done'));
    expect(await screen.lines()).toEqual(['ℹ Look at the agent.', '✔ See the host']);
  });

  it('is spoken of at once when words change, and twice a minute when numbers do or nothing does', () => {
    const { reporter, written, wait } = createWindow({ columns: 80, alphabet: 'words' });
    for (let second = 0; second <= 90; second += 5) {
      const detail = second < 40 ? `lag ${90 - second} s` : 'lag unknown';
      reporter.report(step('waiting', { detail, usually }));
      wait(5);
    }
    reporter.report(step('done'));
    expect(written().split('\n')).toEqual([
      'Waiting: See the host: lag 90 s (usually a minute or two)',
      'Waiting: See the host: lag 60 s (30s)',
      'Waiting: See the host: lag unknown',
      'Waiting: See the host: lag unknown (1m 10s)',
      'Done: See the host (1m 35s)',
      '',
    ]);
  });
});

describe('the next command', () => {
  it('stays whole, with its reason under it where there is no room beside it', () => {
    const next = [{ command: 'livemig cutover --confirm Billing0', reason: 'stop every write to the source first' }];
    const event: LivemigEvent = {
      type: 'result',
      time,
      command: 'start',
      status: 'ready-for-cutover',
      exitCode: 0,
      error: null,
      data: {},
      next,
    };
    expect(drawn([event], { columns: 40 })).toEqual([
      '✔ livemig start: ready for cutover',
      'Next: livemig cutover --confirm Billing0',
      '      stop every write to the source',
      '      first',
    ]);
  });
});

describe('a migration that is followed', () => {
  const following = { phase: 'following', clocks: { answer: time, change: time, progress: time } };
  const details = { status: 'WORKING', readyForCutover: false, lagSeconds: 41, following };
  const step = (id: string, state: StepEvent['state'], more: Partial<StepEvent> = {}): StepEvent => ({
    ...{ type: 'step', time, step: id, title: id, state },
    ...more,
  });

  it('stays the one screen where other steps are told beside it, and ends where its own step does', async () => {
    const { reporter, lines } = createScreen(80);
    for (const event of [
      step('start.synchronize', 'waiting', { details }),
      step('start.cut-over', 'todo'),
      step('start.synchronize', 'waiting', { details: { ...details, lagSeconds: 7 } }),
    ])
      reporter().report(event);
    const shown = await lines();
    expect(shown[0]).toBe('○ start.cut-over');
    expect(shown.filter((line) => line.startsWith('lag'))).toEqual(['lag          7 s']);
    reporter().report(step('start.synchronize', 'done', { detail: 'ready' }));
    expect((await lines()).at(-1)).toBe('✔ start.synchronize: ready');
  });
});
