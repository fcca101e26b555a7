import type { Verification } from '../../src/core/verification/verification.ts';

const side = (setName: string) => ({
  identity: { topology: 'replica-set', version: '8.0.4', setName, hosts: [`${setName}:27017`] } as const,
  clusterTime: { seconds: 1, increment: 1 },
  unseen: [],
});

/** A verification that found nothing, but for these parts of it. */
export function aVerification(parts: Partial<Verification> = {}): Verification {
  const { verdict = 'identical' } = parts;
  return {
    ...{ verdict, identical: verdict === 'identical', level: 'full' },
    ...{ startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:10:00.000Z' },
    ...{ source: side('rs-billing'), destination: side('atlas') },
    ...{ namespaces: 3, indexes: 3, documents: { source: 1_001, destination: 1_000 }, perNamespace: [] },
    ...{ differences: [], differencesTotal: 0, expected: [], notCompared: [], doesNotCover: [] },
    ...parts,
  };
}
