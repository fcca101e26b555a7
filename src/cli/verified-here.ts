import { type Fact, known, unknownBecause } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import type { Verified } from '../core/gates/gate-facts.ts';
import type { Standing } from '../core/verification/standing.ts';
import type { MigrationFiles } from './run-ports.ts';
import { newest } from './verify-page.ts';

/** What the newest verification of this directory comes to; `undefined` where there is none. */
export async function verifiedHere(files: MigrationFiles): Promise<Fact<Verified | undefined>> {
  try {
    const last = await newest(await files.verifications());
    return known(last && verifiedIn(last.standing));
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    return unknownBecause(error.message);
  }
}

/** Where nobody followed the writes, every read was at least as new as what was proved at the beginning. */
function verifiedIn({ result, followed, differences, request, lastAt }: Standing): Verified {
  const through = followed?.verifiedThrough ?? result?.verifiedThrough ?? result?.source.clusterTime;
  const verdict = result?.verdict ?? (differences.length > 0 ? 'different' : 'open');
  return {
    ...{ at: lastAt, level: request.level, verdict, open: followed?.open ?? 0 },
    ...(through && { through: new Date(through.seconds * 1_000).toISOString() }),
  };
}
