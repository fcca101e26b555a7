import { planUsersNeeds } from '../stages/needs.ts';
import type { CommandDeclaration } from './command-module.ts';
import { outputTo } from './common-options.ts';
import { asked } from './stage-flags.ts';

export const planUsers: CommandDeclaration = {
  examples: ['livemig plan-users', 'livemig plan-users --output atlas-users', 'livemig plan-users --json | tail -n 1'],
  ...asked(planUsersNeeds.withAtlas, [
    {
      title: 'What to do',
      flags: [
        outputTo('<dir>', 'write scripts and API bodies there: a new or empty directory, or that of an earlier plan'),
      ],
    },
  ]),
  load: async () => (await import('./plan-users-command.ts')).planUsersCommand,
};
