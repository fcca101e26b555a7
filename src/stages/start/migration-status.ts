import type { LiveMigration } from '../../api/atlas-schemas.ts';
import { LivemigError } from '../../core/errors.ts';

/** How a migration ended without success; `undefined` while it lives or has succeeded. */
export function endOf(migration: LiveMigration | undefined): 'FAILED' | 'EXPIRED' | undefined {
  return migration?.status === 'FAILED' || migration?.status === 'EXPIRED' ? migration.status : undefined;
}

/** The codes of the errors that `failureOf` makes. */
export const codes = { FAILED: 'MIGRATION_FAILED', EXPIRED: 'MIGRATION_EXPIRED' } as const;

/** Whether an error of this code is such an end. */
export function isOver(code: string): boolean {
  return Object.values<string>(codes).includes(code);
}

const messages = {
  FAILED: 'Atlas reports that the migration FAILED; its API gives no reason.',
  EXPIRED:
    'Atlas reports that the migration EXPIRED: it was ready for cutover longer than Atlas allows (120 hours, unless somebody extended that).',
} as const;

/** Ended without success; the API gives no reason (API notes 6.1). `undefined` while it lives or has succeeded. */
export function failureOf(migration: LiveMigration): LivemigError | undefined {
  const end = endOf(migration);
  if (end === undefined) return undefined;
  const sandbox =
    end === 'FAILED' && migration.sandboxState !== undefined ? inSandbox(migration.sandboxState) : undefined;
  return new LivemigError({
    kind: 'step-failed',
    code: codes[end],
    message: [messages[end], ...(sandbox === undefined ? [] : [sandbox.where])].join(' '),
    fix: `${sandbox?.look ?? "Look at the destination cluster's card in Atlas."} \`livemig status\` says what is left behind, and what to do.`,
  });
}

/** It knows what Atlas' API does not tell. */
function inSandbox(state: string) {
  return {
    where: `This Atlas is a sandbox of livemig, which tells the reason where it runs, and at ${state} (\`failure\`).`,
    look: 'Read the reason there.',
  };
}
