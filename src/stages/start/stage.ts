import type { StartFacts } from '../../checks/facts.ts';
import { startChecks } from '../../checks/start.ts';
import { gatherStartFacts } from '../gather-facts.ts';
import { startNeeds } from '../needs.ts';
import type { LivemigStage } from '../world.ts';

export const start: LivemigStage<StartFacts> = {
  id: 'start',
  title: 'Start',
  summary: 'validate, start and follow the migration until it is ready for cutover',
  ...startNeeds,
  checks: startChecks,
  gatherFacts: gatherStartFacts,
};
