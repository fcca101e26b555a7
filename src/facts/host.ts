import { type Fact, known, unknownBecause } from '../core/check.ts';
import type { FactValues } from '../core/facts.ts';
import { firstNames } from '../core/first-names.ts';
import { accessOf } from './access-entry.ts';
import { linkedProject } from './linked-project.ts';
import { liveAgent } from './live-agent.ts';
import { hostNames, serversOf } from './manager-hosts.ts';
import { type FactWorld, given, type Probe } from './probe.ts';
import { source } from './source.ts';

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

const migrationAgent: Probe<'migrationAgent'> = {
  id: 'migrationAgent',
  read: async ({ manager, values }) =>
    given(values.sourceProject, "the source's project", (project) =>
      given(values.migrationHost, 'the migration host', async (host) => {
        const agent = await liveAgent(manager, project, host);
        if (agent.state === 'several') return unknownBecause(`${host} could be ${firstNames(agent.hosts, ' or ')}`);
        if (agent.state === 'absent') return known({ listed: false });
        return known({ listed: true, secondsAgo: 'secondsAgo' in agent ? agent.secondsAgo : null });
      }),
    ),
};

/** Ops Manager alone has this call (manager API notes, section 1). */
const oldAgents: Probe<'oldAgents'> = {
  id: 'oldAgents',
  read: async ({ manager, values }) =>
    given(values.sourceProject, "the source's project", async (project) => {
      if (values.manager !== 'ops-manager') return unknownBecause('Cloud Manager does not tell which agents are old');
      const versions = await manager.agentVersions(project);
      return known(
        versions
          .filter(({ isVersionOld, isVersionDeprecated }) => isVersionOld === true || isVersionDeprecated === true)
          .map(({ hostname, version, isVersionDeprecated }) => ({
            hostname,
            version: version ?? 'an unknown version',
            deprecated: isVersionDeprecated === true,
          })),
      );
    }),
};

const hostEntry: Probe<'hostEntry'> = {
  id: 'hostEntry',
  read: async (world) =>
    given(world.values.atlasProject, 'the Atlas project', (project) =>
      given(world.values.migrationHostIp, "the migration host's outside address", (address) =>
        entryFor(address, project, world),
      ),
    ),
};

async function entryFor(
  address: string,
  project: string,
  { atlas, clock }: FactWorld,
): Promise<Fact<FactValues['hostEntry']>> {
  const access = await accessOf(atlas, project, address, clock.now());
  if (access.is === 'missing') return known({ is: 'missing', address });
  const { entry, status, ends } = access.by;
  return known({ is: access.is, address, entry, status: status ?? 'not known', ends: ends ?? null });
}

const network: Probe<'network'> = {
  id: 'network',
  read: async ({ values }) => known(values.network ?? 'public'),
};

const sourceTls: Probe<'sourceTls'> = {
  id: 'sourceTls',
  read: async (world) => {
    if (world.values.sourceTls !== undefined) return known(world.values.sourceTls);
    const found = await source.read(world);
    if (!found.known) return found;
    const { name, tls } = found.value;
    return tls === undefined ? unknownBecause(`nobody reports whether ${name} uses TLS`) : known(tls);
  },
};

const collectedSize: Probe<'collectedSize'> = {
  id: 'collectedSize',
  read: async (world) => {
    const project = await linkedProject(world);
    if (!project.known) return project;
    const deployment = project.value.deployments.find(({ name }) => name === world.values.sourceCluster);
    return deployment === undefined
      ? unknownBecause('Atlas does not list the source deployment')
      : known(deployment.dbSizeBytes ?? 0);
  },
};

export const hostProbes = {
  migrationHost,
  sourceServers,
  agentHosts,
  linkedHosts,
  migrationAgent,
  oldAgents,
  hostEntry,
  network,
  sourceTls,
  collectedSize,
};
