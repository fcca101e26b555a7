import { known, unknownBecause } from '../core/check.ts';
import { linkedProject } from './linked-project.ts';
import { hostNames, serversOf } from './manager-hosts.ts';
import { given, type Probe } from './probe.ts';

export const migrationHost: Probe<'migrationHost'> = {
  id: 'migrationHost',
  reads: ['inputs'],
  read: async ({ values }) => given(values.migrationHost, 'the migration host', async (host) => known(host)),
};

/** Servers that the manager does not list are not known to be others than the migration host. */
export const sourceServers: Probe<'sourceServers'> = {
  id: 'sourceServers',
  reads: ['manager'],
  read: async (world) => {
    const servers = await serversOf(world);
    return servers.length === 0
      ? unknownBecause(`the manager lists no servers of ${world.values.sourceCluster ?? 'the source deployment'}`)
      : known(servers.flatMap(hostNames));
  },
};

export const agentHosts: Probe<'agentHosts'> = {
  id: 'agentHosts',
  reads: ['manager'],
  read: async ({ manager, values }) =>
    given(values.sourceProject, "the source's project", async (project) => {
      const { agents } = await manager.agents(project, 'AUTOMATION');
      return known(agents.map(({ hostname }) => hostname));
    }),
};

export const linkedHosts: Probe<'linkedHosts'> = {
  id: 'linkedHosts',
  reads: ['atlas'],
  read: async (world) => {
    const project = await linkedProject(world);
    return project === undefined
      ? unknownBecause('Atlas does not list the source project')
      : known(project.migrationHosts);
  },
};
