import type { FactValues } from '../../../../src/core/facts.ts';
import { good } from '../../../support/good-facts.ts';
import type { CheckRow } from '../check-row.ts';

const running = (version: string) => ({ source: { ...good.source, version } });
const on = (manager: FactValues['manager'], version: string) => ({ manager, ...running(version) });

const legacy = (change: Partial<FactValues>) => ({ engine: 'legacy', manager: 'ops-manager', ...change }) as const;

/** Rules E, and LM02 and LM04. */
export const entitlementRows: readonly CheckRow[] = [
  ['E01', 'a key that is a member only', { atlasRoles: ['ORG_MEMBER'] }, 'block', /roles ORG_MEMBER.*ORG_OWNER/],
  ['E01', 'a key without any role', { atlasRoles: [] }, 'block', /roles none/],
  ['E01', 'a key with other roles besides', { atlasRoles: ['ORG_MEMBER', 'ORG_OWNER'] }, 'pass'],
  ['E04', 'a link that is not synced', { linkStatus: 'NOT_SYNCED' }, 'block', /NOT_SYNCED.*livemig provision/],
  ['E08', 'Ops Manager with 5.0', on('ops-manager', '5.0.31'), 'pass'],
  ['E08', 'Ops Manager with 6.0', on('ops-manager', '6.0.19'), 'block', /Cloud Manager.*pull.*mongosync/],
  ['E08', 'Ops Manager with 10.0', on('ops-manager', '10.0.1'), 'block'],
  ['E08', 'Cloud Manager with 7.0', on('cloud-manager', '7.0.14'), 'pass'],
  ['E09', 'Ops Manager with 5.0', on('ops-manager', '5.0.31'), 'warn', /deprecated/],
  ['E09', 'Ops Manager with 6.0', on('ops-manager', '6.0.19'), 'pass'],
  ['E09', 'Cloud Manager with 5.0', on('cloud-manager', '5.0.31'), 'pass'],
  ['LM02', 'Atlas in place of a manager', { managerName: 'MongoDB Atlas' }, 'block', /leads to MongoDB Atlas/],
  ['LM02', 'the other manager', { managerName: 'MongoDB Ops Manager' }, 'block', /--manager ops-manager/],
  ['LM02', 'the other one, the other way round', { manager: 'ops-manager' }, 'block', /--manager cloud-manager/],
  ['LM02', 'a name that nobody documented', { managerName: 'MongoDB Cloud' }, 'pass'],
  ['LM04', 'no link-token', { canConnect: false }, 'block', /no link-token.*livemig link/],
  ['E03', 'a key that may not see the link', { managerOwner: false }, 'block', /Organization Owner/],
  ['E06', 'an old Ops Manager', legacy({ managerVersion: '4.4.31' }), 'block', /4\.4\.31.*local mode/],
  ['E06', 'the oldest that will do', legacy({ managerVersion: '5.0.0' }), 'pass'],
  ['E06', 'Cloud Manager', legacy({ manager: 'cloud-manager', managerVersion: '4.4.31' }), 'pass'],
  ['E07', 'no addresses', legacy({ managerIps: [] }), 'block', /--manager-ip/],
  ['E07', 'no addresses of Cloud Manager', legacy({ manager: 'cloud-manager', managerIps: [] }), 'pass'],
  ['E07', 'another engine', { manager: 'ops-manager', managerIps: [] }, 'pass', /not asked of this engine/],
  ['E10', 'Community in Ops Manager', { manager: 'ops-manager', sourceEdition: 'community' }, 'block', /livemig link/],
  ['E10', 'Community in Cloud Manager', { sourceEdition: 'community' }, 'pass'],
  ['E11', 'Community', { sourceEdition: 'community' }, 'warn', /does not test/],
];
