import type { Needs } from '../stages/needs.ts';
import type { CommandDeclaration } from './command-module.ts';
import { asked } from './stage-flags.ts';

/** How the services and the deployments are reached, and nothing of what is to be done there. */
export const doctorNeeds = {
  talksTo: { atlas: 'if-known', manager: 'if-known', source: 'if-known', destination: 'if-known' },
  inputs: ['atlasUrl', 'manager', 'managerUrl', 'managerCaFile', 'sourceUri', 'destinationUri'],
  looksOnly: true,
} as const satisfies Needs;

export const doctor: CommandDeclaration = {
  examples: ['livemig doctor', 'livemig doctor --no-color > page.txt', 'livemig doctor --json | tail -n 1'],
  ...asked(doctorNeeds, []),
  load: async () => (await import('./doctor-command.ts')).doctorCommand,
};
