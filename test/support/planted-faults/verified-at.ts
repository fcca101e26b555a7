import type { Level } from '../../../src/core/verification/level.ts';
import type { Verification } from '../../../src/core/verification/verification.ts';
import { verifyTwo } from '../verify-two.ts';
import type { Side } from './contents.ts';

/** The levels at which faults are looked for. */
export const levelsUnderTest: readonly Level[] = ['quick', 'sample', 'hashed', 'full'];

/** Compares two deployments as they stand. `pause` is before suspects are looked at again. */
export async function verifiedAt(
  level: Level,
  { source, destination }: Readonly<Record<Side, { readonly uri: string }>>,
  pause: () => Promise<void> = async () => {},
): Promise<Verification> {
  const request = { level, reportRows: 1_000 };
  return verifyTwo({ source: source.uri, destination: destination.uri, request, ports: { pause } });
}
