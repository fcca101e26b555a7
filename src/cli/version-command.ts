import type { TextDeclaration } from './command-module.ts';

export const versionCommand: TextDeclaration = {
  examples: ['livemig version', 'livemig --version'],
  words: () => [],
  say: async (_, { version }) => `${version}\n`,
};
