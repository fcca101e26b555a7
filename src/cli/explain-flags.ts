import type { CommandDeclaration } from './command-module.ts';

export const explain: CommandDeclaration = {
  examples: ['livemig explain mongosync.log', 'pbpaste | livemig explain -', 'livemig explain T02'],
  file: {
    about:
      'an error or a log of Atlas, the agent or the engine, - for standard input; or the id of a rule or the code of an error of livemig itself',
  },
  groups: [],
  secrets: [],
  load: async () => (await import('./explain-command.ts')).explainCommand,
};
