import { checkNeeds } from '../stages/needs.ts';
import type { CommandDeclaration } from './command-module.ts';
import { asked } from './stage-flags.ts';

export const check: CommandDeclaration = {
  examples: [
    'livemig check',
    'livemig check --assume-rate 50MB/s --watch-writes 60s',
    'livemig check --skip T09 --because "scaled up on the day"',
    'livemig check --collect --save-facts facts.json',
    'livemig check --facts facts.json --json | tail -n 1',
  ],
  ...asked(checkNeeds, [
    {
      title: 'What to do',
      flags: [
        {
          flag: '--assume-rate <rate>',
          description: 'the rate at which the copy is taken to go on, such as 50MB/s; nobody publishes one',
        },
        {
          flag: '--watch-writes <duration>',
          description: 'watch for so long, such as 60s, what is written there and which definitions change; at most 1h',
        },
        { flag: '--all', description: 'list what passed as well, and everything that a finding is about' },
        { flag: '--list', description: 'list every rule: its id, what it can be at worst, and who can mend it' },
        { flag: '--explain <id>', description: 'tell everything of one rule, or of the "verdict" with its reasons' },
        { flag: '--only <id>', description: 'judge only this rule', repeatable: true },
        {
          flag: '--skip <id>',
          description: 'what this rule finds is not to stand in the way here, from now on; kept in journal and audit',
          repeatable: true,
          spoken: true,
        },
        {
          flag: '--because <text>',
          description: 'why; a rule that can block is not skipped without it',
          repeatable: true,
          spoken: true,
        },
        { flag: '--unskip <id>', description: 'take that back', repeatable: true },
        {
          flag: '--diff <which>',
          description: 'last: show only what has changed since the last check in this directory',
          oneOf: ['last'],
        },
        {
          flag: '--save-facts <file>',
          description:
            'write what was read, for --facts: no document and no password, but definitions with their values',
        },
        { flag: '--facts <file>', description: 'judge what was read elsewhere, where it cannot be seen from here' },
        {
          flag: '--collect',
          description:
            'only read the source, with LIVEMIG_SOURCE_URI and no API key, into livemig-facts.json or what --save-facts names',
        },
        { flag: '--dry-run', description: 'show what would be asked, and whom; sends nothing' },
      ],
    },
  ]),
  load: async () => (await import('./check-command.ts')).checkCommand,
};
