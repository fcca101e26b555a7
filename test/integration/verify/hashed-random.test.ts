import fc from 'fast-check';
import { type Document, Double, Int32, Long } from 'mongodb';
import { expect, it } from 'vitest';
import { hashedSide } from '../../../src/mongo/verify/hashed/hashed-side.ts';
import { comparedByHashes } from '../../support/compared-by-hashes.ts';
import { twoDeployments } from '../../support/two-deployments.ts';
import { foundByBytes } from './found-by-bytes.ts';

const servers = twoDeployments();

/** No two of them are equal to a server, so that hashes see every change of one into another. */
const value = fc.constantFrom(new Int32(2), new Double(2.3), new Double(2.9), Long.MAX_VALUE, 'a', 'A', null, [1], {
  a: 1,
});
const content = fc.array(fc.tuple(fc.constantFrom('a', 'b', '7'), value), { maxLength: 3 });

const rounds = fc.record({
  documents: fc
    .uniqueArray(
      fc.nat(40).map((id) => id - 20),
      { maxLength: 30 },
    )
    .chain((ids) => fc.tuple(...ids.map((id) => fc.tuple(fc.constant(id), content)))),
  faults: fc.array(fc.tuple(fc.nat(29), fc.constantFrom('missing', 'extra', 'other'), content), { maxLength: 4 }),
  few: fc.constantFrom(0, 100),
});

type Content = readonly (readonly [number, readonly (readonly [string, unknown])[]])[];

const documentsOf = (kept: Content): Document[] =>
  kept.map(([id, fields]) => new Map<string, unknown>([['_id', new Int32(id)], ...fields]));

it('whatever faults are planted, exactly the documents that differ are read', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async ({ documents, faults, few }) => {
      const kept = new Map<number, Content[number][1]>(documents);
      for (const [at, kind, other] of faults) {
        const id = documents[at]?.[0] ?? at + 100;
        if (kind === 'missing') kept.delete(id);
        else if (kind === 'extra') kept.set(at + 200, other);
        else kept.set(id, other);
      }
      await servers.source.fill(documentsOf(documents));
      await servers.destination.fill(documentsOf([...kept].toReversed()));
      const [source, destination] = [
        hashedSide(servers.source.asking(), 'salt'),
        hashedSide(servers.destination.asking(), 'salt'),
      ];
      const [found, whole] = [foundByBytes(servers), foundByBytes(servers)];
      const part = { namespace: 'd.c', partition: { index: 0, order: 'id' } } as const;
      await comparedByHashes({ source, destination, documents: found }, part, { few, many: 1_000, atOnce: 10 });
      await whole.whole(part);
      expect(found.differing()).toEqual(whole.differing());
      expect(found.asked).toEqual({ ids: whole.differing().length, wholes: 0 });
    }),
    { numRuns: 25 },
  );
});
