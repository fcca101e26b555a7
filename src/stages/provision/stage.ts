import type { ProvisionFacts } from '../../checks/facts.ts';
import { provisionChecks } from '../../checks/provision.ts';
import { gatherProvisionFacts } from '../gather-facts.ts';
import { provisionNeeds } from '../needs.ts';
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
  ...provisionNeeds,
  checks: provisionChecks,
  gatherFacts: gatherProvisionFacts,
  steps: [createAgentKey, installAgent, allowHost, connectOrganization, seeHost],
};
