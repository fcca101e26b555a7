import { blockersOfSource, checksNamed, ofDestination, ofPair } from '../../checks/index.ts';
import type { LivemigStage } from '../world.ts';

export const start: LivemigStage = {
  id: 'start',
  title: 'Start',
  summary: 'validate, start and follow the migration until it is ready for cutover',
  checks: checksNamed(['E04', 'H01', 'LM06', ...ofDestination, ...ofPair, 'T08']),
  withSource: blockersOfSource,
  tellsOfArrival: true,
};
