import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckScene, startCheckScene } from '../../support/check-scene.ts';

let scene: CheckScene;
/** A file that was collected with nothing but the connection string. */
let collected: string;

beforeAll(async () => {
  scene = await startCheckScene();
  collected = join(scene.journey.place, 'collected.json');
  const { result } = await scene.check(['--collect', '--save-facts', collected], { env: sourceOnly() });
  expect(result.error).toBeNull();
});
afterAll(() => scene.close());

const sourceOnly = () => scene.only(/^LIVEMIG_SOURCE_URI$/);
const withoutSource = () => scene.only(/^(?!LIVEMIG_SOURCE_URI$)/);
const text = () => readFileSync(collected, 'utf8');

/** The collected file with something else in it. */
function changed(name: string, change: (file: Record<string, unknown>) => object): string {
  const path = join(scene.journey.place, `${name.replaceAll(/\W/g, '-')}.json`);
  writeFileSync(path, JSON.stringify(change(JSON.parse(text()))));
  return path;
}

function ofDestination({ known, ...file }: Record<string, unknown>, name: string): object {
  const { destination, ...rest } = Object(known);
  return { ...file, known: { ...rest, destination: { ...destination, name }, destinationNames: [name] } };
}

describe('what was collected', () => {
  it('is a private file with every fact of the source, of this format and deployment', () => {
    expect(statSync(collected).mode & 0o777).toBe(0o600);
    expect(JSON.parse(text())).toMatchObject({
      ...{ format: 'livemig facts', formatVersion: 1, livemig: '0.0.0-test', by: 'tester' },
      known: { sourceIdentity: { setName: 'rs-billing', hosts: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)] } },
    });
    expect(JSON.parse(text()).known.sourceInventory.length).toBeGreaterThan(0);
  });

  it.each([
    ['--collect', ['--collect', '--save-facts']],
    ['--save-facts', ['--save-facts']],
  ])('is said to hold definitions with their values: %s', async (name, argv) => {
    const path = join(scene.journey.place, `told${name}.json`);
    const { notes } = await scene.check([...argv, path], { env: sourceOnly() });
    expect(notes).toContainEqual(expect.stringMatching(/no document and no password, but .*validators.* values/));
  });

  it('was asked of nobody else, though there were keys, and left no directory', async () => {
    const [dir, before] = [scene.fresh(), scene.journey.sandbox.requests().length];
    const { result } = await scene.check(['--collect', '--save-facts', collected], {}, dir);
    expect(result.data).toMatchObject({ saved: collected, collected: expect.arrayContaining(['sourceInventory']) });
    expect([scene.journey.sandbox.requests().length - before, existsSync(dir)]).toEqual([0, false]);
  });

  it('leads to its being judged', async () => {
    const { result } = await scene.check(['--collect', '--save-facts', collected], { env: sourceOnly() });
    expect(result.next).toEqual([expect.objectContaining({ command: `livemig check --facts ${collected}` })]);
  });

  it('is not written where the source lets nobody in, or over what is something else', async () => {
    const path = join(scene.journey.place, 'refused.json');
    const uri = scene.journey.sandbox.sourceUri.replace(/:\/\/[^@]*@/, '://somebody:else@');
    const refused = await scene.check(['--collect', '--save-facts', path], { env: { LIVEMIG_SOURCE_URI: uri } });
    expect([refused.result.exitCode, existsSync(path)]).toEqual([4, false]);
    writeFileSync(path, '{"my": "notes"}');
    const over = await scene.check(['--collect', '--save-facts', path], { env: sourceOnly() });
    expect([over.result.error?.code, readFileSync(path, 'utf8')]).toEqual(['FILE_NOT_OURS', '{"my": "notes"}']);
  });

  it('wants the connection string, and a place', async () => {
    const none = await scene.check(['--collect'], { env: {} });
    expect(none.result).toMatchObject({
      exitCode: 2,
      error: { message: expect.stringContaining('LIVEMIG_SOURCE_URI') },
    });
    const place = join(scene.journey.place, 'no', 'such', 'place.json');
    const { result } = await scene.check(['--collect', '--save-facts', place], { env: sourceOnly() });
    expect([result.exitCode, result.error?.code]).toEqual([2, 'FILE_NOT_WRITTEN']);
  });
});

