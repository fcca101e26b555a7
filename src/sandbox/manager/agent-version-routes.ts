import { project } from '../http/access.ts';
import { selfLink } from '../http/page.ts';
import { ok, type Route } from '../http/route.ts';
import { agentsOf } from '../model/agents.ts';
import type { Model } from '../model/model.ts';
import { managerTerritory } from './territory.ts';

const latestVersion = '13.20.1.9185';
const minimumVersion = '12.0.0.7000';

/** Versions of agents and components: Ops Manager has these calls, Cloud Manager does not (Ops Manager notes, section 1). */
export function agentVersionRoutes(model: Model): Route[] {
  if (model.scenario.manager.kind !== 'ops-manager') return [];
  const territory = managerTerritory(model);
  return [
    {
      method: 'GET',
      path: '/groups/:groupId/agents/versions',
      handle: ({ identity, param, url }) => {
        const { id, deployments } = project(territory, identity, param('groupId'));
        const now = model.time.now();
        const servers = deployments.flatMap(({ hosts }) => hosts.map(({ hostname }) => hostname));
        const entries = agentsOf(model, id).map(({ hostname, lastConf, confCount }) => ({
          address: hostname,
          hostname,
          hostnameShort: hostname.split('.')[0],
          version: latestVersion,
          confCount,
          pingCount: 0,
          lastConf,
          lastPing: lastConf,
          msSinceLastConf: now - lastConf,
          isPrimary: false,
          isManaged: true,
          isVersionOld: false,
          isVersionDeprecated: false,
          isModule: false,
          numProcess: servers.filter((name) => name === hostname).length,
          pingState: 'ok',
          tagName: null,
        }));
        return ok({
          count: entries.length,
          entries,
          isAnyAgentNotManaged: false,
          isAnyAgentVersionOld: false,
          isAnyAgentVersionDeprecated: false,
          latestVersion,
          minimumVersion,
          minimumAgentVersionDetected: latestVersion,
          ...selfLink(url),
        });
      },
    },
    {
      method: 'GET',
      path: '/softwareComponents/versions',
      handle: ({ url }) =>
        ok({
          automationVersion: latestVersion,
          automationMinimumVersion: minimumVersion,
          biConnectorVersion: '2.14.20',
          biConnectorMinimumVersion: '2.3.1',
          mongoDbToolsVersion: '100.10.0',
          ...selfLink(url),
        }),
    },
  ];
}
