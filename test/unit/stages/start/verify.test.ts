import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/core/secret.ts';
import { verify } from '../../../../src/stages/start/verify.ts';
import { aVerification } from '../../../support/a-verification.ts';
import { caught } from '../../../support/caught.ts';
import { answers, fakeWorld, run, silentWork, type WorldParts } from '../../../support/fake-world.ts';

const [sourceUri, destinationUri] = [new Secret('mongodb://source'), new Secret('mongodb://destination')];
const counted = { namespaces: 3, documents: { source: 1_001, destination: 1_000 } };

function comparing(differencesTotal: number): WorldParts {
  const differences = Array.from({ length: Math.min(differencesTotal, 100) }, (_, at) => ({
    namespace: `shop.c${at}`,
    kind: 'document' as const,
    detail: `detail ${at}`,
  }));
  return {
    values: { ...answers, sourceUri, destinationUri },
    inspector: {
      compare: async (_source, _destination, work) => {
        work.report({ done: 1, total: 3, unit: 'documents' });
        return aVerification({
          verdict: differencesTotal === 0 ? 'identical' : 'different',
          differences,
          differencesTotal,
        });
      },
    },
  };
}

describe('the comparison', () => {
  it.each([
    ['is made', 'both URIs', { sourceUri, destinationUri }, true],
    ['is left out', 'no URI of the source', { destinationUri }, false],
    ['is left out', 'no URI of the destination', { sourceUri }, false],
    ['is left out', 'no URI', {}, false],
  ])('%s with %s', async (_is, _with, uris, applies) => {
    const { world } = await fakeWorld({ values: { ...answers, ...uris } });
    expect(verify.applies?.(world)).toBe(applies);
  });

  it('is to do until there is a result, and done with it', async () => {
    const { world } = await fakeWorld();
    expect(await verify.observe(world, undefined)).toEqual({ state: 'todo' });
    expect(await verify.observe(world, { identical: true, ...counted })).toEqual({
      state: 'done',
      detail: 'identical: 1,000 documents in 3 namespaces',
      details: { identical: true, namespaces: 3, documents: 1_000 },
    });
  });

  it.each([
    [0, '(level full)'],
    [59_999, '(level full)'],
    [2 * 60 * 60_000, '(level full, 2 h ago)'],
  ])('is shown with its level and, after %d ms, with its age: %s', async (age, said) => {
    const { world } = await fakeWorld();
    const endedAt = new Date(world.clock.now().getTime() - age).toISOString();
    const receipt = { identical: true, ...counted, level: 'full', endedAt } as const;
    expect(await verify.observe(world, receipt)).toMatchObject({
      detail: `identical: 1,000 documents in 3 namespaces ${said}`,
    });
  });

  it.each([
    [
      'what could not be seen',
      { verdict: 'not-all-compared', notCompared: [{ what: 'hr', why: 'its user may not read it' }] },
      ['NOT_ALL_COMPARED', /could not be:\n {2}- hr: its user may not read it$/],
    ],
    ['that there was nothing', { verdict: 'nothing-compared' }, ['NOTHING_COMPARED', /^Nothing was compared/]],
  ] as const)('never calls identical %s', async (_, parts, [code, said]) => {
    const { world } = await fakeWorld({
      values: { ...answers, sourceUri, destinationUri },
      inspector: { compare: async () => aVerification(parts) },
    });
    const error = await caught(run(verify, world));
    expect(error).toMatchObject({ kind: 'not-all-compared', code, message: expect.stringMatching(said) });
  });

  it('compares the source with the destination, tells how far it is, and keeps what the verdict is bound to', async () => {
    const { world, did } = await fakeWorld(comparing(0));
    const reported: unknown[] = [];
    const work = { ...silentWork, report: (progress: unknown) => void reported.push(progress) };
    const endedAt = '2026-01-01T00:10:00.000Z';
    const { source, destination } = aVerification();
    expect(await run(verify, world, work)).toEqual({
      ...{ identical: true, ...counted, level: 'full', endedAt, source, destination },
      expected: [],
      doesNotCover: [],
    });
    expect(did).toEqual([['compare', expect.any(Secret), expect.any(Secret), work]]);
    expect(reported).toEqual([{ done: 1, total: 3, unit: 'documents' }]);
    const uris = did[0]?.slice(1, 3).map((uri) => uri instanceof Secret && uri.reveal());
    expect(uris).toEqual(['mongodb://source', 'mongodb://destination']);
  });

  it.each([
    [1, 'differ in 1 place:', 1, undefined],
    [2, 'differ in 2 places:', 2, undefined],
    [10, 'differ in 10 places:', 10, undefined],
    [11, 'differ in 11 places:', 10, '… and 1 more'],
    [5_000, 'differ in 5,000 places:', 10, '… and 4,990 more'],
  ])('fails where it finds %d, and lists ten of them at most', async (total, said, listed, more) => {
    const { world } = await fakeWorld(comparing(total));
    const { kind, code, message, fix } = await caught(run(verify, world));
    const [first, ...lines] = message.split('\n');
    expect([kind, code, first]).toEqual(['differences', 'DIFFERENCES', expect.stringContaining(said)]);
    expect(lines.filter((line) => line.startsWith('  - '))).toHaveLength(listed);
    expect(lines[0]).toBe('  - shop.c0: document: detail 0');
    expect(lines[listed]?.trim()).toBe(more);
    expect(fix).toContain('keep the source');
  });

  it.each([0, 3])('leaves nothing to go on from when it has come to a verdict: %d differences', async (total) => {
    const { world } = await fakeWorld(comparing(total));
    const forgotten: string[] = [];
    const forget = async () => void forgotten.push('all');
    await run(verify, world, { ...silentWork, forget }).catch(() => undefined);
    expect(forgotten).toEqual(['all']);
  });

  it('may be done again, because it changes nothing', () => {
    expect(verify.repeatable).toBe(true);
  });
});
