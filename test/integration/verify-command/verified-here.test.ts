import { expect, it } from 'vitest';
import type { MigrationFiles } from '../../../src/cli/run-ports.ts';
import { verifiedHere } from '../../../src/cli/verified-here.ts';
import { startVerifyScene, waitingAfter } from '../../support/verify-scene.ts';

it('what the gates hear is of the newest verification that has something to tell, and what it was about', async () => {
  const { run, env } = await startVerifyScene({ 'app.a': [{ _id: 1 }], 'shop.b': [{ _id: 2 }] });
  const seen: MigrationFiles[] = [];
  const mutate = (files: MigrationFiles) => {
    seen.push(files);
    return files;
  };
  const heard = async () => {
    const [files] = seen;
    return files && (await verifiedHere(files));
  };
  expect((await run(['verify'], { mutate })).exitCode).toBe(0);
  const ofAll = { known: true, value: { level: 'full', verdict: 'identical', scope: '' } };
  expect(await heard()).toMatchObject(ofAll);
  const twice = { ...env, LIVEMIG_DESTINATION_URI: env.LIVEMIG_SOURCE_URI ?? '' };
  expect((await run(['verify'], { env: twice })).result.error?.code).toBe('SAME_DEPLOYMENT');
  expect(await heard()).toMatchObject(ofAll);
  expect((await run(['verify', '--namespace', 'app'])).exitCode).toBe(0);
  expect(await heard()).toMatchObject({ value: { verdict: 'identical', scope: 'only app' } });
});

it('what one that was stopped had found is heard of, also where no difference was to be told one by one', async () => {
  const { run, clients } = await startVerifyScene({ 'app.a': [{ _id: 1 }, { _id: 2 }], 'shop.b': [{ _id: 3 }] });
  await clients.destination.db('app').collection<{ _id: number }>('a').deleteOne({ _id: 1 });
  const waiting = waitingAfter(1);
  const seen: MigrationFiles[] = [];
  const mutate = (files: MigrationFiles) => {
    seen.push(files);
    return waiting.mutate?.(files) ?? files;
  };
  const ended = run(['verify', '--writes-stopped', '--report-rows', '0'], { mutate });
  await waiting.reached;
  const [{ result }] = await Promise.all([ended, run(['verify', 'stop'])]);
  expect(result.error?.message).toMatch(/together\. So far 1 difference was found\.$/);
  const [files] = seen;
  expect(files && (await verifiedHere(files))).toMatchObject({ known: true, value: { verdict: 'different' } });
  expect((await run(['verify', 'status'])).exitCode).toBe(6);
});

it('a watch that was stopped before it had compared a document tells the definitions that differ', async () => {
  const { run, clients } = await startVerifyScene({ 'app.a': [{ _id: 1 }] });
  await clients.destination.db('app').dropDatabase();
  const ended = run(['verify', '--watch']);
  const followed = async () => (await run(['verify', 'status'])).result.data.verification;
  await expect.poll(followed).toMatchObject({ followed: { definitions: expect.any(Number) } });
  const [{ result }] = await Promise.all([ended, run(['verify', 'stop'])]);
  expect(result.error?.message).toMatch(
    /No document .*\. At the last look 0 documents and \d+ definitions? differed\.$/,
  );
  expect((await run(['verify', 'status'])).exitCode).toBe(6);
});
