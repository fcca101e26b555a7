import { expect, it } from 'vitest';
import type { StepProgress } from '../../../src/core/step.ts';
import { courseOf } from '../../../src/core/verification/course.ts';
import type { Reservations } from '../../../src/core/verification/last-look.ts';
import type { FollowEvent, Settled, SettleMode } from '../../../src/verify/following/settled.ts';
import { keepFollowing } from '../../../src/verify/settle-writes.ts';
import { begun, compared, planned, proved } from '../../support/verify-entries.ts';

const position = { token: 'AAAA', through: { seconds: 1, increment: 1 } };
const followed = (open: number, seconds: number): FollowEvent => ({
  kind: 'followed',
  followed: {
    ...{ generation: 1, source: position, destination: position, open },
    verifiedThrough: { seconds, increment: 1 },
  },
});

const nothing: Reservations = { definitions: 0, notCompared: 0 };

/** All that is told of these events. */
async function toldOf(
  mode: SettleMode,
  events: readonly FollowEvent[],
  reservations: Reservations = nothing,
): Promise<StepProgress[]> {
  const told: StepProgress[] = [];
  const settled: Settled = {
    ...{ namespaces: [], differences: [], found: { add: () => {}, drop: async () => {} } },
    followed: { generation: 2, source: position, destination: position, open: 0 },
    anew: [],
  };
  const course = courseOf([begun(0), proved(1), planned(2, 'a.b', 1, 100), compared(3, 'a.b', 0, 100)]);
  const following = {
    takenIn: async () => ({ redefined: [], changed: 0, source: position, destination: position }),
    settle: async function* () {
      yield* events;
      return settled;
    },
  };
  const ports = { now: () => new Date(0), elapsed: () => 0, report: (progress: StepProgress) => told.push(progress) };
  await keepFollowing(following, { course, note: async () => {} }, ports).settle(mode, reservations);
  return told;
}

it('a watch tells what each look has come to, so that whoever stops the writes sees them arrive', async () => {
  const told = await toldOf('watch', [
    { kind: 'looking', done: 2, total: 2 },
    followed(2, 1_796_041_572),
    { kind: 'looking', done: 3, total: 10_000 },
    followed(0, 1_796_041_573),
  ]);
  const watched = (detail: string) => ({
    done: 100,
    unit: 'documents compared',
    detail: `following changes; ${detail}`,
  });
  expect(told).toEqual([
    watched('2 documents differed at the last look; verified through 2026-11-30 12:26:12 UTC'),
    { done: 3, total: 10_000, unit: 'documents', detail: 'looking again at what was written or differed' },
    watched('0 documents differed at the last look; verified through 2026-11-30 12:26:13 UTC'),
  ]);
});

it('a watch tells also of definitions that differ: a collection that only one side has has no documents to look at', async () => {
  const [told] = await toldOf('watch', [followed(0, 1_796_041_572)], { definitions: 2, notCompared: 0 });
  expect(told?.detail).toBe(
    'following changes; 0 documents and 2 definitions differed at the last look; writes were followed through 2026-11-30 12:26:12 UTC',
  );
});

it('a watch tells what it has not compared, and calls nothing verified beside that', async () => {
  const [told] = await toldOf('watch', [followed(0, 1_796_041_572)], { definitions: 0, notCompared: 1 });
  expect(told?.detail).toBe(
    'following changes; 0 documents differed at the last look; 1 place was not compared; writes were followed through 2026-11-30 12:26:12 UTC',
  );
});

it('what differs is said to be waited for, for how long, and how it is decided at once', async () => {
  const told = await toldOf('once', [
    { kind: 'undecided', undecided: 1, patienceMs: 30_000 },
    { kind: 'undecided', undecided: 2, patienceMs: 30_000 },
  ]);
  const detail = 'a difference is one once it has lasted 30 s, with --writes-stopped at once';
  expect(told).toEqual([
    { done: 1, unit: 'document still differs', detail },
    { done: 2, unit: 'documents still differ', detail },
  ]);
});
