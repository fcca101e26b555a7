import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../../src/checks/index.ts';
import { LivemigError } from '../../../src/core/errors.ts';
import { type CheckScene, startCheckScene } from '../../support/check-scene.ts';
import { realClock, runCommand } from '../../support/test-ports.ts';

let scene: CheckScene;

beforeAll(async () => {
  scene = await startCheckScene();
});
afterAll(() => scene.close());

const requests = () => scene.journey.sandbox.requests().length;
const elsewhere = 'mongodb://migrator:none@127.0.0.1:9/';

describe('a check of a healthy sandbox', () => {
  it('finds no blocker, and leads to the first stage', async () => {
    const { result } = await scene.check();
    expect(result).toMatchObject({ status: 'done', exitCode: 0, data: { counts: { block: 0, skipped: 0 } } });
    expect(result.next).toEqual([expect.objectContaining({ command: expect.stringMatching(/^livemig link --dir /) })]);
  });

  it('names with each finding where its rule is described', async () => {
    const { findings } = await scene.check();
    expect([...findings.values()].map(({ id, docs }) => [id, docs])).toEqual(
      [...findings.keys()].map((id) => [id, `docs/checks.md#${id.toLowerCase()}`]),
    );
  });
});

describe('fewer credentials', () => {
  it('nothing at all is wrong usage, and makes no directory', async () => {
    const dir = scene.fresh();
    const { result } = await scene.check([], { env: {} }, dir);
    expect([result.exitCode, result.error?.code, existsSync(dir)]).toEqual([2, 'NOTHING_TO_CHECK', false]);
  });

  it('names without keys leave open what they name, and are no failure', async () => {
    const { result, events } = await scene.check([], { env: scene.only(/^(?!LIVEMIG_(ATLAS|MANAGER)_P)/) });
    expect(result).toMatchObject({ exitCode: 0, status: 'done', error: null });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', message: expect.stringMatching(/^atlasOrg, .* could not be looked up/) }),
    );
  });

  it('the source alone is looked at, and nobody else is asked', async () => {
    const before = requests();
    const { result, findings } = await scene.check([], { env: scene.only(/^LIVEMIG_SOURCE_URI$/) });
    expect([result.exitCode, requests() - before]).toEqual([0, 0]);
    expect(findings.get('E01')).toMatchObject({ result: 'not-checked', message: expect.stringContaining('not given') });
  });

  it('a key for a manager of which nobody says what it is is told as not used', async () => {
    const { notes } = await scene.check([], { env: scene.only(/^LIVEMIG_(SOURCE_URI|MANAGER_P.*_KEY)$/) });
    expect(notes.join()).toMatch(/Credentials for the manager are set, but it is not asked: .*LIVEMIG_MANAGER/);
  });

  const refused: readonly (readonly [string, Record<string, string>, string, string, string])[] = [
    ['the key of Atlas', { LIVEMIG_ATLAS_PRIVATE_KEY: 'nonsense' }, 'API_UNAUTHORIZED', 'T07', 'LM02'],
    ['the key of the manager', { LIVEMIG_MANAGER_PRIVATE_KEY: 'nonsense' }, 'API_UNAUTHORIZED', 'LM02', 'T07'],
  ];
  it.each(refused)('%s, refused, ends with 4, and the rest is judged', async (_, wrong, code, open, judged) => {
    const { result, findings } = await scene.check([], { env: { ...scene.journey.env, ...wrong } });
    expect(result).toMatchObject({ status: 'failed', exitCode: 4, error: { code } });
    expect(result.error?.message).toMatch(/The rest was looked at as far as it can be\.$/);
    expect([findings.get(open)?.result, findings.get(judged)?.result]).toEqual(['not-checked', 'pass']);
    expect(result.next).toEqual([expect.objectContaining({ command: expect.stringMatching(/^livemig check --dir /) })]);
  });

  it('a login that the source refuses ends with 4, and the rest is judged', async () => {
    const uri = scene.journey.sandbox.sourceUri.replace(/:\/\/[^@]*@/, '://somebody:else@');
    const { result, findings } = await scene.check([], { env: { ...scene.journey.env, LIVEMIG_SOURCE_URI: uri } });
    expect(result).toMatchObject({ exitCode: 4, error: { code: 'MONGODB_LOGIN' } });
    expect(findings.get('T07')?.result).toBe('pass');
  });

  it('a source that wants a login and gets none says so once, however many looks it refuses', async () => {
    const uri = scene.journey.sandbox.sourceUri.replace(/:\/\/[^@]*@/, '://');
    const { result } = await scene.check([], { env: { LIVEMIG_SOURCE_URI: uri } });
    expect(result).toMatchObject({ exitCode: 4, error: { code: 'MONGODB_LOGIN' } });
    expect(result.error?.message.match(/wants a login/g)).toHaveLength(1);
    expect(result.error?.fix).toBe('Put a user and its password into the connection string.');
  });

  it('a blocker is worse than a refusal', async () => {
    const env = { ...scene.journey.env, LIVEMIG_MANAGER_PRIVATE_KEY: 'nonsense' };
    const { result } = await scene.check(['--destination-cluster', 'BillingPaused'], { env });
    expect(result).toMatchObject({ status: 'blocked', exitCode: 3, error: null });
  });

  it('a service that gives no answer leaves its rules open, and is named once for all names it was to look up', async () => {
    const { result, findings, notes } = await scene.check([], {
      env: { ...scene.journey.env, LIVEMIG_ATLAS_URL: 'http://127.0.0.1:9' },
    });
    expect(result).toMatchObject({ exitCode: 1, error: { code: 'API_UNREACHABLE' } });
    expect([findings.get('T07')?.result, findings.get('LM02')?.result]).toEqual(['not-checked', 'pass']);
    expect(findings.get('T07')?.message).toContain('gave no answer');
    const missed = notes.filter((note) => note.includes('could not be looked up'));
    expect(missed).toEqual([expect.stringMatching(/^atlasOrg, atlasProject, destinationCluster could not/)]);
    expect(result.next).toEqual([
      { command: expect.stringMatching(/^livemig check --dir /), reason: 'when that has been put right' },
    ]);
  });

  it('a source that cannot be reached keeps nothing else from being looked at, and is no success', async () => {
    const { result, findings } = await scene.check([], {
      env: { ...scene.journey.env, LIVEMIG_SOURCE_URI: elsewhere },
    });
    expect([result.exitCode, result.error?.code, findings.get('T07')?.result]).toEqual([1, 'MONGODB', 'pass']);
  });

  it('a source that cannot be reached is told of first, with what to do, and the same look comes next', async () => {
    const { result, events } = await scene.check([], { env: { LIVEMIG_SOURCE_URI: elsewhere } });
    const told = events.flatMap((event) => (event.type === 'note' && event.level === 'warning' ? [event.message] : []));
    expect(told).toEqual([
      expect.stringMatching(/^The source \(127\.0\.0\.1:9\) could not be asked: .*\. Check whether this machine/),
    ]);
    const types = events.map(({ type }) => type);
    expect(types.indexOf('note')).toBeLessThan(types.indexOf('finding'));
    expect(result.next).toEqual([
      { command: expect.stringMatching(/^livemig check --dir /), reason: 'when that has been put right' },
    ]);
  });

  it('a source that answers is not told of as one that does not, though a look at it is refused', async () => {
    const { notes, result } = await scene.check([], { env: scene.only(/^LIVEMIG_SOURCE_URI$/) });
    expect(notes.join()).not.toContain('could not be asked');
    expect(result.next).toEqual([expect.objectContaining({ command: expect.stringMatching(/^livemig link /) })]);
  });
});

