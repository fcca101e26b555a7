import { checksNamed } from '../../checks/index.ts';
import type { LivemigStage } from '../world.ts';

export const provision: LivemigStage = {
  id: 'provision',
  title: 'Provision',
  summary: 'provision the migration host and connect the organization to Atlas',
  checks: checksNamed(['LM02', 'LM03', 'LM05', 'LM04', 'E08', 'E09']),
};
