import type { LiveMigration } from '../../api/atlas-schemas.ts';
import { LivemigError } from '../../core/errors.ts';

/** Ended without success; the API gives no reason (API notes 6.1). `undefined` while it lives or has succeeded. */
export function failureOf(migration: LiveMigration): LivemigError | undefined {
  if (migration.status === 'FAILED') {
    return new LivemigError({
      kind: 'step-failed',
      code: 'MIGRATION_FAILED',
      message: 'Atlas reports that the migration FAILED; its API gives no reason.',
      fix: "Read the reason on the destination cluster's card in Atlas, mend it, then `livemig start --create-again` starts anew (with --drop-destination where data was copied).",
    });
  }
  if (migration.status === 'EXPIRED') {
    return new LivemigError({
      kind: 'step-failed',
      code: 'MIGRATION_EXPIRED',
      message: 'The migration EXPIRED: it was ready for cutover for 120 hours, and nobody cut over.',
      fix: 'The destination keeps what was copied, but changes no longer arrive. `livemig start --create-again --drop-destination` starts anew.',
    });
  }
  return undefined;
}
