import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LivemigError } from '../../../../src/core/errors.ts';
import type { FollowFrom } from '../../../../src/verify/following/follow.ts';
import type { Followed } from '../../../../src/verify/following/settled.ts';
import { ended, followedWorld, namespace, suspectOf, wordsOf } from '../../../support/followed-world.ts';

const second = 1_000;

describe('following, until what was written has arrived', () => {
  it('looks at nothing and waits for nothing where nobody writes and nothing was found', async () => {
    const world = followedWorld();
    world.both({ _id: 1 });
    const { settled } = await ended(await world.follow(), 'once');
    expect(settled).toMatchObject({ namespaces: [], differences: [], anew: [] });
    expect(settled.followed).toMatchObject({ open: 0, verifiedThrough: await world.source.time() });
    expect(world.source.asked.times).toBe(0);
    expect(world.clock.slept).toEqual([]);
  });

  it('believes what the comparison has found at once where nobody writes', async () => {
    const world = followedWorld();
    world.source.put(namespace, { _id: 1 });
    const following = await world.follow();
    following.suspect(...suspectOf(1));
    const { settled } = await ended(following, 'once');
    expect(wordsOf(settled)).toEqual(['missing-document 1']);
    expect(world.clock.slept).toEqual([]);
    expect(settled.followed.verifiedThrough).toBeUndefined();
  });

  it('takes a change that arrives late for none', async () => {
    const world = followedWorld();
    world.both({ _id: 1, a: 1 });
    const following = await world.follow();
    world.write({ _id: 1, a: 2 }, 20 * second);
    world.write({ _id: 2 }, 5 * second);
    const wanted = await world.source.time();
    const { settled } = await ended(following, 'once');
    expect(wordsOf(settled)).toEqual([]);
    expect(settled.followed).toMatchObject({ open: 0, verifiedThrough: wanted });
  });

  it.each<[string, (world: ReturnType<typeof followedWorld>) => void, string]>([
    ['an insert', ({ write }) => write({ _id: 9 }, 'never'), 'missing-document 9'],
    ['an update', ({ write }) => write({ _id: 1, a: 2 }, 'never'), 'document 1 a'],
    ['a delete', ({ source }) => source.remove(namespace, 1), 'extra-document 1'],
    ['a write by somebody else', ({ destination }) => destination.put(namespace, { _id: 8 }), 'extra-document 8'],
  ])('finds exactly the change that never arrives: %s', async (_, lose, word) => {
    const world = followedWorld();
    world.both({ _id: 1, a: 1 });
    const following = await world.follow();
    for (let _id = 20; _id < 60; _id += 1) world.write({ _id }, (_id % 7) * second);
    const arrived = (await world.source.time()).seconds;
    lose(world);
    const began = world.clock.elapsed();
    const { settled } = await ended(following, 'once');
    expect(wordsOf(settled)).toEqual([word]);
    expect(world.told()).toMatchObject([{ since: '2026-01-18T12:00:00.000Z' }]);
    expect(settled.followed).toMatchObject({ open: 1 });
    expect(settled.followed.verifiedThrough?.seconds).toBeLessThanOrEqual(arrived);
    // As long as a change may take, with pauses that grow.
    expect(world.clock.elapsed() - began).toBeGreaterThanOrEqual(30 * second);
    expect(world.clock.slept.length).toBeLessThan(10);
  });

  it('waits as long as it is told that a change may take', async () => {
    const world = followedWorld();
    const following = await world.follow({ patienceMs: 300 * second });
    world.write({ _id: 1 }, 200 * second);
    expect(wordsOf((await ended(following, 'once')).settled)).toEqual([]);
  });

  it('begins to wait anew where the document has changed on the source', async () => {
    const world = followedWorld();
    const following = await world.follow();
    world.write({ _id: 1, a: 1 }, 'never');
    world.clock.alarm(25 * second, () => world.write({ _id: 1, a: 2 }, 25 * second));
    expect(wordsOf((await ended(following, 'once')).settled)).toEqual([]);
  });

  it('says of a document that never stops changing that it could not be compared', async () => {
    const world = followedWorld();
    const following = await world.follow();
    const change = (a: number) => {
      world.write({ _id: 1, a }, 'never');
      world.clock.alarm(second, () => change(a + 1));
    };
    change(0);
    world.write({ _id: 2 }, 'never');
    const { settled } = await ended(following, 'once');
    expect(wordsOf(settled)).toEqual(['missing-document 2']);
    expect(settled.namespaces).toMatchObject([{ name: namespace, missing: 1, unsettled: 1 }]);
  });

  it('counts and lists what still differs by namespace and kind, and nothing twice', async () => {
    const world = followedWorld();
    for (let _id = 0; _id < 3; _id += 1) world.both({ _id, a: 1, b: 1 });
    const following = await world.follow();
    for (let times = 0; times < 3; times += 1) {
      world.write({ _id: 0, a: 2, b: times }, 'never');
      world.write({ _id: 1, b: 1, a: 1 }, 'never');
      world.source.put('shop.more', { _id: 5 });
    }
    following.suspect(...suspectOf(0));
    const { settled } = await ended(following, 'once');
    const none = { missing: 0, extra: 0, different: 0, expected: {}, unsettled: 0 };
    expect([...settled.namespaces].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { ...none, name: 'shop.more', missing: 1 },
      { ...none, name: namespace, different: 1, expected: { 'field-order': 1 } },
    ]);
    expect(world.told()).toHaveLength(3);
    expect(settled.followed.open).toBe(2);
  });

  it('does not wait for what is expected to differ', async () => {
    const world = followedWorld();
    world.both({ _id: 1, a: 1, b: 1 });
    const following = await world.follow();
    world.write({ _id: 1, b: 1, a: 1 }, 'never');
    const { settled } = await ended(following, 'once');
    expect(settled.namespaces).toMatchObject([{ expected: { 'field-order': 1 } }]);
    expect(settled.followed.verifiedThrough).toEqual(await world.source.time());
    expect(world.clock.slept).toEqual([]);
  });

  it('leaves alone what is not compared', async () => {
    const world = followedWorld();
    const following = await world.follow({ isCompared: (name) => name !== namespace });
    world.write({ _id: 1 }, 'never');
    expect((await ended(following, 'once')).settled.namespaces).toEqual([]);
    expect(world.source.asked.times).toBe(0);
  });

  it('tells which namespaces have to be compared anew, before it tells how far it has followed', async () => {
    const world = followedWorld();
    const following = await world.follow();
    world.source.redefine('shop.orders');
    world.destination.redefine('other.*');
    const { settled, events } = await ended(following, 'once');
    expect(settled.anew).toEqual(expect.arrayContaining(['shop.orders', 'other.*']));
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== 'looking');
    expect(kinds.filter((kind) => kind !== 'waiting')).toEqual(['redefined', 'followed']);
    expect((await ended(following, 'once')).settled.anew).toEqual([]);
  });

  it('looks again at what came since when it is asked again', async () => {
    const world = followedWorld();
    const following = await world.follow();
    world.write({ _id: 1 }, 'never');
    expect(wordsOf((await ended(following, 'once')).settled)).toEqual(['missing-document 1']);
    world.destination.put(namespace, { _id: 1 });
    world.write({ _id: 2 }, 'never');
    expect(wordsOf((await ended(following, 'once')).settled)).toEqual(['missing-document 2']);
    expect(world.queues.changed.kept()).toBe(0);
    expect(world.queues.open.kept()).toBe(1);
  });

  it('has every difference once where there are more than memory holds at once', { timeout: 60_000 }, async () => {
    const world = followedWorld();
    const following = await world.follow({ patienceMs: 1 });
    const many = 12_000;
    for (let times = 0; times < 2; times += 1)
      for (let _id = 0; _id < many; _id += 1) world.source.put(namespace, { _id });
    for (let _id = 0; _id < many; _id += 1) following.suspect(...suspectOf(_id));
    const { settled } = await ended(following, 'once');
    expect(settled.namespaces).toMatchObject([{ missing: many }]);
    expect(new Set(world.told().map(({ id }) => id)).size).toBe(many);
    expect(world.told()).toHaveLength(many);
    expect(settled.differences).toHaveLength(100);
  });

  it('finds exactly what was lost, whatever is written and however late it arrives', { timeout: 60_000 }, async () => {
    const action = fc.record({
      id: fc.integer({ min: 0, max: 12 }),
      what: fc.constantFrom('put', 'remove'),
      value: fc.integer({ min: 0, max: 3 }),
      at: fc.integer({ min: 0, max: 40 }),
      /** In the order in which they were written, as an engine applies the changes of one document. */
      lag: fc.integer({ min: 0, max: 25 }),
    });
    const lost = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), lost, async (actions, losing) => {
        const world = followedWorld();
        for (let _id = 0; _id < 6; _id += 1) world.both({ _id, a: 0 });
        const following = await world.follow();
        const arrival = new Map<number, number>();
        for (const { id, what, value, at, lag } of actions.toSorted((a, b) => a.at - b.at)) {
          const apply = (side: typeof world.source) =>
            what === 'put' ? side.put(namespace, { _id: id, a: value }) : side.remove(namespace, id);
          const arrives = Math.max(at + lag, (arrival.get(id) ?? 0) + 1);
          arrival.set(id, arrives);
          world.clock.alarm(at * second, () => apply(world.source));
          if (!losing.includes(id)) world.clock.alarm(arrives * second, () => apply(world.destination));
        }
        await world.clock.sleep(20 * second);
        const { settled } = await ended(following, 'once');
        const found = new Set(settled.differences.map(({ id }) => Number(id)));
        for (const id of found) expect(losing).toContain(id);
        // Everything has been written and has arrived by then, and only what is different is still different.
        await world.clock.sleep(100 * second);
        const strictly = (await ended(following, 'strict')).settled;
        const reads = (side: typeof world.source, id: number) => side.holds(namespace, id);
        const different = losing.filter((id) => reads(world.source, id) !== reads(world.destination, id)).sort();
        expect(strictly.differences.map(({ id }) => Number(id)).sort()).toEqual(different);
      }),
      { numRuns: 60 },
    );
  });
});

