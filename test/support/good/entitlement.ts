import type { entitlementFacts } from '../../../src/core/facts/entitlement.ts';
import type { GoodFacts } from './good-facts.ts';

export const entitlement: GoodFacts<typeof entitlementFacts> = {
  manager: 'cloud-manager',
  engine: 'push',
  managerName: 'MongoDB Cloud Manager',
  atlasRoles: ['ORG_OWNER'],
  linkStatus: 'SYNCED',
  canConnect: true,
};
