import { harmless } from '../core/harmless.ts';
import { type Difference, Expectation, expectations } from '../core/verification/difference.ts';
import type { Verification, VerifiedNamespace } from '../core/verification/verification.ts';

export type Tallied = Pick<Verification, 'differences' | 'differencesTotal' | 'expected'>;

/**
 * What all differences come to: those that nobody expects, the first of them by name, and the others by class. The
 * documents of a namespace are counted in it; of their differences the first are listed.
 */
export function tally(
  ofDefinitions: readonly Difference[],
  namespaces: readonly VerifiedNamespace[],
  ofDocuments: readonly Difference[],
  mostListed: number,
): Tallied {
  const expected = new Map<Expectation, number>();
  const expect = (one: Expectation, count: number) => expected.set(one, (expected.get(one) ?? 0) + count);
  let total = 0;
  for (const difference of ofDefinitions) {
    if (difference.expected === undefined) total += 1;
    else expect(difference.expected, 1);
  }
  for (const namespace of namespaces) {
    total += namespace.missing + namespace.extra + namespace.different;
    for (const [name, count] of entriesOf(namespace.expected)) expect(name, count);
  }
  return {
    differences: [...ofDefinitions, ...ofDocuments]
      .filter((one) => one.expected === undefined)
      .slice(0, mostListed)
      .map((one) => ({ ...one, namespace: harmless(one.namespace), detail: harmless(one.detail) })),
    differencesTotal: total,
    expected: [...expected].map(([name, count]) => ({ class: name, count, why: expectations[name] })),
  };
}

function entriesOf(expected: VerifiedNamespace['expected']): (readonly [Expectation, number])[] {
  return Object.entries(expected).flatMap(([name, count]) => {
    const known = Expectation.safeParse(name);
    return known.success && count !== undefined ? [[known.data, count] as const] : [];
  });
}