describe('following, once nobody writes any more', () => {
  it('takes in what both sides have, looks twice, and believes it', async () => {
    const world = followedWorld();
    const following = await world.follow();
    world.write({ _id: 1 }, 'never');
    world.write({ _id: 2 }, 2 * second);
    const { settled } = await ended(following, 'strict');
    expect(wordsOf(settled)).toEqual(['missing-document 1']);
    expect(world.clock.elapsed()).toBeLessThan(10 * second);
  });
});

describe('following, until it is told to end', () => {
  it('tells up to which time everything has arrived, held back by what has not', async () => {
    const world = followedWorld();
    const following = await world.follow();
    const times: (number | undefined)[] = [];
    let open: number | undefined;
    world.write({ _id: 1 }, 0);
    await world.clock.sleep(1);
    for await (const event of following.settle('watch')) {
      if (event.kind !== 'followed') continue;
      ({ open } = event.followed);
      times.push(event.followed.verifiedThrough?.seconds);
      if (times.length === 1) world.write({ _id: 2 }, 8 * second);
      if (times.length === 2) world.write({ _id: 3 }, 0);
      if (times.length > 12) break;
    }
    const [first, second_, ...rest] = times;
    expect(first).toBe(2);
    expect(second_).toBe(2);
    expect(rest.at(0)).toBe(2);
    expect(rest.at(-1)).toBe((await world.source.time()).seconds);
    expect(rest).toEqual(rest.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    expect(open).toBe(0);
  });

  it('never tells of a time before which something has not arrived', { timeout: 60_000 }, async () => {
    const action = fc.record({
      id: fc.integer({ min: 0, max: 9 }),
      at: fc.integer({ min: 0, max: 60 }),
      lag: fc.integer({ min: 0, max: 15 }),
    });
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40 }), async (actions) => {
        const world = followedWorld();
        const following = await world.follow();
        const onItsWay = new Set<number>();
        const arrival = new Map<number, number>();
        const written: number[] = [];
        for (const [a, { id, at, lag }] of actions.toSorted((x, y) => x.at - y.at).entries()) {
          const arrives = Math.max(at + lag, (arrival.get(id) ?? 0) + 1);
          arrival.set(id, arrives);
          world.clock.alarm(at * second, () => {
            world.source.put(namespace, { _id: id, a });
            written[a] = world.source.newest();
            onItsWay.add(a);
          });
          world.clock.alarm(arrives * second, () => {
            world.destination.put(namespace, { _id: id, a });
            onItsWay.delete(a);
          });
        }
        let through: Followed['verifiedThrough'];
        for await (const event of following.settle('watch')) {
          if (event.kind !== 'followed' || event.followed.verifiedThrough === undefined) continue;
          told += 1;
          through = event.followed.verifiedThrough;
          for (const a of onItsWay) expect(written[a]).toBeGreaterThan(through.seconds);
          if (world.clock.elapsed() > 120 * second) break;
        }
        expect(through).toEqual(await world.source.time());
      }),
      { numRuns: 30 },
    );
    expect(told).toBeGreaterThan(300);
  });

  it('asks seldom where nothing happens', async () => {
    const world = followedWorld();
    const following = await world.follow();
    for await (const { kind } of following.settle('watch'))
      if (kind === 'followed' && world.clock.elapsed() > 600 * second) break;
    expect(world.clock.slept.length).toBeLessThan(70);
  });

  it('ends at once, with the reason, where it is told to', async () => {
    const world = followedWorld();
    const leave = new AbortController();
    const following = await world.follow({ signal: leave.signal });
    world.clock.alarm(5 * second, () => leave.abort(new Error('Ctrl-C')));
    await expect(ended(following, 'watch')).rejects.toThrow('Ctrl-C');
  });
});

