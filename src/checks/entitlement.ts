import { defineCheck } from '../core/check.ts';
import type { ManagerKind } from '../core/facts.ts';
import { firstNames } from '../core/first-names.ts';
import { majorOf } from './versions.ts';

/** Rules E: who may, with which manager, and whether the organizations are connected. */
export const entitlementChecks = [
  defineCheck({
    id: 'E01',
    title: 'The Atlas credentials belong to an Organization Owner',
    severity: 'block',
    mender: 'atlas',
    about: 'credentials',
    needs: ['atlasRoles'],
    source: 'Atlas Admin API, Cloud Migration Service: required role',
    judge: ({ atlasRoles: roles }) =>
      roles.includes('ORG_OWNER')
        ? undefined
        : {
            message: `The Atlas API key has the roles ${firstNames(roles) || 'none'} in the organization; live migration needs ORG_OWNER.`,
            fix: 'Give the key the role Organization Owner (Organization, Applications, API Keys), or use another key.',
          },
  }),
  defineCheck({
    id: 'E04',
    title: 'The organizations are connected',
    severity: 'block',
    mender: 'manager',
    needs: ['linkStatus'],
    mendedBy: 'provision',
    source: 'Ops Manager API, migrationLink/status',
    judge: ({ linkStatus }) =>
      linkStatus === 'SYNCED'
        ? undefined
        : {
            message: `The manager reports the link to Atlas as ${linkStatus}.`,
            fix: 'Run `livemig provision`, which connects the organizations and waits.',
          },
  }),
  defineCheck({
    id: 'E08',
    title: 'The manager and the source version are supported together',
    severity: 'block',
    mender: 'manager',
    needs: ['manager', 'source'],
    source: 'Ops Manager docs, Migrate to Atlas; Atlas docs, Legacy Live Migration',
    judge: ({ manager, source: { name, version } }) =>
      manager === 'ops-manager' && majorOf(version) >= 6
        ? {
            message: `${name} runs MongoDB ${version} in Ops Manager; MongoDB supports live migration through Ops Manager only below 6.0.`,
            fix: "Add the deployment to Cloud Manager's monitoring and migrate through it; or use Atlas' live migration by pull, or mongosync.",
          }
        : undefined,
  }),
  defineCheck({
    id: 'E09',
    title: 'The manager and the source version are not deprecated together',
    severity: 'warn',
    mender: 'manager',
    needs: ['manager', 'source'],
    source: 'Atlas docs, Legacy Live Migration',
    judge: ({ manager, source: { name, version } }) =>
      manager === 'ops-manager' && majorOf(version) < 6
        ? {
            message: `${name} runs MongoDB ${version} in Ops Manager; MongoDB calls this path deprecated.`,
            fix: "Atlas' validation has the last word. Alternatives: Cloud Manager's monitoring, live migration by pull, or mongosync.",
          }
        : undefined,
  }),
  defineCheck({
    id: 'LM02',
    title: 'The manager is what it is said to be',
    severity: 'block',
    mender: 'manager',
    needs: ['manager', 'managerName'],
    source: 'Ops Manager API, root resource: appName',
    judge: ({ manager, managerName }) => otherManager(manager, managerName),
  }),
  defineCheck({
    id: 'LM04',
    title: 'A link-token is at hand',
    severity: 'block',
    mender: 'atlas',
    needs: ['canConnect'],
    mendedBy: 'link',
    source: 'Cloud Manager docs, Connect to Atlas for Live Migration',
    judge: ({ canConnect }) =>
      canConnect
        ? undefined
        : {
            message: 'There is no link-token, and the organizations are not connected.',
            fix: 'Run `livemig link` first; if it ran elsewhere, give its token with --link-token-stdin or LIVEMIG_LINK_TOKEN.',
          },
  }),
];

/** Only a name that clearly says the opposite counts: what Cloud Manager calls itself is not documented. */
function otherManager(kind: ManagerKind, name: string) {
  const other = kind === 'ops-manager' ? /cloud manager/i : /ops manager/i;
  if (/atlas/i.test(name)) {
    return {
      message: `The manager's URL leads to ${name}.`,
      fix: 'The source is in Cloud Manager or Ops Manager: check --manager-url.',
    };
  }
  if (!other.test(name)) return undefined;
  const right = kind === 'ops-manager' ? 'cloud-manager' : 'ops-manager';
  return {
    message: `--manager says ${kind}, but the manager calls itself ${name}.`,
    fix: `Use --manager ${right}, or check --manager-url.`,
  };
}
