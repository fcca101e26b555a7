import type { LinkFacts } from '../../checks/facts.ts';
import { linkChecks } from '../../checks/link.ts';
import { gatherLinkFacts } from '../gather-facts.ts';
import { linkNeeds } from '../needs.ts';
import type { LivemigStage } from '../world.ts';

export const link: LivemigStage<LinkFacts> = {
  id: 'link',
  title: 'Link',
  summary: 'create a link-token in Atlas for the organization',
  ...linkNeeds,
  checks: linkChecks,
  gatherFacts: gatherLinkFacts,
};
