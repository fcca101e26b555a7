import type { Check } from '../core/check.ts';
import { findHost } from '../core/host-name.ts';
import type { ProvisionFacts } from './facts.ts';
import { judged, judgedBoth } from './judged.ts';
import { managerChecks } from './support.ts';

/** What `livemig provision` makes sure of before it changes anything in the manager. */
export const provisionChecks: readonly Check<ProvisionFacts>[] = [
  {
    id: 'LM02',
    title: 'The manager is what it is said to be',
    severity: 'block',
    source: 'Ops Manager API, root resource: appName',
    judge: ({ manager, managerName }) => judgedBoth(manager, managerName, otherManager),
  },
  {
    id: 'LM03',
    title: "The migration host is not one of the deployment's own servers",
    severity: 'block',
    source: 'Cloud Manager docs, Provision a Migration Host',
    judge: ({ migrationHost, sourceHosts }) =>
      judged(sourceHosts, (hosts) =>
        // Of several that it could be, each is one.
        findHost(migrationHost, hosts).is !== 'none'
          ? {
              message: `${migrationHost} is a server of the source deployment itself.`,
              fix: 'Use a server on which nothing else runs: 8 CPUs and 24 GB of memory or more, 64-bit Linux.',
            }
          : undefined,
      ),
  },
  {
    id: 'LM05',
    title: "The migration host's name means one host",
    severity: 'block',
    source: 'Ops Manager API, agents: one record for each host name',
    judge: ({ migrationHost, agentHosts }) =>
      judged(agentHosts, (names) => {
        const found = findHost(migrationHost, names);
        return found.is !== 'several'
          ? undefined
          : {
              message: `${migrationHost} could be ${found.hosts.join(' or ')}.`,
              fix: 'Give the whole name with --migration-host, as its agent reports it.',
            };
      }),
  },
  {
    id: 'LM04',
    title: 'A link-token is at hand',
    severity: 'block',
    source: 'Cloud Manager docs, Connect to Atlas for Live Migration',
    judge: ({ canConnect }) =>
      judged(canConnect, (can) =>
        can
          ? undefined
          : {
              message: 'There is no link-token, and the organizations are not connected.',
              fix: 'Run `livemig link` first; if it ran elsewhere, give its token with --link-token-stdin or LIVEMIG_LINK_TOKEN.',
            },
      ),
  },
  ...managerChecks,
];

/** Only a name that clearly says the opposite counts: what Cloud Manager calls itself is not documented. */
function otherManager(kind: string, name: string) {
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