describe('following that goes on from an earlier run', () => {
  it('looks at what that has left, though nobody tells of it again', async () => {
    const before = followedWorld();
    const first = await before.follow();
    before.write({ _id: 1 }, 'never');
    before.write({ _id: 2 }, 0);
    await before.clock.sleep(1);
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    first.suspect(...suspectOf(7));
    const { redefined, ...positions } = await first.takenIn();
    expect(redefined).toEqual([]);
    await first.close();

    before.source.put(namespace, { _id: 7 });
    const second = await before.follow({}, positions);
    const { settled } = await ended(second, 'once');
    expect(wordsOf(settled)).toEqual(['missing-document 1', 'missing-document 7']);
  });

  it('waits for what that has left, though nobody writes any more', async () => {
    const world = followedWorld();
    const first = await world.follow();
    world.write({ _id: 1 }, 20 * second);
    let from: FollowFrom | undefined;
    for await (const event of first.settle('once')) {
      // What was looked at is forgotten once the next event is asked for.
      if (from !== undefined) break;
      if (event.kind === 'followed') from = event.followed;
    }
    await first.close();
    const { settled } = await ended(await world.follow({}, from), 'once');
    expect(wordsOf(settled)).toEqual([]);
  });

  it('is held back by what that has left, however often it is looked at', async () => {
    const world = followedWorld();
    for (let _id = 0; _id < 9; _id += 1) world.both({ _id });
    world.source.put(namespace, { _id: 20 });
    const start = { source: await world.source.time(), destination: await world.destination.time() };
    const left = [{ namespace, identity: suspectOf(20)[2], after: { seconds: 5, increment: 0 } }];
    await world.queues.open.append(left);
    const following = await world.follow({}, start);
    const times: unknown[] = [];
    for await (const event of following.settle('watch')) {
      if (event.kind !== 'followed') continue;
      times.push(event.followed.verifiedThrough?.seconds);
      world.write({ _id: 100 + times.length }, 0);
      if (times.length === 6) break;
    }
    expect(new Set(times)).toEqual(new Set([5]));
  });

  it('stays where that had verified to while something of it is open', async () => {
    const left = [{ namespace, identity: suspectOf(1)[2], after: { seconds: 1, increment: 0 } }];
    const world = followedWorld(left);
    world.source.put(namespace, { _id: 1 });
    const [source, destination] = [await world.source.time(), await world.destination.time()];
    const verifiedThrough = { seconds: 1, increment: 0 };
    const { settled } = await ended(await world.follow({}, { source, destination, verifiedThrough }), 'once');
    expect(wordsOf(settled)).toEqual(['missing-document 1']);
    expect(settled.followed.verifiedThrough).toEqual(verifiedThrough);
  });
});

