import type { entitlementFacts } from '../../../src/core/facts/entitlement.ts';
import type { GoodFacts } from './good-facts.ts';

export const entitlement: GoodFacts<typeof entitlementFacts> = {
  manager: 'cloud-manager',
  engine: 'push',
  managerName: 'MongoDB Cloud Manager',
  atlasRoles: ['ORG_OWNER'],
  managerOwner: true,
  managerVersion: '7.0.11',
  managerIps: ['203.0.113.7'],
  sourceEdition: 'enterprise',
  linkStatus: 'SYNCED',
  canConnect: true,
};