it.each([
  ['check', ['check']],
  ['its dry run', ['check', '--dry-run']],
  ['the look elsewhere', ['check', '--collect']],
  ['plan-users', ['plan-users']],
])('%s asks nobody, and sends nobody to a terminal to be asked', async (_, args) => {
  const { result } = await runCommand(args, { env: { LIVEMIG_SOURCE_URI: 'nonsense' } });
  expect(result.error).toMatchObject({ code: 'INPUTS', fix: 'Give them as flags or variables.' });
});

describe('some rules', () => {
  it('--only judges these, and never calls the migration ready', async () => {
    const { result, findings } = await scene.check(['--only', 't07,V06', '--only', 'E01']);
    expect([...findings.keys()].toSorted()).toEqual(['E01', 'T07', 'V06']);
    expect(result.next).toEqual([
      { command: expect.stringMatching(/^livemig check --dir \S+$/), reason: 'judges all rules' },
    ]);
    expect(result).toMatchObject({
      exitCode: 0,
      data: { verdict: { ready: 'not-known', text: expect.stringMatching(/^No blocker in the 3 rules asked for\./) } },
    });
  });

  it.each([
    ['--only', 'T70', /Did you mean T07/],
    ['--skip', 'quark', /--list/],
    ['--unskip', '', /--list/],
    ['--explain', 'verdikt', /verdict/],
  ])('%s with an id that no rule has is wrong usage', async (flag, id, fix) => {
    const { result } = await scene.check([flag, id]);
    expect(result).toMatchObject({ exitCode: 2, error: { code: 'UNKNOWN_RULE', fix: expect.stringMatching(fix) } });
  });

  it('--list tells of every rule and looks at nothing', async () => {
    const before = requests();
    const { result, events } = await scene.check(['--list'], { env: {} });
    expect(events.flatMap((event) => (event.type === 'rule' ? [event.id] : []))).toEqual(rules.map(({ id }) => id));
    expect([result.exitCode, requests() - before]).toEqual([0, 0]);
  });

  it('--explain tells what a rule reads and what was found last', async () => {
    const dir = scene.fresh();
    await scene.check(['--destination-cluster', 'BillingPaused'], {}, dir);
    const { events } = await scene.check(['--explain', 'T07'], { env: {} }, dir);
    const [rule] = events.flatMap((event) => (event.type === 'rule' ? [event] : []));
    expect(rule).toMatchObject({ id: 'T07', explained: { stages: ['link', 'start'], last: { result: 'block' } } });
    expect(JSON.stringify(rule?.explained?.needs)).toContain('GET /api/atlas/v2/groups/{atlasProject}/clusters');
  });

  it('--explain verdict looks, and shows the reasons', async () => {
    const { events } = await scene.check(['--explain', 'verdict']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'verdict', only: 'reasons' }));
  });
});