describe('a place for what was read', () => {
  it.each([
    ['a named pipe', (path: string) => void execFileSync('mkfifo', [path])],
    ['a directory', (path: string) => mkdirSync(path)],
    ['a link to nothing', (path: string) => symlinkSync(`${path}-of-nothing`, path)],
  ])('is refused before anything is looked at: %s', async (name, make) => {
    const path = join(scene.journey.place, name.replaceAll(' ', '-'));
    make(path);
    const { result, findings } = await scene.check(['--save-facts', path]);
    expect([result.exitCode, result.error?.code, findings.size]).toEqual([2, 'FILE_NOT_WRITTEN', 0]);
  });

  it('that is gone when it is wanted takes nothing of what was found', async () => {
    const place = join(scene.journey.place, 'gone');
    mkdirSync(place);
    const mutateApi = <Api extends object>(api: Api): Api => {
      rmSync(place, { recursive: true, force: true });
      return api;
    };
    const { result, findings, notes } = await scene.check(['--save-facts', join(place, 'facts.json')], { mutateApi });
    expect(findings.size).toBeGreaterThan(100);
    expect(result).toMatchObject({ exitCode: 2, error: { code: 'FILE_NOT_WRITTEN' }, data: { verdict: {} } });
    expect(result.data).not.toHaveProperty('saved');
    expect(notes.join()).toContain('could not be written');
  });
});

