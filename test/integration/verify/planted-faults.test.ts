import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/sandbox/model/random.ts';
import { lawRuns, lawSeed } from '../../support/law-effort.ts';
import { baseContents } from '../../support/planted-faults/base-contents.ts';
import type { FaultClass } from '../../support/planted-faults/fault-class.ts';
import { faultClasses } from '../../support/planted-faults/fault-classes.ts';
import { Plot } from '../../support/planted-faults/plot.ts';
import { putContents } from '../../support/planted-faults/put-contents.ts';
import { databasePrefix, serversUnderTest } from '../../support/planted-faults/servers-under-test.ts';
import { isSeenAt, toldBy, toldOf } from '../../support/planted-faults/told.ts';
import { levelsUnderTest, verifiedAt } from '../../support/planted-faults/verified-at.ts';

const servers = serversUnderTest();
const database = `${databasePrefix}shop`;

/**
 * Plants one of each of these, as far as there is room, and looks whether just these are found. Resolves to the names of
 * those for which there was room.
 */
async function expectFound(classes: readonly FaultClass[], random: Random, round = ''): Promise<readonly string[]> {
  const base = baseContents(database, random);
  const plot = new Plot({ source: base, destination: base }, random, database);
  const planted = classes.map((one) => ({ one, faults: one.plant(plot) ?? [] }));
  for (const side of ['source', 'destination'] as const)
    expect(await putContents(servers[side], plot.both[side], random), round + side).toEqual([]);
  for (const level of levelsUnderTest) {
    const seen = planted.filter(({ one }) => isSeenAt(level, one)).flatMap(({ faults }) => faults);
    const result = await verifiedAt(level, servers);
    const names = classes.map(({ name }) => name).join('; ');
    expect(toldBy(result), `${round}${names} at level ${level}`).toEqual(toldOf(seen, plot.both));
    for (const { one } of planted)
      if (!isSeenAt(level, one) && one.blindSpot !== undefined) expect(result.doesNotCover).toContain(one.blindSpot);
  }
  return planted.filter(({ faults }) => faults.length > 0).map(({ one }) => one.name);
}

/** Neighbouring seeds begin alike. */
const randomFrom = (seed: number) => createRandom(Math.imul(seed, 2_654_435_761));

/** Fewer than a verification lists. */
const atOnce = 40;

describe('exactly what was planted is found', () => {
  it('of nothing nothing', async () => {
    expect(await expectFound([], randomFrom(lawSeed))).toEqual([]);
  });

  const rounds = 20 * lawRuns;
  const ofRound = (seed: number) => {
    const random = randomFrom(seed);
    const few = Array.from({ length: 1 + random.below(6) }, () => faultClasses[random.below(faultClasses.length)]);
    return expectFound(
      few.filter((one) => one !== undefined),
      random,
      `seed ${seed}: `,
    );
  };
  it(`${rounds} times, of one to six, from seed ${lawSeed}`, { timeout: 60_000 * lawRuns }, async () => {
    for (let seed = lawSeed; seed < lawSeed + rounds; seed += 1) await ofRound(seed);
  });

  const hands = Array.from({ length: Math.ceil(faultClasses.length / atOnce) }, (_, at) =>
    faultClasses.slice(at * atOnce, (at + 1) * atOnce),
  );
  it.each(hands.map((hand, at) => [at + 1, hand] as const))('of each class one, hand %i', async (at, hand) => {
    expect(await expectFound(hand, randomFrom(lawSeed + at))).toEqual(hand.map(({ name }) => name));
  });
});
