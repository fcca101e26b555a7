import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start } from '../../../src/stages/start/stage.ts';
import { type CheckScene, startCheckScene } from '../../support/check-scene.ts';

let scene: CheckScene;
let dir: string;

beforeAll(async () => {
  scene = await startCheckScene();
  dir = scene.fresh();
  for (const stage of ['link', 'provision']) expect((await scene.run([stage], {}, dir)).result.error).toBeNull();
  const client = await new MongoClient(scene.journey.sandbox.sourceUri).connect();
  const orders = client.db('judged').collection('orders');
  await orders.createIndex({ customer: 1 }, { name: 'plain' });
  await orders.createIndex({ customer: 1 }, { name: 'only', unique: true });
  await client.close();
});
afterAll(() => scene.close());

const dry = ['start', '--dry-run'];

describe('what could block and is seen through the source', () => {
  it('is judged by start before it acts, by the rules of the check', async () => {
    const { result } = await scene.run(dry, {}, dir);
    expect(result).toMatchObject({ exitCode: 3, error: { code: 'BLOCKED' }, data: { blockers: [{ id: 'C04' }] } });
  });

  it('is not spoken of where there is no connection to the source', async () => {
    const { result, findings } = await scene.run(dry, { env: scene.only(/^(?!LIVEMIG_SOURCE_URI$)/) }, dir);
    expect([result.exitCode, findings.get('C04')]).toEqual([0, undefined]);
  });

  it('is in the way of nobody where a person has said so, and is told as that', async () => {
    await scene.check(['--only', 'C04', '--skip', 'C04', '--because', 'dropped on the day'], {}, dir);
    const { result, findings } = await scene.run(dry, {}, dir);
    expect(result.exitCode).toBe(0);
    expect(findings.get('C04')).toMatchObject({ result: 'skipped', skipped: { because: 'dropped on the day' } });
  });

  it('advises no flag that start does not take', async () => {
    const { events } = await scene.run(dry, {}, dir);
    expect(JSON.stringify(events)).not.toMatch(/--(assume-rate|watch-writes)/);
    expect(start.withSource?.map(({ severity }) => severity)).toEqual(start.withSource?.map(() => 'block'));
  });
});
