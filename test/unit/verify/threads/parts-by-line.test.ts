import { expect, it } from 'vitest';
import { LivemigError } from '../../../../src/core/errors.ts';
import type { Difference } from '../../../../src/core/verification/difference.ts';
import type { PartitionResult } from '../../../../src/core/verification/partition.ts';
import type { NamespaceWork } from '../../../../src/verify/documents/namespace-work.ts';
import type { ComparePart } from '../../../../src/verify/levels/compare-part.ts';
import { askPart } from '../../../../src/verify/threads/ask-part.ts';
import type { Wait } from '../../../../src/verify/threads/messages.ts';
import { openWorkplace, serveParts, type Workplace } from '../../../../src/verify/threads/serve-parts.ts';
import { caught } from '../../../support/caught.ts';
import { line } from '../../../support/line.ts';

const counts = { compared: 1, bytes: 9, missing: 0, extra: 0, different: 0, expected: {} };
const resultOf = (index: number): PartitionResult => ({ index, source: 1, destination: 1, ...counts });
const part = (index: number) =>
  ({
    partition: { index, order: 'id', from: 'AAAA' },
    plan: { batchSize: 5, estimate: { documents: 1, bytes: 9 } },
  }) as const;
const nobody: NamespaceWork['sides']['source'] = {
  batches: () => {
    throw new Error('nothing is read here');
  },
  byIdentities: async () => ({ documents: [], notAsked: [] }),
};
const sides = { source: nobody, destination: nobody };
const texts = { idText: () => '', valueText: () => '' };
const difference: Difference = { namespace: 'd.c', kind: 'document', detail: 'differs' };

interface Asked {
  readonly found: unknown[][];
  readonly reads: number[];
  readonly waits: Wait[];
  ask(index: number, known?: Partial<NamespaceWork>): Promise<PartitionResult>;
  readonly end: () => Promise<void>;
}

/** A thread at the other end of a line that compares so. */
function served(compare: (workplace: Workplace) => ComparePart): Asked {
  const [here, there] = line();
  const workplace = openWorkplace(there);
  const serving = serveParts(workplace, { compare: compare(workplace), sides: () => sides, texts });
  const [found, reads, waits]: [unknown[][], number[], Wait[]] = [[], [], []];
  return {
    ...{ found, reads, waits },
    async ask(index, known = {}) {
      const work: NamespaceWork = {
        ...{ ...texts, name: 'd.c', tells: 'paths', sides, pause: async () => {} },
        difference: (...told) => found.push(told),
        ...known,
      };
      const asking = askPart(here, work, part(index), async (wait) => void waits.push(wait));
      for (;;) {
        const { done, value } = await asking.next();
        if (done === true) return value;
        reads.push(value.documents);
      }
    },
    end: () => {
      here.post({ kind: 'close' });
      return serving;
    },
  };
}

it('a part is compared at the other end with all that is known of it', async () => {
  const seen: unknown[] = [];
  const thread = served(
    () =>
      async function* ({ name, tells, expiry, capped }, told) {
        seen.push({ name, tells, expiry, capped, ...told });
        yield { kind: 'read', documents: 4, bytes: 9 };
        return resultOf(told.partition.index);
      },
  );
  const due = { rules: [{ field: 'at', expireAfterSeconds: 60 }], now: 1 };
  const known: Partial<NamespaceWork> = {
    tells: 'values',
    expiry: { source: due, destination: due },
    capped: { source: { bytes: 1 }, destination: { bytes: 2, documents: 3 } },
  };
  expect(await thread.ask(7, known)).toEqual(resultOf(7));
  expect(seen).toEqual([{ name: 'd.c', ...known, ...part(7) }]);
  expect(thread.reads).toEqual([4]);
  await thread.end();
});

it('differences come with their identities, in their order, before the part is done', async () => {
  const thread = served(
    () =>
      async function* (work) {
        for (let at = 0; at < 1_203; at += 1)
          work.difference({ ...difference, id: String(at) }, 7, Buffer.of(at % 256));
        yield { kind: 'read', documents: 1, bytes: 1 };
        work.difference({ ...difference, id: 'last' }, 7, Buffer.of(1, 2));
        return resultOf(7);
      },
  );
  await thread.ask(7);
  expect(thread.found).toHaveLength(1_204);
  expect(thread.found.slice(0, 1_203).map(([one]) => one)).toEqual(
    Array.from({ length: 1_203 }, (_, at) => ({ ...difference, id: String(at) })),
  );
  expect(thread.found.at(-1)).toEqual([{ ...difference, id: 'last' }, 7, Uint8Array.of(1, 2)]);
  await thread.end();
});

it('it does not run ahead of whoever asks', async () => {
  let steps = 0;
  const [here, there] = line();
  const compare: ComparePart = async function* (_, { partition }) {
    for (; steps < 3; steps += 1) yield { kind: 'read', documents: 1, bytes: 1 };
    return resultOf(partition.index);
  };
  const serving = serveParts(openWorkplace(there), { compare, sides: () => sides, texts });
  const work = { ...texts, name: 'd.c', tells: 'ids', sides, pause: async () => {}, difference: () => {} } as const;
  const asking = askPart(here, work, part(0), async () => {});
  for (const expected of [0, 1, 2]) {
    expect((await asking.next()).done).toBe(false);
    expect(steps).toBe(expected);
  }
  expect(await asking.next()).toEqual({ done: true, value: resultOf(0) });
  here.post({ kind: 'close' });
  await serving;
});

it('waits are waited by whoever asks, which has the clock', async () => {
  const thread = served(
    (workplace) =>
      async function* (work, { partition }) {
        await work.pause();
        await Promise.all([1, 2].map((attempt) => workplace.wait({ for: 'retry', attempt })));
        yield { kind: 'read', documents: 1, bytes: 1 };
        return resultOf(partition.index);
      },
  );
  await thread.ask(0);
  expect(thread.waits).toEqual([{ for: 'writes' }, { for: 'retry', attempt: 1 }, { for: 'retry', attempt: 2 }]);
  await thread.end();
});

it('what goes wrong there is thrown here, after what was found, and the next part is compared', async () => {
  const thread = served(
    () =>
      async function* (work, { partition }) {
        yield { kind: 'read', documents: 1, bytes: 1 };
        if (partition.index > 0) return resultOf(partition.index);
        work.difference(difference, 0, Buffer.of(1));
        throw new LivemigError({
          kind: 'step-failed',
          code: 'MONGODB',
          message: 'The destination is gone.',
          fix: 'Look.',
        });
      },
  );
  expect(await caught(thread.ask(0))).toMatchObject({ code: 'MONGODB', message: 'The destination is gone.' });
  expect(thread.found).toHaveLength(1);
  expect(await thread.ask(1)).toEqual(resultOf(1));
  await thread.end();
});
