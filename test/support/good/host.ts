import type { hostFacts } from '../../../src/core/facts/host.ts';
import type { GoodFacts } from './good-facts.ts';

export const host: GoodFacts<typeof hostFacts> = {
  sourceServers: ['db1.corp.example', 'db1-backup', '10.20.0.11'],
  migrationHost: 'mig01.corp.example',
  agentHosts: ['db1.corp.example', 'mig01.corp.example'],
  migrationAgent: { listed: true, secondsAgo: 8 },
  oldAgents: [],
  hostEntry: { is: 'ready', address: '203.0.113.25', entry: '203.0.113.25', status: 'ACTIVE', ends: null },
  network: 'public',
  sourceTls: true,
  collectedSize: 734_003_200,
  linkedHosts: ['mig01.corp.example'],
};
