import { planUsersNeeds } from '../stages/needs.ts';
import type { CommandDeclaration } from './command-module.ts';
import { asked } from './stage-flags.ts';

export const planUsers: CommandDeclaration = {
  examples: ['livemig plan-users', 'livemig plan-users --out atlas-users', 'livemig plan-users --json | tail -n 1'],
  ...asked(planUsersNeeds.withAtlas, [
    {
      title: 'What to do',
      flags: [
        {
          flag: '--out <dir>',
          description: 'write scripts and API bodies there: a new or empty directory, or that of an earlier plan',
        },
      ],
    },
  ]),
  load: async () => (await import('./plan-users-command.ts')).planUsersCommand,
};
