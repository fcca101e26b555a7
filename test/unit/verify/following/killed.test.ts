import { describe, expect, it } from 'vitest';
import type { FollowFrom, Following } from '../../../../src/verify/following/follow.ts';
import type { SettleMode } from '../../../../src/verify/following/settled.ts';
import { ended, followedWorld, namespace, suspectOf, wordsOf } from '../../../support/followed-world.ts';

const wanted = ['document 1 a', 'missing-document 50', 'missing-document 7'];

/** Ends at the event of this number; resolves to what a journal would have kept by then, or to nothing where it had ended. */
async function killedAt(number: number, following: Following, mode: SettleMode, kept: FollowFrom) {
  let from = kept;
  let at = 0;
  for await (const event of following.settle(mode)) {
    if (at === number) return from;
    at += 1;
    // Every other one: from an older place it is told more again.
    if (event.kind === 'followed' && event.followed.generation % 2 === 1) from = event.followed;
  }
  return undefined;
}

describe('following that is killed', () => {
  it.each(['once', 'strict'] as const)('finds the same, whenever that was: %s', async (mode) => {
    let moments = 0;
    for (let number = 0; ; number += 1) {
      const world = followedWorld();
      for (let _id = 0; _id < 40; _id += 1) world.both({ _id, a: 0 });
      world.source.put(namespace, { _id: 50 });
      const following = await world.follow();
      following.suspect(...suspectOf(50));
      world.write({ _id: 1, a: 1 }, 'never');
      world.source.put(namespace, { _id: 7 });
      world.destination.remove(namespace, 7);
      for (let _id = 10; _id < 30; _id += 1) world.write({ _id, a: 2 }, 500);
      await world.clock.sleep(1);
      const { redefined: _, ...positions } = await following.takenIn();
      const from = await killedAt(number, following, mode, positions);
      await following.close();
      if (from === undefined) break;
      moments += 1;
      const { settled } = await ended(await world.follow({}, from), mode);
      expect(wordsOf(settled), `killed at event ${number}`).toEqual(wanted);
      expect(settled.namespaces).toMatchObject([{ missing: 2, different: 1 }]);
    }
    expect(moments).toBeGreaterThan(4);
  });
});