describe('a skip', () => {
  it('of what can block wants a reason, before anything is looked at', async () => {
    const [dir, before] = [scene.fresh(), requests()];
    const { result } = await scene.check(['--skip', 'T07'], {}, dir);
    expect([result.exitCode, result.error?.code]).toEqual([2, 'BECAUSE_MISSING']);
    expect([requests() - before, existsSync(dir)]).toEqual([0, false]);
  });

  it.each([
    [['--because', 'no rule'], 'CONTRADICTION'],
    [['--skip', 'T07,V06,E01', '--because', 'a', '--because', 'b'], 'CONTRADICTION'],
    [['--skip', 'T07', '--because', 'a', '--unskip', 'T07'], 'CONTRADICTION'],
    [['--skip', 'T07', '--because', '  '], 'BECAUSE_MISSING'],
    [['--skip', 'T07', '--because', 'x'.repeat(501)], 'CONTRADICTION'],
    [['--skip', 'T07', '--because', 'a', '--dry-run'], 'DRY_RUN'],
    [['--list', '--skip', 'T07', '--because', 'a'], 'CONTRADICTION'],
    [['--list', '--collect'], 'CONTRADICTION'],
    [['--collect', '--facts', 'x'], 'CONTRADICTION'],
  ])('%j is wrong usage', async (argv, code) => {
    const { result } = await scene.check(argv);
    expect([result.exitCode, result.error?.code]).toEqual([2, code]);
  });

  const paused = ['--destination-cluster', 'BillingPaused'];
  const only = [...paused, '--only', 'T07'];

  it('is kept with its reason, who and when, told as neither passed nor in the way, and taken back', async () => {
    const dir = scene.fresh();
    expect((await scene.check(only, {}, dir)).result.exitCode).toBe(3);
    const word = ['--skip', 'T07', '--because', 'it is resumed on the day'];
    const { result, findings } = await scene.check([...only, ...word], {}, dir);
    expect(findings.get('T07')).toMatchObject({
      result: 'skipped',
      message: 'BillingPaused is paused.',
      skipped: { was: 'block', because: 'it is resumed on the day', by: 'tester', at: expect.any(String) },
    });
    expect(result).toMatchObject({ exitCode: 0, data: { verdict: { ready: 'not-known' }, counts: { skipped: 1 } } });
    const audit = readFileSync(join(dir, 'events.ndjson'), 'utf8');
    expect(audit).toContain('"decision":"skipped rule T07 because: it is resumed on the day"');
    const later = await scene.check(only, {}, dir);
    expect([later.result.exitCode, later.findings.get('T07')?.result]).toEqual([0, 'skipped']);
    const back = await scene.check([...only, '--unskip', 'T07'], {}, dir);
    expect([back.result.exitCode, back.findings.get('T07')?.result]).toEqual([3, 'block']);
  });

  it('holds for the stages, which say so, and for this directory alone', async () => {
    const dir = scene.fresh();
    const dry = ['link', ...paused, '--dry-run'];
    expect((await scene.run(dry, {}, dir)).result).toMatchObject({ exitCode: 3, error: { code: 'BLOCKED' } });
    await scene.check([...paused, '--skip', 'T07', '--because', 'resumed on the day'], {}, dir);
    const { result, findings } = await scene.run(dry, {}, dir);
    expect([result.exitCode, findings.get('T07')?.skipped?.because]).toEqual([0, 'resumed on the day']);
    expect((await scene.run(dry)).result.exitCode).toBe(3);
  });

  it('of what holds is not told as passed', async () => {
    const { result, findings } = await scene.check(['--skip', 'T07', '--because', 'once it did not']);
    expect(findings.get('T07')?.skipped?.was).toBe('pass');
    expect(result.data.passed).not.toContain('T07');
  });
});

