import type { ErrorCode } from './error-codes.ts';

/** The sections that tell more of an error than its message and its fix, from the directory of this program. */
const sections: Readonly<Record<string, readonly ErrorCode[]>> = {
  'docs/cleanup.md#when-it-refuses': ['CLEANUP_INCOMPLETE', 'CLEANUP_OVERTAKEN', 'CLEANUP_TOO_EARLY', 'WAY_BACK_OPEN'],
  'docs/recovery.md#how-to-recover': [
    'AUDIT_KNOWS_MORE',
    'CREATE_OUTCOME_UNKNOWN',
    'CUTOVER_HANGS',
    'CUTOVER_WAS_REQUESTED',
    'DIFFERENCES',
    'DRIFT',
    'LOCKED',
    'LOCKED_ELSEWHERE',
    'LOCK_LOST',
    'MIGRATION_DRIFTED',
    'MIGRATION_EXPIRED',
    'MIGRATION_FAILED',
    'NO_AGENT_KEY',
    'NO_MIGRATION',
    'OTHER_TARGET',
    'STATE_FILE_BROKEN',
    'STATE_FILE_CHANGED',
    'STATE_FILE_INVALID',
    'STATE_FILE_TOO_NEW',
    'STATE_FILE_UNREADABLE',
    'VALIDATION_FAILED',
  ],
  'docs/report.md#whether-the-audit-was-changed': ['AUDIT_CHANGED'],
};

/** Where the documentation tells more of this code; `undefined` where it has no more than the list of all codes. */
export function pageOfCode(code: ErrorCode): string | undefined {
  return Object.entries(sections).find(([, codes]) => codes.includes(code))?.[0];
}
