import { known } from '../core/check.ts';
import { linkedProject } from './linked-project.ts';
import { hostNames, serversOf } from './manager-hosts.ts';
import { given, type Probe } from './probe.ts';

export const migrationHost: Probe<'migrationHost'> = {
  id: 'migrationHost',
  read: async ({ values }) => given(values.migrationHost, 'the migration host', async (host) => known(host)),
};

/** Servers that the manager does not list are not known to be others than the migration host. */
export const sourceServers: Probe<'sourceServers'> = {
  id: 'sourceServers',
  read: async (world) => {
    const servers = await serversOf(world);
    return servers.known ? known(servers.value.flatMap(hostNames)) : servers;
  },
};

export const agentHosts: Probe<'agentHosts'> = {
  id: 'agentHosts',
  read: async ({ manager, values }) =>
    given(values.sourceProject, "the source's project", async (project) => {
      const { agents } = await manager.agents(project, 'AUTOMATION');
      return known(agents.map(({ hostname }) => hostname));
    }),
};

export const linkedHosts: Probe<'linkedHosts'> = {
  id: 'linkedHosts',
  read: async (world) => {
    const project = await linkedProject(world);
    return project.known ? known(project.value.migrationHosts) : project;
  },
};

export const hostProbes = {
  migrationHost,
  sourceServers,
  agentHosts,
  linkedHosts,
};
