import type { AtlasApi } from '../api/atlas.ts';
import type { ManagerApi } from '../api/ops-manager.ts';
import { createLook, type Look } from '../core/look.ts';
import type { RunClock } from '../core/ports.ts';
import type { Inspector } from '../stages/services.ts';
import type { Host } from './host.ts';

/* What only reads. A function that is not named here is taken for a change: it is never answered from memory. */

const atlasReads = [
  'root',
  'orgs',
  'org',
  'projects',
  'project',
  'clusters',
  'cluster',
  'flexClusters',
  'processArgs',
  'accessList',
  'accessListStatus',
  'availableProjects',
  'validation',
  'migration',
] as const satisfies readonly (keyof AtlasApi)[];

const managerReads = [
  'root',
  'orgs',
  'org',
  'projects',
  'project',
  'clusters',
  'hosts',
  'automated',
  'agents',
  'agentKeys',
  'linkStatus',
] as const satisfies readonly (keyof ManagerApi)[];

const inspectorReads = [
  'greet',
  'deployment',
  'namespaces',
  'lookAround',
  'contents',
] as const satisfies readonly (keyof Inspector)[];

/**
 * The same host, through which everything is seen in looks (`core/look.ts`). A new one begins with each answer and approval
 * of a person, each pause of a wait, each change of one of the services or of the migration host.
 */
export function inLooks(host: Host): Host {
  const look = createLook(host.clock);
  return {
    ...host,
    clock: pausing(host.clock, look),
    prompter: () => {
      const prompter = host.prompter();
      return prompter && look.share(prompter, []);
    },
    approver: (prompter, confirm) => look.share(host.approver(prompter, confirm), []),
    connectAtlas: async (connection) => look.share(await host.connectAtlas(connection), atlasReads),
    connectManager: async (connection) => look.share(await host.connectManager(connection), managerReads),
    inspector: look.share(host.inspector, inspectorReads),
    remoteShell: look.share(host.remoteShell, []),
  };
}

function pausing({ now, elapsed, alarm, random, sleep }: RunClock, { begin }: Look): RunClock {
  return { now, elapsed, alarm, random, sleep: (ms, signal) => sleep(ms, signal).finally(begin) };
}
