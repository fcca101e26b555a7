import type { Level } from '../../../src/core/verification/level.ts';
import type { Verification } from '../../../src/core/verification/verification.ts';
import { identityText } from '../../../src/mongo/verify/id-text.ts';
import { withVerifiedSide } from '../../../src/mongo/verify/verified-side.ts';
import { verifyDeployments } from '../../../src/verify/verify-deployments.ts';
import { silentWork } from '../fake-world.ts';
import type { Side } from './contents.ts';

/** The levels at which faults are looked for. */
export const levelsUnderTest: readonly Level[] = ['full'];

const options = { patienceMs: 5_000, beforeRetry: async () => {} };

/** Compares two deployments as they stand at a level. `pause` is before suspects are looked at again. */
export async function verifiedAt(
  _level: Level,
  servers: Readonly<Record<Side, { readonly uri: string }>>,
  pause: () => Promise<void> = async () => {},
): Promise<Verification> {
  const ports = { work: silentWork, idText: identityText, pause, now: () => new Date(0) };
  return withVerifiedSide(servers.source.uri, { ...options, name: 'the source' }, (source) =>
    withVerifiedSide(servers.destination.uri, { ...options, name: 'the destination' }, (destination) =>
      verifyDeployments({ source, destination }, ports),
    ),
  );
}
