import { chown, mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CutoverTerms } from '../../../src/core/cutover/armed-cutover.ts';
import type { CutoverChange } from '../../../src/core/cutover/change-cutover.ts';
import type { CutoverStore } from '../../../src/core/ports.ts';
import { openCutoverStore } from '../../../src/files/cutover-store.ts';
import type { MigrationDirectory } from '../../../src/files/migration-directory.ts';
import { caught } from '../../support/caught.ts';
import { aroundFileEffects } from '../../support/file-effects.js';
import { whileDisturbed, whileRefused } from '../../support/refused-effect.ts';
import { openFresh } from '../../support/temporary-directory.ts';
import { effectsOf } from './file-effects-of.ts';
import { dead, options, since } from './lock-scene.ts';

const window = {
  ...{ from: '2025-12-31T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z', zone: 'UTC' },
  words: 'Wed 31 Dec 2025, 00:00 to Fri 2 Jan 2026, 00:00 UTC',
};
const terms: CutoverTerms = { window, maxLagSeconds: 30, acceptedGates: [], requiredGates: [] };
const arm: CutoverChange = { does: 'arm', terms };
const cancel: CutoverChange = { does: 'cancel', because: 'of a test' };
const wait = (lag: number): CutoverChange => ({ does: 'wait', for: [`the lag is ${lag} s`] });

interface Scene {
  readonly parent: MigrationDirectory;
  readonly path: string;
  readonly store: CutoverStore;
  /** As a terminal of somebody else sees it. */
  readonly other: CutoverStore;
  names(): Promise<string[]>;
}

async function scene(...changes: readonly CutoverChange[]): Promise<Scene> {
  const { directory: parent } = await openFresh();
  const store = await openCutoverStore(parent, options);
  for (const change of changes) await store.change('livemig cutover', change);
  const path = parent.file('cutover');
  const other = await openCutoverStore(parent, { ...options, pid: 77, user: 'bob' });
  return { parent, path, store, other, names: async () => (await readdir(path)).toSorted() };
}

