import type { Work } from '../../src/core/step.ts';
import { type VerifyRequest, wholeComparison } from '../../src/core/verification/request.ts';
import type { Verification } from '../../src/core/verification/verification.ts';
import type { VerifiedSide } from '../../src/core/verification/verified-side.ts';
import { identityText, valueText } from '../../src/mongo/verify/id-text.ts';
import { withVerifiedSide } from '../../src/mongo/verify/verified-side.ts';
import { journalOfStep } from '../../src/verify/journal-of-step.ts';
import type { Sides } from '../../src/verify/prove-sides.ts';
import { verifyDeployments } from '../../src/verify/verify-deployments.ts';
import type { VerifyPorts } from '../../src/verify/verify-ports.ts';
import { silentWork } from './fake-world.ts';

const options = { patienceMs: 5_000, beforeRetry: async () => {} };

/** By their connection strings. */
export interface VerifyTwo {
  readonly source: string;
  readonly destination: string;
  readonly request?: Partial<VerifyRequest>;
  readonly work?: Work;
  readonly ports?: Partial<VerifyPorts>;
  /** Puts something in the way of a side. */
  readonly mutate?: (side: VerifiedSide, name: 'source' | 'destination') => VerifiedSide;
}

/** Verifies two deployments; nothing is waited for, and time stands still. */
export async function verifyTwo({
  source,
  destination,
  request = {},
  work = silentWork,
  ports = {},
  mutate = (side) => side,
}: VerifyTwo): Promise<Verification> {
  return withTwoSides({ source, destination }, (sides) =>
    verifyDeployments(
      { source: mutate(sides.source, 'source'), destination: mutate(sides.destination, 'destination') },
      { ...wholeComparison, ...request },
      standingPorts(work, ports),
    ),
  );
}

/** Opens both for as many verifications as are wanted. */
export async function withTwoSides<Result>(
  { source, destination }: Sides<string>,
  use: (sides: Sides<VerifiedSide>) => Promise<Result>,
): Promise<Result> {
  return withVerifiedSide(source, { ...options, name: 'the source' }, (here) =>
    withVerifiedSide(destination, { ...options, name: 'the destination' }, (there) =>
      use({ source: here, destination: there }),
    ),
  );
}

/** Nothing is waited for, and time stands still. */
export function standingPorts(work: Work = silentWork, ports: Partial<VerifyPorts> = {}): VerifyPorts {
  return {
    ...{ journal: journalOfStep(work), report: work.report, salt: 'salt', idText: identityText, valueText },
    ...{ pause: async () => {}, sleep: async () => {}, now: () => new Date(0), elapsed: () => 0, ...ports },
  };
}
