import type { CommandDeclaration } from './command-module.ts';

export const profile: CommandDeclaration = {
  examples: ['livemig profile list', 'livemig profile list --json | tail -n 1', 'livemig status --profile work'],
  words: [{ word: 'list', about: 'list them, with whom each is for and where its secret is; shows none' }],
  groups: [],
  secrets: [],
  load: async () => (await import('./profile-command.ts')).profileCommand,
};