describe('facts that were collected elsewhere', () => {
  it('stand for what is not seen here, and are named with their age', async () => {
    const { result, events } = await scene.check(['--facts', collected], { env: withoutSource() });
    expect(result).toMatchObject({ exitCode: 0, data: { facts: { file: collected, by: 'tester' } } });
    expect(result.data.facts).toMatchObject({ used: expect.arrayContaining(['sourceIdentity']) });
    expect(events).toContainEqual(expect.objectContaining({ type: 'verdict', facts: result.data.facts }));
  });

  it('are enough by themselves', async () => {
    const { result } = await scene.check(['--facts', collected], { env: {} });
    expect(result).toMatchObject({ exitCode: 0, data: { verdict: { ready: 'not-known' } } });
  });

  it('do not stand against what is seen here', async () => {
    const path = changed('older', ({ known, ...file }) => ({
      ...file,
      known: { ...Object(known), destinationState: 'paused', dropDestination: true },
    }));
    const { result, findings } = await scene.check(['--facts', path]);
    expect([result.exitCode, findings.get('T07')?.result]).toEqual([0, 'pass']);
    expect(result.data.facts).toMatchObject({ used: [] });
  });

  it('give their reasons for what could not be read there', async () => {
    const path = changed('reasons', ({ known, ...file }) => {
      const { sourceIdentity } = Object(known);
      return { ...file, known: { sourceIdentity }, unknown: { source: 'there was no answer there' } };
    });
    const { findings } = await scene.check(['--facts', path], { env: scene.only(/^(?!.*(SOURCE|MANAGER))/) });
    expect(findings.get('V05')).toMatchObject({ result: 'not-checked', message: 'there was no answer there' });
  });

  const day = 86_400_000;
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const others: readonly (readonly [string, (file: Record<string, unknown>) => object, RegExp])[] = [
    ['another format version', (file) => ({ ...file, formatVersion: 2 }), /format version 2 .*reads 1/],
    ['no file of facts', () => ({ hello: 'you' }), /no file of facts/],
    ['a fact of another form', (file) => ({ ...file, known: { sourceSharded: 'yes' } }), /known\.sourceSharded/],
    ['too old', (file) => ({ ...file, collectedAt: at(-31 * day) }), /31 d ago .*older than 30 days/],
    ['of tomorrow', (file) => ({ ...file, collectedAt: at(3 * day) }), /is to come/],
    [
      'another deployment by its id',
      ({ known, ...file }) => {
        const { sourceIdentity, ...rest } = Object(known);
        return { ...file, known: { ...rest, sourceIdentity: { ...sourceIdentity, id: '66f1c0a5e4b0a1b2c3d4e5f6' } } };
      },
      /another deployment, rs-billing .*LIVEMIG_SOURCE_URI leads to rs-billing/,
    ],
  ];
  it.each(others)('are refused: %s', async (name, change, words) => {
    const { result } = await scene.check(['--facts', changed(name, change)]);
    expect(result).toMatchObject({ exitCode: 2, error: { code: 'FACTS_FILE', message: expect.stringMatching(words) } });
  });

  it('are refused where the deployment that is named here is another one', async () => {
    const path = changed('named', ({ known, ...file }) => {
      const sourceIdentity = { setName: 'rs-orders', hosts: ['orders1.corp.example:27017'] };
      return { ...file, known: { ...Object(known), sourceIdentity } };
    });
    const { result } = await scene.check(['--facts', path], { env: withoutSource() });
    expect(result.error).toMatchObject({
      code: 'FACTS_FILE',
      message: expect.stringContaining('--source-cluster names'),
    });
  });

  it('are refused where they are of another destination than the one that is named, with keys and without', async () => {
    const path = join(scene.journey.place, 'of-billing.json');
    await scene.check(['--save-facts', path]);
    const file = JSON.parse(readFileSync(path, 'utf8'));
    for (const [argv, env] of [
      [['--facts', path, '--destination-cluster', 'Other1'], {}],
      [['--facts', changed('other-destination', () => ofDestination(file, 'Other1'))], scene.journey.env],
    ] as const) {
      const { result, findings } = await scene.check(argv, { env });
      expect([result.exitCode, findings.size]).toEqual([2, 0]);
      expect(result.error?.message).toMatch(/is of another destination, \w+; --destination-cluster names \w+\.$/);
    }
  });

  it('are refused where nothing in them says which deployment they are of', async () => {
    const path = changed('nameless', ({ known, ...file }) => {
      const { sourceIdentity: _, ...rest } = Object(known);
      return { ...file, known: rest };
    });
    const { result } = await scene.check(['--facts', path], { env: {} });
    expect(result.error).toMatchObject({
      code: 'FACTS_FILE',
      message: expect.stringContaining('does not say which deployment it is of'),
    });
  });

  it('say which deployment they are of, however few were wanted', async () => {
    const path = join(scene.journey.place, 'few.json');
    await scene.check(['--collect', '--only', 'C04', '--save-facts', path], { env: sourceOnly() });
    expect(JSON.parse(readFileSync(path, 'utf8')).known).toMatchObject({ sourceIdentity: { setName: 'rs-billing' } });
  });

  it('say nothing of another user, host or manager than the one that is named here', async () => {
    const path = join(scene.journey.place, 'of-migrator.json');
    await scene.check(['--save-facts', path]);
    const other = ['--source-username', 'somebody', '--migration-host', 'mig09.corp.example'];
    const { findings } = await scene.check(['--facts', path, ...other], { env: {} });
    expect(findings.get('O04')).toMatchObject({
      result: 'not-checked',
      message: 'the file of facts is about the user migrator, and not about somebody',
    });
    expect(['O06', 'H02'].map((id) => findings.get(id)?.result)).toEqual(['not-checked', 'not-checked']);
    const same = await scene.check(['--facts', path, '--source-username', 'migrator'], { env: {} });
    expect(same.findings.get('O04')?.result).toBe('pass');
  });

  it('do not decide by themselves which engine migrates what is here', async () => {
    const path = join(scene.journey.place, 'of-engine.json');
    await scene.check(['--save-facts', path]);
    const { known, ...file } = JSON.parse(readFileSync(path, 'utf8'));
    const legacy = changed('engine', () => ({ ...file, known: { ...known, engine: 'legacy' } }));
    const { findings } = await scene.check(['--facts', legacy], { env: {} });
    expect(findings.get('V01')?.message).not.toContain('not asked of this engine');
  });

  it('of another sandbox are another deployment', async () => {
    const other = await startCheckScene();
    try {
      const path = join(other.journey.place, 'other.json');
      await other.check(['--collect', '--save-facts', path], { env: other.only(/^LIVEMIG_SOURCE_URI$/) });
      expect((await scene.check(['--facts', path])).result.error?.code).toBe('FACTS_FILE');
    } finally {
      await other.close();
    }
  });

  it('go a whole way: what a check has saved, another machine judges alike', async () => {
    const path = join(scene.journey.place, 'whole.json');
    const here = await scene.check(['--save-facts', path]);
    expect(here.result.data.saved).toBe(path);
    const there = await scene.check(['--facts', path], { env: {} });
    const judged = (run: typeof here) => [...run.findings.values()].map(({ id, result }) => `${id} ${result}`);
    // What is about this machine alone does not travel.
    const own = /^(LM01|LM04|T08)/;
    expect(judged(there).filter((one) => !own.test(one))).toEqual(judged(here).filter((one) => !own.test(one)));
  });
});
