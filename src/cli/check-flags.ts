import { checkNeeds } from '../stages/needs.ts';
import type { CommandDeclaration } from './command-module.ts';
import { asked } from './stage-flags.ts';

export const check: CommandDeclaration = {
  examples: ['livemig check', 'livemig check --assume-rate 50MB/s', 'livemig check --json | tail -n 1'],
  ...asked(checkNeeds, [
    {
      title: 'What to do',
      flags: [
        {
          flag: '--assume-rate <rate>',
          description: 'the rate at which the copy is taken to go on, such as 50MB/s; nobody publishes one',
        },
        { flag: '--all', description: 'list what passed as well' },
      ],
    },
  ]),
  load: async () => (await import('./check-command.ts')).checkCommand,
};
