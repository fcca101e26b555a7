import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { onceTogether } from '../../../src/mongo/survey/once-together.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const context = () => ({
  together: {},
  maxTimeMS: 1,
  signal: new AbortController().signal,
  progress: () => {},
  clock: fakeClock('2026-01-18T14:30:00.000Z'),
  member: () => Promise.reject(new Error('nobody asks a member')),
});

it('reads once for all at the same time, anew for later ones, and tells all who ask why it could not', async () => {
  let reads = 0;
  const read = onceTogether(async () => {
    reads += 1;
    if (reads > 1) throw new Error(`failed ${reads}`);
    return reads;
  });
  const client = new MongoClient('mongodb://one');
  const [one, later] = [context(), context()];
  expect(await Promise.all([read(client, one), read(client, one)])).toEqual([1, 1]);
  const failed = await Promise.allSettled([read(client, later), read(client, later)]);
  expect(failed.map((end) => end.status === 'rejected' && end.reason.message)).toEqual(['failed 2', 'failed 2']);
});
