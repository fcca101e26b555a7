import type { CommandDeclaration } from './command-module.ts';

export const explain: CommandDeclaration = {
  examples: ['livemig explain mongosync.log', 'pbpaste | livemig explain -'],
  file: { about: 'an error or a log of Atlas, the agent or the engine; - reads standard input' },
  groups: [],
  secrets: [],
  load: async () => (await import('./explain-command.ts')).explainCommand,
};
