import { defineCheck, defineQuestion } from '../core/check.ts';
import type { ManagerKind } from '../core/facts.ts';
import { firstNames } from '../core/first-names.ts';
import { majorOf } from '../core/version.ts';

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
    id: 'E03',
    title: "The manager's credentials belong to an Organization Owner",
    severity: 'block',
    mender: 'manager',
    about: 'credentials',
    needs: ['managerOwner'],
    source: 'Ops Manager API, migrationLink/status: required role',
    judge: ({ managerOwner }) =>
      managerOwner
        ? undefined
        : {
            message:
              "The manager does not show this key the link of the source's organization; that takes an Organization Owner.",
            fix: 'Give the key the role Organization Owner in the manager (Organization, Access Manager), or use another key.',
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
    id: 'E06',
    title: 'Ops Manager is 5.0 or newer',
    severity: 'block',
    mender: 'manager',
    engine: 'legacy',
    needs: ['manager', 'managerVersion'],
    source: 'Atlas docs, Legacy Live Migration: prerequisites',
    judge: ({ manager, managerVersion }) =>
      manager === 'ops-manager' && majorOf(managerVersion) < 5
        ? {
            message: `Ops Manager is ${managerVersion}; live migration needs 5.0 or newer.`,
            fix: 'Upgrade Ops Manager. It must not run in local mode either, which its API does not show.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'E07',
    title: "Ops Manager's outside addresses are named",
    severity: 'block',
    mender: 'manager',
    engine: 'legacy',
    needs: ['manager', 'managerIps'],
    mendedBy: 'link',
    source: 'Atlas docs, Legacy Live Migration: link-token',
    judge: ({ manager, managerIps }) =>
      manager === 'ops-manager' && managerIps.length === 0
        ? {
            message: 'No outside address of Ops Manager is named; Atlas lets the link-token in only from there.',
            fix: 'Give each to `livemig link` with --manager-ip: what Atlas sees when Ops Manager calls it.',
          }
        : undefined,
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
    id: 'E10',
    title: 'Nobody has to accept an agreement',
    severity: 'block',
    mender: 'manager',
    needs: ['manager', 'sourceEdition'],
    mendedBy: 'link',
    source: 'Atlas docs, Legacy Live Migration: MongoDB Community',
    judge: ({ manager, sourceEdition }) =>
      manager === 'ops-manager' && sourceEdition === 'community'
        ? {
            message: 'MongoDB Community in Ops Manager: somebody has to accept an agreement before the migration.',
            fix: 'Run `livemig link`, which shows it and keeps who accepted it and when.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'E11',
    title: 'The source runs MongoDB Enterprise',
    severity: 'warn',
    mender: 'dba',
    engine: 'push',
    needs: ['sourceEdition'],
    source: 'mongosync docs, limitations: MongoDB Community',
    judge: ({ sourceEdition }) =>
      sourceEdition === 'community'
        ? {
            message:
              'The source runs MongoDB Community, with which MongoDB does not test the engine and mostly does not support it.',
            fix: 'Ask MongoDB before a production migration, and rehearse it with a copy of the data.',
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

/** What no API shows. */
export const entitlementQuestions = [
  defineQuestion({
    id: 'E02',
    title: 'Whoever looks into Atlas is a Project Owner there',
    severity: 'warn',
    mender: 'atlas',
    source: 'Atlas docs, Live Migrate (Push): required access',
    look: "Whoever is to extend or cancel the migration has to do it in Atlas' console, as Project Owner: look at the project's Access Manager.",
  }),
  defineQuestion({
    id: 'E05',
    title: 'No other link-token of the organization is in use',
    severity: 'warn',
    mender: 'manager',
    source: 'Cloud Manager docs, Connect to Atlas for Live Migration: one link-token per organization',
    look: 'One link-token connects one organization: ask whether somebody else is connecting it at this moment.',
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
