import type { AtlasApi } from '../api/atlas.ts';
import type { ManagerApi } from '../api/ops-manager.ts';
import { createLook, type Look } from '../core/look.ts';
import type { RunClock } from '../core/ports.ts';
import type { Inspector } from '../stages/services.ts';
import type { RunPorts } from './run-ports.ts';

/* What only reads. A function that is not named here is taken for a change: it is never answered from memory. */

export const atlasReads = [
  'root',
  'orgs',
  'org',
  'projects',
  'project',
  'clusters',
  'cluster',
  'flexClusters',
  'processArgs',
  'databaseUsers',
  'endpointServices',
  'peerings',
  'accessList',
  'accessListStatus',
  'databaseUsers',
  'customDbRoles',
  'availableProjects',
  'validation',
  'migration',
] as const satisfies readonly (keyof AtlasApi)[];

export const managerReads = [
  'root',
  'orgs',
  'org',
  'projects',
  'project',
  'clusters',
  'hosts',
  'automated',
  'agents',
  'agentVersions',
  'agentKeys',
  'linkStatus',
] as const satisfies readonly (keyof ManagerApi)[];

const inspectorReads = [
  'greet',
  'deployment',
  'namespaces',
  'lookAround',
  'contents',
  'moment',
  'applications',
  'oplogReaches',
  'engineRecords',
  'survey',
] as const satisfies readonly (keyof Inspector)[];

/**
 * The same ports, through which everything is seen in looks (`core/look.ts`). A new one begins with each answer and approval
 * of a person, each pause of a wait, each change of one of the services or of the migration host.
 */
export function inLooks(ports: RunPorts): RunPorts {
  const look = createLook(ports.clock);
  return {
    ...ports,
    clock: pausing(ports.clock, look),
    prompter: () => {
      const prompter = ports.prompter();
      return prompter && look.share(prompter, []);
    },
    approver: (prompter, confirm) => look.share(ports.approver(prompter, confirm), []),
    connectAtlas: async (connection) => look.share(await ports.connectAtlas(connection), atlasReads),
    connectManager: async (connection) => look.share(await ports.connectManager(connection), managerReads),
    inspector: look.share(ports.inspector, inspectorReads),
    remoteShell: look.share(ports.remoteShell, []),
  };
}

function pausing({ now, elapsed, alarm, random, sleep }: RunClock, { begin }: Look): RunClock {
  return { now, elapsed, alarm, random, sleep: (ms, signal) => sleep(ms, signal).finally(begin) };
}
