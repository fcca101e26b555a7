import { type Level, levels } from '../../../src/core/verification/level.ts';
import { wholeComparison } from '../../../src/core/verification/request.ts';
import type { Verification } from '../../../src/core/verification/verification.ts';
import { verifyDeployments } from '../../../src/verify/verify-deployments.ts';
import type { VerifyPorts } from '../../../src/verify/verify-ports.ts';
import { standingPorts, withTwoSides } from '../verify-two.ts';
import type { Side } from './contents.ts';

/** The levels at which faults are looked for. */
export const levelsUnderTest = levels;

/** Compares two deployments as they stand. */
export type VerifiedAt = (level: Level, ports?: Partial<VerifyPorts>) => Promise<Verification>;

/** Lends a verifier of two deployments. */
export async function withVerifier<Result>(
  { source, destination }: Readonly<Record<Side, { readonly uri: string }>>,
  use: (verifiedAt: VerifiedAt) => Promise<Result>,
): Promise<Result> {
  return withTwoSides({ source: source.uri, destination: destination.uri }, (sides) =>
    use((level, ports = {}) =>
      verifyDeployments(sides, { ...wholeComparison, level, reportRows: 1_000 }, standingPorts(undefined, ports)),
    ),
  );
}
