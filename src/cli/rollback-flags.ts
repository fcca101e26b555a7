import type { CommandDeclaration } from './command-module.ts';
import { outputTo } from './common-options.ts';
import { inputFlags } from './input-flags.ts';
import { credentials } from './stage-flags.ts';

export const rollback: CommandDeclaration = {
  examples: [
    'livemig rollback --plan',
    'livemig rollback --plan --output way-back.md',
    'livemig rollback --plan --json | tail -n 1',
  ],
  groups: [
    ...inputFlags(['atlasUrl', 'managerUrl']),
    {
      title: 'What to do',
      flags: [
        { flag: '--plan', description: 'write what it would take to go back from here; runs nothing' },
        outputTo('<file>', 'write it to this file as well, as Markdown'),
      ],
    },
  ],
  secrets: [...credentials('Atlas'), ...credentials('manager')],
  load: async () => (await import('./rollback-command.ts')).rollbackCommand,
};
