import { eitherResult } from './command-result.ts';
import { migrationResult } from './stage-results.ts';
import { statusResult } from './status-result.ts';

/** `livemig` alone: led to no command it ends as `status` does, otherwise as the last of those to which it led. */
export const wizardResult = eitherResult(statusResult, migrationResult);