describe('the check before', () => {
  it('is told as what was fixed, what is new and what has stayed', async () => {
    const dir = scene.fresh();
    const first = await scene.check([], {}, dir);
    expect(first.result.data.since).toBeUndefined();
    expect((await scene.run(['link'], {}, dir)).result.error).toBeNull();
    const { result, events } = await scene.check(['--diff', 'last'], {}, dir);
    expect(result.data.since).toMatchObject({ fixed: ['LM04'], new: [], unchanged: expect.arrayContaining(['E04']) });
    expect(events).toContainEqual(expect.objectContaining({ type: 'verdict', only: 'since' }));
  });

  it('of another destination is not compared with', async () => {
    const dir = scene.fresh();
    await scene.check(['--destination-cluster', 'BillingPaused'], {}, dir);
    const { result, notes } = await scene.check([], {}, dir);
    expect(result.data.since).toBeUndefined();
    expect(notes.join()).toContain('was of another source or destination');
  });

  it('stays where only some rules were judged, and helps nobody where it cannot be read', async () => {
    const dir = scene.fresh();
    await scene.check([], {}, dir);
    const file = join(dir, 'last-check.json');
    const kept = readFileSync(file, 'utf8');
    const { result } = await scene.check(['--only', 'LM04'], {}, dir);
    expect(result.data.since).toMatchObject({ unchanged: ['LM04'] });
    expect(readFileSync(file, 'utf8')).toBe(kept);
    writeFileSync(file, '{');
    expect((await scene.check([], {}, dir)).result).toMatchObject({ exitCode: 0, error: null });
  });
});

