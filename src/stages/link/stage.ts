import { checksNamed, ofDestination, ofPair } from '../../checks/index.ts';
import type { LivemigStage } from '../world.ts';

export const link: LivemigStage = {
  id: 'link',
  title: 'Link',
  summary: 'create a link-token in Atlas for the organization',
  checks: checksNamed(['E01', 'LM06', ...ofDestination, 'LM01', ...ofPair]),
};
