import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { oncePerClient } from '../../../src/mongo/survey/once-per-client.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const context = {
  maxTimeMS: 1,
  signal: new AbortController().signal,
  progress: () => {},
  clock: fakeClock('2026-01-18T14:30:00.000Z'),
  member: () => Promise.reject(new Error('nobody asks a member')),
};

it('reads once for each client, and tells all who ask why it could not', async () => {
  let reads = 0;
  const read = oncePerClient(async () => {
    reads += 1;
    if (reads > 1) throw new Error(`failed ${reads}`);
    return reads;
  });
  const [one, other] = [new MongoClient('mongodb://one'), new MongoClient('mongodb://other')];
  expect(await Promise.all([read(one, context), read(one, context)])).toEqual([1, 1]);
  const failed = await Promise.allSettled([read(other, context), read(other, context)]);
  expect(failed.map((end) => end.status === 'rejected' && end.reason.message)).toEqual(['failed 2', 'failed 2']);
});
