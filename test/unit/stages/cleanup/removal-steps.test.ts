import { describe, expect, it } from 'vitest';
import type { Removal } from '../../../../src/core/cleanup/cleanup-plan.ts';
import { done, type Journal, started, submitted } from '../../../../src/core/journal.ts';
import { type Removed, removalId, removalStep } from '../../../../src/stages/cleanup/removal-steps.ts';
import { fakeWorld, linked, now, type WorldParts } from '../../../support/fake-world.ts';

const minute = 60_000;
const address = '203.0.113.25';

const key = { id: 'k1', desc: null, createdBy: null, createdTime: null };

/** Each kind of removal, with a world in which its thing is listed, and one in which it is not. */
const kinds: readonly [Removal, WorldParts, WorldParts][] = [
  [
    { of: 'access-list', entry: address },
    { atlas: { accessList: async () => [{ cidrBlock: `${address}/32` }] } },
    { atlas: { accessList: async () => [] } },
  ],
  [
    { of: 'agent-key', key: 'k1' },
    { manager: { agentKeys: async () => [key] } },
    { manager: { agentKeys: async () => [] } },
  ],
  [
    { of: 'link', side: 'atlas' },
    { atlas: { availableProjects: async () => [linked] } },
    { atlas: { availableProjects: async () => [] } },
  ],
  [
    { of: 'link', side: 'manager' },
    { manager: { linkStatus: async () => ({ status: 'SYNCED' }) } },
    { manager: { linkStatus: async () => ({ status: 'NOT_SYNCED' }) } },
  ],
  [{ of: 'kept-secrets' }, { secrets: { agentKey: 'planted-key' } }, {}],
];

const removed: Removed = { removed: true };

describe.each(kinds)('the removal of %j', (removal, there, gone) => {
  const id = removalId(removal);
  const seen = async (parts: WorldParts, change: (journal: Journal) => Journal = (journal) => journal) => {
    const { world } = await fakeWorld(parts);
    const journal = change(world.journal());
    const record = journal.steps[id];
    const receipt = record === undefined || record.state === 'started' ? undefined : removed;
    return removalStep(removal, 'it').observe({ ...world, journal: () => journal }, receipt);
  };
  const answered = (ms: number) => (journal: Journal) => submitted(journal, id, removed, new Date(now.getTime() - ms));

  it.each<[string, (journal: Journal) => Journal]>([
    ['was never asked for', (journal) => journal],
    ['was asked for, and nobody heard the answer', (journal) => started(journal, id, now)],
    ['was answered long ago', answered(11 * minute)],
    ['was done before, so that it has come back', (journal) => done(journal, id, removed, now)],
  ])('is to do where its thing is listed and it %s', async (_, change) => {
    expect(await seen(there, change)).toEqual({ state: 'todo' });
  });

  it.each([0, minute, 9 * minute])(
    'is waited for, and not asked for again, %d ms after it was answered',
    async (ms) => {
      expect(await seen(there, answered(ms))).toEqual({
        state: 'waiting',
        detail: expect.stringMatching(
          /^its removal was accepted at 2026-01-18 14:\d\d:00 UTC, and it is still listed$/,
        ),
      });
    },
  );

  it('is done where its thing is not listed after it was answered', async () => {
    expect(await seen(gone, answered(0))).toEqual({ state: 'done', detail: 'it is gone' });
  });
});

it('a removal that was answered with "there is none" is waited for as well where its thing is listed', async () => {
  const removal: Removal = { of: 'agent-key', key: 'k1' };
  const { world } = await fakeWorld({ manager: { agentKeys: async () => [key] } });
  const journal = submitted(world.journal(), removalId(removal), { removed: false }, now);
  const seen = await removalStep(removal, 'it').observe({ ...world, journal: () => journal }, { removed: false });
  expect(seen).toMatchObject({
    state: 'waiting',
    detail: 'at 2026-01-18 14:30:00 UTC the answer was that there is none, and it is still listed',
  });
});
