import { type Fact, known, unknownBecause } from '../core/check.ts';
import { LivemigError } from '../core/errors.ts';
import type { Verified } from '../core/gates/gate-facts.ts';
import { scopeText } from '../core/verification/scope-text.ts';
import type { Standing } from '../core/verification/standing.ts';
import type { MigrationFiles } from './run-ports.ts';
import { newest } from './verify-page.ts';

/** What the newest verification of this directory comes to that has anything to tell; `undefined` where there is none. */
export async function verifiedHere(files: MigrationFiles): Promise<Fact<Verified | undefined>> {
  try {
    const store = await files.verifications();
    // One that could not even begin takes nothing from what another has found before.
    const last = (await newest(store, tellsAnything)) ?? (await newest(store));
    return known(last && verifiedIn(last.standing));
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    return unknownBecause(error.message);
  }
}

function tellsAnything(standing: Standing): boolean {
  return standing.result !== undefined || standing.followed !== undefined || hasFound(standing);
}

/** By what was counted: how many are told one by one is up to whoever asked. */
function hasFound({ namespaces }: Standing): boolean {
  return namespaces.some(({ missing, extra, different }) => missing + extra + different > 0);
}

/** Where nobody followed the writes, every read was at least as new as what was proved at the beginning. */
function verifiedIn(standing: Standing): Verified {
  const { result, followed, request, lastAt, sides } = standing;
  const source = result?.source.identity ?? sides?.source;
  const through = followed?.verifiedThrough ?? result?.verifiedThrough ?? result?.source.clusterTime;
  const verdict = result?.verdict ?? (hasFound(standing) ? 'different' : 'open');
  return {
    ...{ at: lastAt, level: request.level, scope: scopeText(request), verdict, open: followed?.open ?? 0 },
    ...(source && { source }),
    ...(through && { through }),
  };
}
