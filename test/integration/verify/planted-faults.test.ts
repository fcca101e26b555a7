import { beforeAll, describe, expect, it } from 'vitest';
import type { Level } from '../../../src/core/verification/level.ts';
import { createRandom, type Random } from '../../../src/sandbox/model/random.ts';
import { lawRuns, lawSeed } from '../../support/law-effort.ts';
import { baseContents } from '../../support/planted-faults/base-contents.ts';
import {
  type Content,
  type Contents,
  collectionOf,
  content,
  isCapped,
  isView,
} from '../../support/planted-faults/contents.ts';
import type { FaultClass, Planted } from '../../support/planted-faults/fault-class.ts';
import { faultClasses } from '../../support/planted-faults/fault-classes.ts';
import { Plot } from '../../support/planted-faults/plot.ts';
import { putContents } from '../../support/planted-faults/put-contents.ts';
import { databasePrefix, serversUnderTest } from '../../support/planted-faults/servers-under-test.ts';
import { takenByBoth, whyNot, whyNotAt } from '../../support/planted-faults/skips.ts';
import { toldBy } from '../../support/planted-faults/told-by.ts';
import { blindSpotOf, seenOf, toldOf } from '../../support/planted-faults/told-of.ts';
import { levelsUnderTest, type VerifiedAt, withVerifier } from '../../support/planted-faults/verified-at.ts';
import { canBeWritten, startWriter } from '../../support/planted-faults/writer.ts';

interface Round {
  readonly classes: readonly FaultClass[];
  readonly random: Random;
  /** What both sides hold beside them. */
  readonly base: Contents;
  readonly levels?: readonly Level[];
  readonly name?: string;
  readonly whileWriting?: boolean;
}

/** What is left out is told, whatever the reporter. */
const told = new Set<string>();
const tell = (line: string) => {
  if (!told.has(line)) process.stdout.write(`${line}\n`);
  told.add(line);
};

const isGiven = process.env.LIVEMIG_TEST_SOURCE_URI !== undefined;
const settings = isGiven
  ? [{ between: 'the servers that were given', topology: 'replica-set' as const, rounds: 20 * lawRuns }]
  : [
      { between: 'replica sets', topology: 'replica-set' as const, rounds: lawRuns > 1 ? 20 * lawRuns : 4 },
      { between: 'sharded clusters', topology: { shards: 2 }, rounds: lawRuns > 1 ? 5 * lawRuns : 1 },
    ];
/** Of servers that are given nobody knows how fast they are. */
const patience = isGiven ? 900_000 : 60_000;
const database = `${databasePrefix}shop`;

/** Neighbouring seeds begin alike. */
const randomFrom = (seed: number) => createRandom(Math.imul(seed, 2_654_435_761));

/** So many in one pair of deployments. */
const atOnce = 80;
const handsOf = (classes: readonly FaultClass[]) =>
  Array.from({ length: Math.ceil(classes.length / atOnce) }, (_, at) => classes.slice(at * atOnce, (at + 1) * atOnce));

