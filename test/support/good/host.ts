import type { hostFacts } from '../../../src/core/facts/host.ts';
import type { GoodFacts } from './good-facts.ts';

export const host: GoodFacts<typeof hostFacts> = {
  sourceServers: ['db1.corp.example', 'db1-backup', '10.20.0.11'],
  migrationHost: 'mig01.corp.example',
  agentHosts: ['db1.corp.example', 'mig01.corp.example'],
  linkedHosts: ['mig01.corp.example'],
};
