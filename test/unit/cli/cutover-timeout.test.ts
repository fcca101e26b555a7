import { describe, expect, it } from 'vitest';
import { withinTimeout } from '../../../src/cli/cutover-timeout.ts';
import { type Journal, started, submitted } from '../../../src/core/journal.ts';
import type { Observation } from '../../../src/core/step.ts';
import { cutOver } from '../../../src/stages/start/cut-over.ts';
import type { LivemigStep } from '../../../src/stages/world.ts';
import { fakeWorld, now, untouched } from '../../support/fake-world.ts';

const minute = 60_000;
const todo: Observation = { state: 'todo' };
const waiting: Observation = { state: 'waiting', detail: 'lag 50 s' };
const sent = started(untouched, cutOver.id, now);
const requested = submitted(sent, cutOver.id, { requestedAt: now.toISOString() }, now);

/** What comes of looks at so many minutes, by a limit of ten. */
async function ends(looks: readonly (readonly [number, Observation])[], journal: Journal = untouched) {
  let elapsed = 0;
  let seen = todo;
  const step: LivemigStep = { ...cutOver, observe: async () => seen };
  const [limited = step] = withinTimeout([step], 10 * minute, { elapsed: () => elapsed });
  const { world } = await fakeWorld({ journal });
  const states: string[] = [];
  for (const [at, is] of looks) {
    [elapsed, seen] = [at * minute, is];
    const told = await limited.observe(world, undefined);
    states.push(told.state === 'failed' ? told.error.code : told.state);
  }
  return states;
}

describe('--cutover-timeout', () => {
  it('ends an attempt once it could have been requested for so long', async () => {
    expect(
      await ends([
        [0, todo],
        [10, todo],
        [11, todo],
      ]),
    ).toEqual(['todo', 'todo', 'CUTOVER_TIMEOUT']);
  });

  it('does not count what is waited for before it could have been', async () => {
    expect(
      await ends([
        [0, waiting],
        [600, waiting],
        [601, todo],
        [611, todo],
      ]),
    ).toEqual([...['waiting', 'waiting', 'todo', 'todo']]);
  });

  it('counts on where it has to wait once more, with the applications stopped', async () => {
    expect(
      await ends([
        [0, todo],
        [5, waiting],
        [11, waiting],
      ]),
    ).toEqual(['todo', 'waiting', 'CUTOVER_TIMEOUT']);
  });

  it('ends nothing that was sent already: whether it has arrived is waited for', async () => {
    expect(
      await ends(
        [
          [0, todo],
          [11, todo],
        ],
        sent,
      ),
    ).toEqual(['todo', 'todo']);
    expect(
      await ends(
        [
          [0, waiting],
          [600, waiting],
        ],
        requested,
      ),
    ).toEqual(['waiting', 'waiting']);
  });

  it('is no limit of other steps, and none where nobody gave one', () => {
    const other: LivemigStep = { ...cutOver, id: 'start.verify' };
    const clock = { elapsed: () => 0 };
    expect(withinTimeout([other], minute, clock)).toEqual([other]);
    expect(withinTimeout([cutOver], undefined, clock)).toEqual([cutOver]);
  });
});
