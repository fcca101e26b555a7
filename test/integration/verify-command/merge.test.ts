import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VerifyData } from '../../../src/core/results/verify-data.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { startVerifyScene, type VerifyScene } from '../../support/verify-scene.ts';

const many = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`app.${name}`, [{ _id: 1 }, { _id: 2 }]]));

/** The file with the result of one share, as its result names it. */
async function shareOf({ run }: VerifyScene, number: number, of: number): Promise<string> {
  const { result } = await run(['verify', '--partition', `${number}/${of}`]);
  const { verification } = VerifyData.parse(result.data);
  return verification?.files.result ?? '';
}

describe('livemig verify merge', () => {
  it('makes one verdict of all shares, needs no connection string, and keeps the time of each', async () => {
    const scene = await startVerifyScene(many);
    const files = [await shareOf(scene, 1, 3), await shareOf(scene, 2, 3), await shareOf(scene, 3, 3)];
    const { exitCode, result } = await scene.run(['verify', 'merge', ...files], { env: {} });
    expect([exitCode, result.data.comparison]).toEqual([
      0,
      expect.objectContaining({ verdict: 'identical', namespaces: 4, documents: { source: 8, destination: 8 } }),
    ]);
    expect(result.data.shares).toMatchObject(
      files.map((file, at) => ({ file, share: { number: at + 1, of: 3 }, source: { seconds: expect.any(Number) } })),
    );
  });

  it('says that somebody has written between the shares, which none of them can know', async () => {
    const scene = await startVerifyScene(many);
    const lacking = async (files: readonly string[]) => {
      const { exitCode, result } = await scene.run(['verify', 'merge', ...files]);
      return [exitCode, VerifyData.parse(result.data).comparison?.notCompared?.map(({ what }) => what)];
    };
    const first = await shareOf(scene, 1, 2);
    expect(await lacking([first, await shareOf(scene, 2, 2)])).toEqual([0, []]);
    await scene.clients.source.db('app').collection<{ _id: number }>('a').insertOne({ _id: 3 });
    await scene.clients.destination.db('app').collection<{ _id: number }>('a').insertOne({ _id: 3 });
    expect(await lacking([first, await shareOf(scene, 2, 2)])).toEqual([
      9,
      ['what was written to the source and to the destination between the shares'],
    ]);
  });

  it('names namespaces that came when the share that would have told of them was done', async () => {
    const scene = await startVerifyScene(many);
    const files = [await shareOf(scene, 1, 2)];
    // By their names some of them fall to the share that is done.
    const late = ['p', 'q', 'r', 's', 't', 'u'];
    for (const name of late) await scene.clients.source.db('app').createCollection(name);
    files.push(await shareOf(scene, 2, 2));
    const { comparison } = VerifyData.parse((await scene.run(['verify', 'merge', ...files])).result.data);
    const named = comparison?.notCompared?.map(({ what }) => what) ?? [];
    const differing = comparison?.differences.map(({ namespace }) => namespace) ?? [];
    expect([...named, ...differing].toSorted().filter((one) => one.startsWith('app.'))).toEqual(
      late.map((name) => `app.${name}`),
    );
    expect(differing.length).toBeLessThan(late.length);
  });

  it('ends with 6 where a share differs', async () => {
    const scene = await startVerifyScene(many);
    await scene.clients.destination.db('app').collection<{ _id: number }>('c').deleteOne({ _id: 2 });
    const files = [await shareOf(scene, 1, 2), await shareOf(scene, 2, 2)];
    const { exitCode, result } = await scene.run(['verify', 'merge', ...files]);
    expect([exitCode, result.error?.code, result.error?.message]).toEqual([
      6,
      'DIFFERENCES',
      expect.stringContaining('app.c'),
    ]);
  });

  it('refuses a share too few, and a whole verification', async () => {
    const scene = await startVerifyScene(many);
    const first = await shareOf(scene, 1, 2);
    expect((await scene.run(['verify', 'merge', first])).result.error).toMatchObject({
      ...{ code: 'SHARES', message: 'A share is missing: 2/2.' },
    });
    const { result } = await scene.run(['verify']);
    const whole = VerifyData.parse(result.data).verification?.files.result ?? '';
    const refused = await scene.run(['verify', 'merge', first, whole]);
    expect([refused.exitCode, refused.result.error?.message]).toEqual([2, expect.stringContaining('no share of one')]);
  });

  it.each([
    ['is no JSON', 'x', 'SHARES'],
    ['holds something else', '{"id":1}', 'SHARES'],
    ['does not exist', undefined, 'FILE_MISSING'],
  ])('refuses a file that %s', async (_, text, code) => {
    const scene = await startVerifyScene({});
    const file = join(await temporaryDirectory(), 'result.json');
    if (text !== undefined) writeFileSync(file, text);
    const { exitCode, result } = await scene.run(['verify', 'merge', file]);
    expect([exitCode, result.error?.code, result.error?.message]).toEqual([2, code, expect.stringContaining(file)]);
  });
});