describe('the armed cutover of a directory', () => {
  it('is none, and nothing is made, before one is armed', async () => {
    const { parent, store } = await scene();
    expect(await store.read()).toBeUndefined();
    expect((await caught(store.change('livemig cutover', cancel))).code).toBe('CUTOVER_STATE');
    await expect(stat(parent.path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is seen from every terminal as it was armed, and is closed to others', async () => {
    const { path, other, names } = await scene(arm);
    expect(await other.read()).toMatchObject({
      ...{ revision: 1, armed: { at: since, by: 'ann' }, terms, state: { name: 'armed' } },
      watcher: { pid: process.pid, host: 'here', user: 'ann', command: 'livemig cutover', since },
    });
    expect(await names()).toEqual(['0001.json']);
    if (process.platform === 'win32') return;
    expect([(await stat(path)).mode & 0o777, (await stat(join(path, '0001.json'))).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
  });

  it('is changed from another terminal than the one that armed it', async () => {
    const { store, other } = await scene(arm, wait(41));
    await other.change('livemig cutover --cancel', cancel);
    expect(await store.read()).toMatchObject({ revision: 3, state: { name: 'cancelled', by: 'bob' } });
    expect(await caught(store.change('livemig cutover', { does: 'attempt' }))).toMatchObject({
      code: 'CUTOVER_STATE',
      message: expect.stringContaining('it was cancelled by bob'),
    });
  });

  it('is watched as long as its process lives', async () => {
    const { parent, store, other } = await scene(arm);
    const cutover = await store.change('livemig cutover', wait(41));
    const afterwards = await openCutoverStore(parent, { ...options, pid: 77, isAlive: (pid) => pid !== process.pid });
    const elsewhere = await openCutoverStore(parent, { ...options, host: 'there' });
    expect([await other.watch(cutover), await elsewhere.watch(cutover)]).toEqual(['watched', 'unknown']);
    if (process.platform === 'linux') expect(await afterwards.watch(cutover)).toBe('nobody');
    expect(dead).not.toBe(process.pid);
  });

  it('that many change at once is changed by one after the other, each seeing what the one before did', async () => {
    const { parent, store } = await scene(arm);
    const others = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        openCutoverStore(parent, { ...options, pid: 100 + index, user: `u${index}` }),
      ),
    );
    const ends = await Promise.allSettled(others.map((other) => other.change('livemig cutover --cancel', cancel)));
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(refusals).toHaveLength(11);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'CUTOVER_STATE' });
    expect((await store.read())?.revision).toBe(2);
  });

  it('loses no change of those that all may be made', async () => {
    const { parent, store } = await scene(arm);
    const others = await Promise.all(
      Array.from({ length: 8 }, () => openCutoverStore(parent, { ...options, pid: 77 })),
    );
    const move: CutoverChange = { does: 'reschedule', window };
    const made = await Promise.all(others.map((other) => other.change('livemig cutover', move)));
    expect(made.map(({ revision }) => revision).toSorted()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect((await store.read())?.revision).toBe(9);
  });

  it('keeps the last ten revisions, and nothing that a killed run was writing before them', async () => {
    const { path, store, names } = await scene(arm);
    await writeFile(join(path, '0002.json.killed.tmp'), '{"rev');
    for (let lag = 1; lag <= 30; lag += 1) await store.change('livemig cutover', wait(lag));
    expect(await names()).toEqual(Array.from({ length: 10 }, (_, index) => `00${22 + index}.json`));
    expect(await store.read()).toMatchObject({ revision: 31, state: { for: ['the lag is 30 s'] } });
  });

  it('counts on beyond four digits', async () => {
    const { path, store, other } = await scene(arm);
    const first = JSON.parse(await readFile(join(path, '0001.json'), 'utf8'));
    await writeFile(join(path, '9999.json'), JSON.stringify({ ...first, revision: 9999 }));
    await store.change('livemig cutover', wait(1));
    await store.change('livemig cutover', wait(2));
    expect((await other.read())?.revision).toBe(10_001);
  });

  it.each(['open', 'link'])(
    'is changed on top of what others did meanwhile, however much (before %s)',
    async (effect) => {
      const { store, other, names } = await scene(arm);
      let isFirst = true;
      const meanwhile = async () => {
        for (let lag = 1; isFirst && lag <= 25; lag += 1) await store.change('livemig cutover', wait(lag));
        isFirst = false;
      };
      const made = await whileDisturbed(new RegExp(`^${effect} 0002.json`), meanwhile, () =>
        other.change('livemig cutover --cancel', cancel),
      );
      expect([made.revision, (await store.read())?.state.name]).toEqual([27, 'cancelled']);
      expect(await names()).toEqual(Array.from({ length: 10 }, (_, index) => `00${18 + index}.json`));
    },
  );

  it('that is removed as an old one while it is read is read again', async () => {
    const { store, other } = await scene(arm);
    let isFirst = true;
    const meanwhile = async () => {
      for (let lag = 1; isFirst && lag <= 15; lag += 1) await store.change('livemig cutover', wait(lag));
      isFirst = false;
    };
    expect((await whileDisturbed(/^open 0001/, meanwhile, () => other.read()))?.revision).toBe(16);
  });

  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('is kept also where there are no hard links (%s)', async (code) => {
    const { store, other, names } = await scene();
    await whileRefused(/^link /, code, async () => {
      await store.change('livemig cutover', arm);
      await Promise.allSettled([store, other].map((one) => one.change('livemig cutover', cancel)));
    });
    expect(await names()).toEqual(['0001.json', '0002.json']);
    expect((await other.read())?.state.name).toBe('cancelled');
  });

  it('is the one before or the new one, whenever the process that changes it is killed', async () => {
    const effects = await (async () => {
      const { other } = await scene(arm);
      return effectsOf(() => other.change('livemig cutover --cancel', cancel));
    })();
    expect(effects.some((effect) => effect.startsWith('link 0002.json'))).toBe(true);
    const seen = new Set<string>();
    for (let moment = 1; moment <= effects.length; moment += 1) {
      const { store, other } = await scene(arm);
      await killedAt(moment, () => other.change('livemig cutover --cancel', cancel));
      const name = (await store.read())?.state.name ?? 'none';
      seen.add(name);
      const [after, end] = [
        await caught(store.change('livemig cutover', cancel)).catch(() => undefined),
        await store.read(),
      ];
      expect([after?.code, end?.state.name]).toEqual([name === 'cancelled' ? 'CUTOVER_STATE' : undefined, 'cancelled']);
    }
    expect([...seen].toSorted()).toEqual(['armed', 'cancelled']);
  });
});

/** Does the work until it would have its next effect on files: from there on there is none, not even of tidying up. */
async function killedAt(moment: number, work: () => Promise<unknown>): Promise<void> {
  let effects = Number.NEGATIVE_INFINITY;
  const restore = await aroundFileEffects(({ act }) => {
    effects += 1;
    return effects < moment ? act() : Promise.reject(new Error('killed'));
  });
  effects = 0;
  await work().catch(() => undefined);
  restore();
}

describe('an armed cutover that cannot be read', () => {
  it('is never taken for one that is not armed, wherever its file is cut off', async () => {
    const { path, store } = await scene(arm, wait(41));
    const text = await readFile(join(path, '0002.json'), 'utf8');
    for (let length = 0; length < text.length - 1; length += 7) {
      await writeFile(join(path, '0002.json'), text.slice(0, length));
      for (const work of [() => store.read(), () => store.change('livemig cutover --cancel', cancel)]) {
        const error = await caught(work());
        expect([error.kind, error.code]).toEqual(['state-file', 'CUTOVER_BROKEN']);
        expect(error.message).toBe(
          `The file ${join(path, '0002.json')} is empty, cut off or not JSON. livemig will not guess whether a cutover is armed.`,
        );
        expect(error.fix).toMatch(`move ${path} away: then no cutover is armed`);
      }
    }
  });

  it.each<[string, (text: string) => string, string, string]>([
    ['of another shape', () => '{"version":1}', 'CUTOVER_BROKEN', 'does not fit its schema'],
    [
      'that is an older revision',
      (text) => text.replace('"revision": 2', '"revision": 1'),
      'CUTOVER_BROKEN',
      'is a copy of 0001.json',
    ],
    [
      'in an unknown state',
      (text) => text.replace('"waiting"', '"resting"'),
      'CUTOVER_BROKEN',
      'does not fit its schema',
    ],
    [
      'of a newer livemig',
      (text) => text.replace('"version": 1', '"version": 2'),
      'CUTOVER_TOO_NEW',
      'is of version 2, which this livemig cannot read',
    ],
  ])('because it is one %s is refused', async (_, change, code, what) => {
    const { path, store } = await scene(arm, wait(41));
    const file = join(path, '0002.json');
    await writeFile(file, change(await readFile(file, 'utf8')));
    expect(await caught(store.read())).toMatchObject({
      ...{ kind: 'state-file', code },
      message: expect.stringMatching(new RegExp(`^The file ${file} ${what}`)),
    });
  });

  it.each<[string, (file: string) => Promise<unknown>]>([
    ['a directory', (file) => mkdir(file)],
    ['a symbolic link', (file) => symlink('0001.json', file)],
  ])('because %s has its name is refused, and nobody is told to remove just that', async (_, put) => {
    const { path, store } = await scene(arm);
    await put(join(path, '0002.json'));
    const { code, fix } = await caught(store.read());
    expect([code, fix]).toEqual(['CUTOVER_BROKEN', expect.stringContaining(`move ${path} away`)]);
  });

  it('because of the system is told with its reason', async () => {
    const { path, store } = await scene(arm);
    for (const [effect, what] of [
      [/^open 0001/, join(path, '0001.json')],
      [/^lstat cancel/, join(path, 'cancel')],
    ] as const) {
      expect(await caught(whileRefused(effect, 'EIO', () => store.read()))).toMatchObject({
        ...{ kind: 'state-file', code: 'CUTOVER_NOT_READABLE' },
        message: `The file ${what} could not be read: the disk reports an error (EIO). livemig will not guess whether a cutover is armed.`,
        fix: 'Have the disk checked, then run the same command again.',
      });
    }
  });

  it('is none where its directory was moved away, as the advice says', async () => {
    const { path, store } = await scene(arm);
    await rename(path, `${path}-before`);
    expect(await store.read()).toBeUndefined();
  });

  it('counts by the highest number, whatever a backup brings back beside it', async () => {
    const { path, store } = await scene(arm);
    const first = await readFile(join(path, '0001.json'), 'utf8');
    for (let lag = 1; lag <= 15; lag += 1) await store.change('livemig cutover', wait(lag));
    await writeFile(join(path, '0001.json'), first);
    await writeFile(join(path, '0001 (copy).json'), first);
    await writeFile(join(path, 'notes.txt'), 'mine');
    expect((await store.read())?.revision).toBe(16);
    await store.change('livemig cutover', cancel);
    expect((await store.read())?.state.name).toBe('cancelled');
    expect(await readFile(join(path, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it.each<[RegExp, string, string]>([
    [/^writeFile 0002/, 'ENOSPC', 'the disk is full (ENOSPC)'],
    [/^sync 0002/, 'EIO', 'the disk reports an error (EIO)'],
    [/^link 0002/, 'EACCES', 'permission denied (EACCES)'],
  ])('is what was before, where the change cannot be written (%s)', async (effect, code, reason) => {
    const { path, store, names } = await scene(arm);
    expect(await caught(whileRefused(effect, code, () => store.change('livemig cutover', cancel)))).toMatchObject({
      ...{ kind: 'state-file', code: 'CUTOVER_NOT_WRITTEN' },
      message: `The cutover was not cancelled: the file ${join(path, '0002.json')} could not be written: ${reason}.`,
      fix: expect.stringMatching(/, then run the same command again\.$/),
    });
    expect([await names(), (await store.read())?.state.name]).toEqual([['0001.json'], 'armed']);
  });

  it('is changed also where what was written on the way cannot be tidied up', async () => {
    const { store } = await scene(arm);
    await whileRefused(/^rm 0002/, 'EIO', () => store.change('livemig cutover', cancel));
    expect((await store.read())?.state.name).toBe('cancelled');
  });
});

describe('a file "cancel" beside it', () => {
  const file = (path: string) => join(path, 'cancel');

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['that is empty', (path) => writeFile(path, '')],
    ['that is a directory', (path) => mkdir(path)],
    ['that leads nowhere', (path) => symlink('nowhere', path)],
  ])('%s cancels it, in the name of its owner, until somebody arms it without that file', async (_, touch) => {
    const { path, store, other } = await scene(arm, wait(41));
    await touch(file(path));
    expect(await store.read()).toMatchObject({
      revision: 2,
      state: { name: 'cancelled', by: 'ann', because: 'of the file cutover/cancel' },
    });
    for (const change of [wait(3), { does: 'attempt' }, cancel] as const) {
      expect((await caught(store.change('livemig cutover', change))).code).toBe('CUTOVER_STATE');
    }
    const refusal = await caught(other.change('livemig cutover', arm));
    expect(refusal.message).toMatch(`the file ${file(path)}, of 2`);
    expect(refusal.fix).toContain(`rm ${file(path)}`);
    await rm(file(path), { recursive: true });
    expect((await other.read())?.state).toMatchObject({ name: 'cancelled', because: 'of the file cutover/cancel' });
    expect((await other.change('livemig cutover', arm)).state.name).toBe('armed');
  });

  it('is written down by whoever follows the cutover, so that it does not come back without the file', async () => {
    const { path, store, other } = await scene(arm);
    await writeFile(file(path), '');
    await Promise.all([store.settle(), other.settle()]);
    await rm(file(path));
    expect(await other.read()).toMatchObject({ revision: 2, state: { name: 'cancelled' } });
  });

  it('is told with its time', async () => {
    const { path, store } = await scene(arm);
    await writeFile(file(path), '');
    await utimes(file(path), 0, new Date('2026-01-01T03:04:05Z'));
    expect((await store.read())?.state).toMatchObject({ name: 'cancelled', at: '2026-01-01T03:04:05.000Z' });
  });

  it.runIf(process.getuid?.() === 0)('of another user is told with the id', async () => {
    const { path, store } = await scene(arm);
    await writeFile(file(path), '');
    await chown(file(path), 4711, 0);
    expect((await store.read())?.state).toMatchObject({ by: 'user id 4711' });
  });

  it('comes too late once the cutover was requested', async () => {
    const { path, store } = await scene(arm, { does: 'attempt' }, { does: 'request' });
    await writeFile(file(path), '');
    expect((await store.read())?.state.name).toBe('requested');
    expect((await store.change('livemig cutover', { does: 'finish' })).state.name).toBe('done');
  });

  it.each(['lstat cancel', 'link 0003', 'open cutover'])(
    'that is left before anybody can see a request cancels it, even right before %s',
    async (effect) => {
      const { path, store, other } = await scene(arm, { does: 'attempt' });
      let isLeft = false;
      const leave = async () => {
        if (isLeft || (await other.read())?.state.name === 'requested') return;
        isLeft = true;
        await writeFile(file(path), '');
      };
      const requesting = whileDisturbed(new RegExp(`^${effect}`), leave, () =>
        store.change('livemig cutover', { does: 'request' }),
      );
      const end = await caught(requesting).catch(() => undefined);
      expect(end?.code).toBe(isLeft ? 'CUTOVER_STATE' : undefined);
      expect((await other.read())?.state.name).toBe(isLeft ? 'cancelled' : 'requested');
    },
  );
});