describe.each(settings)('between $between exactly what was planted is found', ({ topology, rounds }) => {
  const servers = serversUnderTest({ topology });
  const skipped = new Map<FaultClass, string>();
  let ableLevels: readonly Level[] = levelsUnderTest;
  const able = (classes: readonly FaultClass[]) => classes.filter((one) => !skipped.has(one));

  beforeAll(async () => {
    const base = await baseFor(randomFrom(lawSeed));
    // Each is tried beside a few of them, because a server may take long for each.
    const few = new Map([...base].slice(0, 2).concat([...base].slice(-2)));
    for (const one of faultClasses) {
      const why = await whyNot(servers, one, few, database);
      if (why === undefined) continue;
      skipped.set(one, why);
      if (!servers.areEmbedded) tell(`skipped, because ${why}: ${one.name}`);
    }
    if (servers.areEmbedded) return;
    for (const level of levelsUnderTest) {
      const why = await whyNotAt(level, servers, base);
      if (why === undefined) continue;
      ableLevels = ableLevels.filter((one) => one !== level);
      tell(`skipped, because livemig says ${why} All faults at level ${level}`);
    }
  }, patience);

  /** What both sides take of it. */
  async function baseFor(random: Random): Promise<Contents> {
    const base = baseContents(database, random, { isSharded: servers.areSharded });
    if (servers.areEmbedded) return base;
    return takenByBoth(servers, base, ({ part, namespace, why }) =>
      tell(`skipped, because ${why}: a part of what both hold, a ${part} of ${namespace}`),
    );
  }

  /**
   * Plants one of each of these, as far as there is room, and looks whether just these are found. Resolves to the names
   * of those for which there was room.
   */
  const expectFound = (classes: readonly FaultClass[], random: Random) =>
    withVerifier(servers, async (verifiedAt) => round(verifiedAt, { classes, random, base: await baseFor(random) }));

  async function round(
    verifiedAt: VerifiedAt,
    { classes, random, base, levels = ableLevels, name = '', whileWriting = false }: Round,
  ): Promise<string[]> {
    const plot = new Plot({ source: base, destination: base }, random, database);
    const planted = classes.flatMap((one) => {
      const faults = one.plant(plot);
      return faults === undefined ? [] : [{ one, faults }];
    });
    const names = planted.map(({ one }) => one.name);
    for (const side of ['source', 'destination'] as const)
      expect(await putContents(servers[side], plot.both[side], random), name + side).toEqual([]);
    // A part that changes while it is looked at may be read as a whole, which sees more than hashes do.
    const unseen = planted.flatMap(({ one, faults }) => (one.seenBy === 'bytes' ? faults : []));
    for (const level of levels) {
      const seen = planted.flatMap(({ one, faults }) => seenOf(level, one, faults, plot.both));
      const result = whileWriting ? await writtenTo(verifiedAt, level, plot, unseen) : await verifiedAt(level);
      const expected = toldOf(level, seen, plot.both);
      // How many there were of those that come and go, nobody can say.
      const documents = whileWriting ? result.documents : expected.documents;
      expect(toldBy(result), `${name}${names.join('; ')} at level ${level}`).toEqual({ ...expected, documents });
      const blindSpots = planted.flatMap(({ one }) => blindSpotOf(level, one) ?? []);
      expect(result.doesNotCover).toEqual(expect.arrayContaining(blindSpots));
    }
    return names;
  }

  /** Compares while somebody writes, who rests only while what differs is looked at again. */
  async function writtenTo(verifiedAt: VerifiedAt, level: Level, plot: Plot, unseen: readonly Planted[]) {
    const own = plot.newNamespace();
    const isFree = (one: Content) => !isView(one) && !isCapped(one) && one.shardKey === undefined;
    const spots = [1, 2, 3, 4]
      .flatMap(() => plot.claimDocument(canBeWritten, isFree) ?? [])
      .filter((spot) => unseen.every(({ namespace }) => namespace !== spot.namespace));
    for (const side of ['source', 'destination'] as const)
      await servers[side].client.db(database).command({ create: collectionOf(own) });
    const writer = startWriter(servers, own, spots, plot.random);
    try {
      const result = await verifiedAt(level, { pause: () => writer.rest(), report: () => writer.goOn() });
      expect(writer.written()).toBeGreaterThan(0);
      return result;
    } finally {
      await writer.stop();
    }
  }

  it('of every class that these servers can have', () => {
    const cannot = servers.areSharded ? ['real shards'] : ['shards', 'real shards'];
    if (servers.areEmbedded)
      expect([...skipped.keys()]).toEqual(faultClasses.filter(({ on = '' }) => cannot.includes(on)));
    expect(able(faultClasses).length).toBeGreaterThan(0);
    expect(ableLevels).toContain('full');
  });

  it('of nothing nothing', { timeout: patience }, async () => {
    expect(await expectFound([], randomFrom(lawSeed))).toEqual([]);
  });

  // What there is anywhere is tried between sharded clusters too, but not by day.
  const dealt = faultClasses.filter(({ on }) => topology === 'replica-set' || lawRuns > 1 || on !== undefined);
  it.each(handsOf(dealt).map((hand, at) => [at + 1, hand] as const))(
    'of each class one, hand %i',
    { timeout: patience },
    async (at, hand) => {
      const names = able(hand).map(({ name }) => name);
      expect(await expectFound(able(hand), randomFrom(lawSeed + at))).toEqual(names);
    },
  );

  it.each<FaultClass>([
    {
      ...{ name: 'a fault that nobody planted', seenBy: 'counts' },
      plant: (plot) => {
        plot.put('destination', plot.newNamespace(), content({}));
        return [];
      },
    },
    {
      ...{ name: 'a fault that is not there', seenBy: 'counts' },
      plant: (plot) => {
        const namespace = plot.newNamespace();
        for (const side of ['source', 'destination'] as const) plot.put(side, namespace, content({}));
        return [{ kind: 'extra-document', namespace, what: '1' }];
      },
    },
  ])('which $name would show to be untrue', { timeout: patience }, async (one) => {
    await expect(expectFound([one], randomFrom(lawSeed))).rejects.toThrow(`${one.name} at level`);
  });

  it(`${rounds} times, of one to six, from seed ${lawSeed}`, { timeout: patience * lawRuns }, async () => {
    const classes = able(faultClasses);
    await withVerifier(servers, async (verifiedAt) => {
      for (let seed = lawSeed; seed < lawSeed + rounds; seed += 1) {
        const random = randomFrom(seed);
        const few = Array.from({ length: 1 + random.below(6) }, () => classes[random.below(classes.length)] ?? []);
        const base = new Map([...(await baseFor(random))].filter(() => random.below(2) > 0));
        // By day each round at one level, so that they stay quick.
        const levels = lawRuns === 1 ? [ableLevels[random.below(ableLevels.length)] ?? 'full'] : ableLevels;
        await round(verifiedAt, { classes: few.flat(), random, base, levels, name: `seed ${seed}: ` });
      }
    });
  });

  const whileWriting = { count: lawRuns === 1 ? 1 : rounds, levels: ['hashed', 'full'] as const };
  it(`${whileWriting.count} times while somebody writes, from seed ${lawSeed}`, {
    timeout: patience * lawRuns,
  }, async () => {
    const classes = able(faultClasses);
    await withVerifier(servers, async (verifiedAt) => {
      for (let seed = lawSeed; seed < lawSeed + whileWriting.count; seed += 1) {
        const random = randomFrom(seed);
        const few = Array.from({ length: 1 + random.below(6) }, () => classes[random.below(classes.length)] ?? []);
        const base = await baseFor(random);
        const levels = whileWriting.levels.filter((level) => ableLevels.includes(level));
        await round(verifiedAt, {
          classes: few.flat(),
          random,
          base,
          levels,
          name: `seed ${seed}: `,
          whileWriting: true,
        });
      }
    });
  });
});
