import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startVerifyScene } from '../../support/verify-scene.ts';

const two = { 'app.first': [{ _id: 1 }, { _id: 2 }], 'app.second': [{ _id: 3 }] };

describe('livemig verify', () => {
  it('needs two connection strings and no API key, and names both at once where there is none', async () => {
    const { run } = await startVerifyScene(two);
    const { exitCode, result } = await run(['verify'], { env: {} });
    expect([exitCode, result.error?.code]).toEqual([2, 'INPUTS']);
    for (const name of ['LIVEMIG_SOURCE_URI', 'LIVEMIG_DESTINATION_URI']) expect(result.error?.message).toContain(name);
    expect(result.error?.message).not.toMatch(/ATLAS|MANAGER|credentials/);
    expect(result.next).toEqual([
      expect.objectContaining({ command: expect.stringContaining('livemig verify --help') }),
    ]);
  });

  it('says that two equal deployments are identical, and keeps that', async () => {
    const { run, directory } = await startVerifyScene(two);
    const { exitCode, result } = await run(['verify']);
    expect([exitCode, result.status, result.error, result.next]).toEqual([0, 'done', null, []]);
    expect(result.data).toMatchObject({
      comparison: { verdict: 'identical', namespaces: 2, documents: { source: 3, destination: 3 } },
      verification: { state: 'done', by: 'tester', progress: { secondsLeft: 0 }, request: { level: 'full' } },
    });
    const [id = ''] = readdirSync(join(directory, 'verify'));
    expect(readdirSync(join(directory, 'verify', id)).toSorted()).toEqual([
      ...['differences.ndjson', 'journal.ndjson', 'result.json'],
    ]);
  });

  it('ends with 6 where they differ, and lists every difference in a file', async () => {
    const { run, clients, directory } = await startVerifyScene(two);
    await clients.destination.db('app').collection<{ _id: number }>('first').deleteOne({ _id: 2 });
    const { exitCode, result } = await run(['verify']);
    expect([exitCode, result.status, result.error?.code]).toEqual([6, 'failed', 'DIFFERENCES']);
    expect(result.error?.fix).toContain('wrote to either side meanwhile');
    const command = expect.stringMatching(/^livemig verify show last --dir /);
    expect([result.next, result.see]).toEqual([[], { command, reason: expect.any(String) }]);
    const [id = ''] = readdirSync(join(directory, 'verify'));
    const listed = readFileSync(join(directory, 'verify', id, 'differences.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(listed.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ kind: 'missing-document' })]);
  });

  it('ends with 9 where there is nothing to compare', async () => {
    const { run } = await startVerifyScene({});
    const { exitCode, result } = await run(['verify']);
    expect([exitCode, result.error?.code]).toEqual([9, 'NOTHING_COMPARED']);
  });

  it('ends with 3 where both are one deployment, and can be resumed with others', async () => {
    const { run, env } = await startVerifyScene(two);
    const same = { ...env, LIVEMIG_DESTINATION_URI: env.LIVEMIG_SOURCE_URI ?? '' };
    const { exitCode, result } = await run(['verify'], { env: same });
    expect([exitCode, result.status, result.error?.code]).toEqual([3, 'blocked', 'SAME_DEPLOYMENT']);
    expect(result.next[0]?.command).toMatch(/^livemig verify resume --dir /);
    expect((await run(['verify', 'resume'])).result.data).toMatchObject({ comparison: { verdict: 'identical' } });
    expect((await run(['verify', 'list'])).result.data.verifications).toHaveLength(1);
  });

  it('stops advising to resume what fails in the same way again', async () => {
    const { run, env } = await startVerifyScene(two);
    const same = { env: { ...env, LIVEMIG_DESTINATION_URI: env.LIVEMIG_SOURCE_URI ?? '' } };
    expect((await run(['verify'], same)).result.next).toHaveLength(1);
    const again = await run(['verify', 'resume'], same);
    expect([again.result.error?.code, again.result.next]).toEqual(['SAME_DEPLOYMENT', []]);
  });

  it('compares anew when it is asked again, and never takes an old verdict for an answer', async () => {
    const { run, clients } = await startVerifyScene(two);
    expect((await run(['verify'])).exitCode).toBe(0);
    await clients.destination.db('app').collection<{ _id: number }>('first').deleteOne({ _id: 2 });
    expect((await run(['verify'])).exitCode).toBe(6);
    expect((await run(['verify', 'list'])).result.data.verifications).toMatchObject([
      { state: 'done', verdict: 'different' },
      { state: 'done', verdict: 'identical' },
    ]);
  });

  it('reads the connection strings from the variables that flags name', async () => {
    const { run, env } = await startVerifyScene(two);
    const other = { A: env.LIVEMIG_SOURCE_URI ?? '', B: env.LIVEMIG_DESTINATION_URI ?? '' };
    const flags = ['--source-uri-env', 'A', '--destination-uri-env', 'B'];
    expect((await run(['verify', ...flags], { env: other })).exitCode).toBe(0);
    const lacking = await run(['verify', ...flags], { env: { A: other.A } });
    expect([lacking.exitCode, lacking.result.error?.message]).toEqual([2, expect.stringContaining('variable B')]);
  });

  it('takes for expected what an engine changes back only as long as somebody says that it synchronizes', async () => {
    const { run, clients, env } = await startVerifyScene(two);
    await clients.source.db('app').collection('first').createIndex({ a: 1, _id: 1 }, { unique: true });
    await clients.destination.db('app').collection('first').createIndex({ a: 1, _id: 1 });
    const said = await run(['verify', '--during-sync']);
    expect([said.exitCode, said.result.data.comparison]).toMatchObject([
      0,
      { verdict: 'identical', expected: [{ class: 'during-sync', count: 1 }] },
    ]);
    expect((await run(['verify'])).exitCode).toBe(6);
    const same = { ...env, LIVEMIG_DESTINATION_URI: env.LIVEMIG_SOURCE_URI ?? '' };
    expect((await run(['verify', '--during-sync'], { env: same })).exitCode).toBe(3);
    expect((await run(['verify', 'resume'])).exitCode).toBe(6);
  });

  it('leaves a migration directory in which status still says that nothing was started', async () => {
    const { run } = await startVerifyScene(two);
    await run(['verify']);
    const { result } = await run(['status'], { env: {} });
    expect(result.error?.code ?? result.status).toBe('not-started');
  });
});
