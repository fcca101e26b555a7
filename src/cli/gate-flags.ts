import type { Flag } from './flags.ts';

/** What can be said of the gates of a cutover. */
export const gateFlags: readonly Flag[] = [
  {
    flag: '--max-lag <duration>',
    description: 'the lag that a cutover may have, such as 45s; 30s unless it is said',
    spoken: true,
  },
  {
    flag: '--require-gate <name>',
    description: 'a gate that would only warn, or was not looked at, refuses here',
    repeatable: true,
  },
  {
    flag: '--accept-gate <name>',
    description: 'cut over though this gate is not met; "checklist" answers that. Kept in the audit',
    repeatable: true,
    spoken: true,
  },
  {
    flag: '--cutover-timeout <duration>',
    description: 'end an attempt that was not requested after so long, such as 10m, and go on following (exit code 8)',
  },
  { flag: '--because <text>', description: 'why a gate is accepted', repeatable: true, spoken: true },
];
