import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LivemigEvent } from '../../src/core/events.ts';
import { type Journey, startJourney } from '../support/journey.ts';

let journey: Journey;

beforeAll(async () => {
  journey = await startJourney('cloud-manager');
  const client = await new MongoClient(journey.sandbox.sourceUri).connect();
  await client.db('shop').command({ createUser: 'bi', pwd: 'a password', roles: ['read'] });
  await client.db('admin').collection('notes').insertOne({ text: 'kept here' });
  await client.close();
});
afterAll(() => journey.close());

const users = { kind: 'users', names: expect.arrayContaining(['bi@shop']) };
const roles = { kind: 'roles', count: 1, names: ['writeBlocker@admin'] };
const foreign = { kind: 'foreign-collections', count: 1, names: ['admin.notes'] };
const both = {
  known: [users, roles, foreign].map((one) => expect.objectContaining(one)),
  notLookedAt: [],
};

const withoutSource = () =>
  Object.fromEntries(Object.entries(journey.env).filter(([name]) => name !== 'LIVEMIG_SOURCE_URI'));
const listOf = (events: readonly LivemigEvent[], type: 'plan' | 'verdict') =>
  events.flatMap((event) => (event.type === type && 'willNotArrive' in event ? [event.willNotArrive] : []));

it('a check tells it with its verdict and its result', async () => {
  const { events, result } = await journey.run(['check']);
  expect(listOf(events, 'verdict')).toEqual([both]);
  expect(result.data.willNotArrive).toEqual(both);
});

it('a check of some rules alone does not', async () => {
  const { events, result } = await journey.run(['check', '--only', 'O11']);
  expect([listOf(events, 'verdict'), result.data.willNotArrive]).toEqual([[], undefined]);
});

it('a start tells it with the plan before it creates the migration, a comparison beside what came of it', async () => {
  const { run } = journey;
  for (const stage of ['link', 'provision']) {
    const { events, result } = await run([stage]);
    expect([result.error, listOf(events, 'plan')]).toEqual([null, []]);
  }

  const [unseen] = listOf((await run(['start', '--dry-run'], { env: withoutSource() })).events, 'plan');
  expect(unseen?.known).toEqual([]);
  expect(new Set(unseen?.notLookedAt.map(({ reason }) => reason))).toEqual(new Set(['LIVEMIG_SOURCE_URI is not set']));

  expect(listOf((await run(['start'])).events, 'plan')).toEqual([both]);
  expect(listOf((await run(['start'])).events, 'plan')).toEqual([]);

  const { result } = await run(['cutover', '--confirm', 'Billing0']);
  expect(result).toMatchObject({ error: null, data: { comparison: { identical: true }, willNotArrive: both } });
});