describe('a check that is stopped', () => {
  /** Its manager never tells of the agents; `then` comes when Atlas has told of the cluster, and that is known. */
  const agentsNeverTold = (then: () => void) => {
    let tell = () => {};
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const agents = async () => {
      await told;
      await turn();
      then();
      return new Promise(() => {});
    };
    return <Api extends object>(api: Api): Api => {
      if ('agents' in api) return Object.assign({}, api, { agents });
      if (!('cluster' in api) || typeof api.cluster !== 'function') return api;
      const ask = api.cluster;
      const cluster = async (...asked: unknown[]) => {
        const answer = await ask(...asked);
        tell();
        return answer;
      };
      return Object.assign({}, api, { cluster });
    };
  };
  const stopped = new LivemigError({ kind: 'interrupted', code: 'INTERRUPTED', message: 'Stopped.', fix: 'Again.' });

  it('tells what was found so far, says what was not looked at, and keeps no last check', async () => {
    const [stop, dir] = [new AbortController(), scene.fresh()];
    const mutateApi = agentsNeverTold(() => stop.abort(stopped));
    const { result, findings } = await scene.check([], { signal: stop.signal, mutateApi }, dir);
    expect(result).toMatchObject({ status: 'interrupted', exitCode: 130, error: { code: 'INTERRUPTED' } });
    expect(findings.get('T07')?.result).toBe('pass');
    expect(findings.get('LM05')).toMatchObject({ result: 'not-checked', message: expect.stringContaining('stopped') });
    expect(existsSync(join(dir, 'last-check.json'))).toBe(false);
    expect(result.next).toEqual([expect.objectContaining({ command: expect.stringMatching(/^livemig check --dir /) })]);
  });

  it('by --timeout ends with 8, and tells the same', async () => {
    let ring = () => {};
    const alarm = (_: number, whenUp: () => void) => {
      ring = whenUp;
    };
    const clock = { ...realClock, alarm };
    const mutateApi = agentsNeverTold(() => ring());
    const { result, findings } = await scene.check(['--timeout', '5m'], { mutateApi, clock });
    expect([result.exitCode, findings.get('T07')?.result]).toEqual([8, 'pass']);
  });
});

describe('a dry run', () => {
  it('sends nothing and writes nothing', async () => {
    const [before, dir] = [requests(), scene.fresh()];
    const { result } = await scene.check(['--dry-run'], {}, dir);
    expect(result).toMatchObject({ status: 'dry-run', exitCode: 0 });
    expect([requests() - before, existsSync(dir)]).toEqual([0, false]);
  });

  it('names every request that a check then sends', async () => {
    const { result } = await scene.check(['--dry-run']);
    const said = JSON.stringify(result.data.wouldSend);
    const before = requests();
    await scene.check();
    const sent = scene.journey.sandbox.requests().slice(before);
    const kinds = sent.map(
      ({ method, path }) => `${method} ${path.replace(/\?.*/, '').replaceAll(/[0-9a-f]{24}/g, '*')}`,
    );
    const isSaid = (kind: string) =>
      new RegExp(`"${kind.replaceAll(/[.*]/g, (sign) => (sign === '*' ? '[^/"]+' : '\\.'))}"`).test(said);
    expect(kinds.length).toBeGreaterThan(10);
    expect([...new Set(kinds)].filter((kind) => !isSaid(kind))).toEqual([]);
  });

  it('names the hosts of a connection string, and nothing else of it', async () => {
    const { result } = await scene.check(['--dry-run', '--collect'], { env: { LIVEMIG_SOURCE_URI: elsewhere } });
    expect(result.data.wouldSend).toMatchObject([{ to: 'source', at: '127.0.0.1:9' }]);
  });
});
