import type { CommandDeclaration } from './command-module.ts';
import { outputTo } from './common-options.ts';

export const report: CommandDeclaration = {
  examples: ['livemig report', 'livemig report --format markdown --output -', 'livemig report --check --head HASH'],
  groups: [
    {
      title: 'What to do',
      flags: [
        outputTo(
          '<file>',
          'write it to this file; - is standard output. Without it to livemig-report-CLUSTER.html, or .md or .json, in the current directory',
        ),
        {
          flag: '--format <format>',
          description: 'in what; without it by the ending of the file, and html otherwise',
          oneOf: ['html', 'markdown', 'json'],
        },
        { flag: '--force', description: 'write over a file that exists', spoken: true },
        {
          flag: '--check',
          description:
            'make no report; look whether lines of the audit were changed or are missing (exit code 5), and say what cannot be found',
        },
        {
          flag: '--head <hash>',
          description:
            'with --check: the hash of a line that was kept elsewhere, such as in a report; up to it nothing may have changed',
        },
      ],
    },
  ],
  secrets: [],
  load: async () => (await import('./report-command.ts')).reportCommand,
};