describe('following that fails', () => {
  const lost = new LivemigError({
    kind: 'step-failed',
    code: 'CHANGES_LOST',
    message: 'The source has lost it.',
    fix: '-',
  });

  it('says so before anything is compared, and closes both feeds', async () => {
    const world = followedWorld();
    world.source.fail(lost);
    await expect(world.follow()).rejects.toThrow(lost);
    expect([world.source.open(), world.destination.open()]).toEqual([0, 0]);
  });

  it.each(['once', 'strict', 'watch'] as const)('says so while it is settled: %s', async (mode) => {
    const world = followedWorld();
    const following = await world.follow();
    world.clock.alarm(3 * second, () => world.destination.fail(lost));
    world.write({ _id: 1 }, 'never');
    if (mode === 'strict') world.destination.fail(lost);
    await expect(ended(following, mode)).rejects.toThrow(lost);
    await following.close();
    expect([world.source.open(), world.destination.open()]).toEqual([0, 0]);
  });

  it('forgets nothing where a look was cut off', async () => {
    const world = followedWorld();
    const following = await world.follow();
    world.write({ _id: 1 }, 'never');
    const settling = following.settle('once');
    for (let event = await settling.next(); !event.done && event.value.kind !== 'looking'; )
      event = await settling.next();
    const cut = new Error('cut off');
    await expect(settling.throw(cut)).rejects.toThrow(cut);
    expect(wordsOf((await ended(following, 'once')).settled)).toEqual(['missing-document 1']);
  });
});
