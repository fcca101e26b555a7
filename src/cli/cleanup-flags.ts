import { removable } from '../core/cleanup/cleanup-plan.ts';
import type { CommandDeclaration } from './command-module.ts';
import { dryRun } from './common-options.ts';
import { inputFlags } from './input-flags.ts';
import { credentials } from './stage-flags.ts';

export const cleanup: CommandDeclaration = {
  examples: [
    'livemig cleanup --dry-run',
    'livemig cleanup --confirm Billing0 --no-input',
    'livemig cleanup --include agent-key --include link',
    'livemig cleanup --skip access-list',
  ],
  groups: [
    ...inputFlags(['atlasUrl', 'managerUrl']),
    {
      title: 'What to do',
      flags: [
        {
          flag: '--confirm <cluster>',
          description: "the destination cluster's name, where nobody can type it",
          spoken: true,
        },
        {
          flag: '--skip <item>',
          description: 'leave this where it would be removed',
          oneOf: removable,
          repeatable: true,
          spoken: true,
        },
        {
          flag: '--include <item>',
          description: 'remove this where it would be left: others may use it',
          oneOf: removable,
          repeatable: true,
          spoken: true,
        },
        {
          flag: '--way-back-not-needed',
          description: 'go on while what was changed since the cutover can still be brought back',
          spoken: true,
        },
        {
          ...dryRun,
          description: 'show what is left and what would be removed; sends reads only and writes no file',
        },
      ],
    },
  ],
  secrets: [...credentials('Atlas'), ...credentials('manager')],
  load: async () => (await import('./cleanup-command.ts')).cleanupCommand,
};
