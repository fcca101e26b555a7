import type { ProvisionFacts } from '../../checks/facts.ts';
import { provisionChecks } from '../../checks/provision.ts';
import { gatherProvisionFacts } from '../gather-facts.ts';
import type { LivemigStage } from '../world.ts';
import { allowHost } from './allow-host.ts';
import { connectOrganization } from './connect-organization.ts';
import { createAgentKey } from './create-agent-key.ts';
import { installAgent } from './install-agent.ts';
import { seeHost } from './see-host.ts';

export const provision: LivemigStage<ProvisionFacts> = {
  id: 'provision',
  title: 'Provision',
  summary: 'provision the migration host and connect the organization to Atlas',
  manager: 'needed',
  inputs: [
    'manager',
    'atlasOrg',
    'atlasProject',
    'sourceOrg',
    'sourceProject',
    'sourceCluster',
    'migrationHost',
    'agent',
    'ssh',
    'network',
    'migrationHostIp',
    'linkToken',
  ],
  checks: provisionChecks,
  gatherFacts: gatherProvisionFacts,
  steps: [createAgentKey, installAgent, allowHost, connectOrganization, seeHost],
};
