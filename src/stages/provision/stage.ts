import type { ProvisionFacts } from '../../checks/facts.ts';
import { provisionChecks } from '../../checks/provision.ts';
import { gatherProvisionFacts } from '../gather-facts.ts';
import { provisionNeeds } from '../needs.ts';
import type { LivemigStage } from '../world.ts';

export const provision: LivemigStage<ProvisionFacts> = {
  id: 'provision',
  title: 'Provision',
  summary: 'provision the migration host and connect the organization to Atlas',
  ...provisionNeeds,
  checks: provisionChecks,
  gatherFacts: gatherProvisionFacts,
};
