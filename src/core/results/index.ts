import { checkResult } from './check-result.ts';
import { cleanupResult } from './cleanup-result.ts';
import type { CommandResult } from './command-result.ts';
import { doctorResult } from './doctor-result.ts';
import { explainResult } from './explain-result.ts';
import { planUsersResult } from './plan-users-result.ts';
import { profileResult } from './profile-result.ts';
import { reportResult } from './report-result.ts';
import { rollbackResult } from './rollback-result.ts';
import { rehearseResult, sandboxResult } from './sandbox-results.ts';
import { actedResult, migrationResult } from './stage-results.ts';
import { statusResult } from './status-result.ts';
import { textResult } from './text-result.ts';
import { verifyResult } from './verify-result.ts';
import { wizardResult } from './wizard-result.ts';

/** What each command ends with: all of them together, which take time to load, for the contract and its documents. */
export const results = {
  link: actedResult,
  provision: actedResult,
  start: migrationResult,
  cutover: migrationResult,
  status: statusResult,
  check: checkResult,
  verify: verifyResult,
  rollback: rollbackResult,
  report: reportResult,
  cleanup: cleanupResult,
  'plan-users': planUsersResult,
  explain: explainResult,
  doctor: doctorResult,
  profile: profileResult,
  sandbox: sandboxResult,
  rehearse: rehearseResult,
  help: textResult,
  completion: textResult,
  version: textResult,
  livemig: wizardResult,
} as const satisfies Readonly<Record<string, CommandResult>>;

/** That of a command; `undefined` where there is no such command. */
export function resultOf(command: string): CommandResult | undefined {
  return Object.entries(results).find(([name]) => name === command)?.[1];
}
