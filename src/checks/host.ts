import { defineCheck } from '../core/check.ts';
import { firstNames } from '../core/first-names.ts';
import { findHost } from '../core/host-name.ts';

/** Rules H: the migration host. */
export const hostChecks = [
  defineCheck({
    id: 'H01',
    title: 'Atlas sees the migration host',
    severity: 'block',
    mender: 'manager',
    needs: ['migrationHost', 'linkedHosts'],
    mendedBy: 'provision',
    source: 'Atlas Admin API, availableProjects.migrationHosts',
    judge: ({ migrationHost, linkedHosts: hosts }) =>
      findHost(migrationHost, hosts).is === 'one'
        ? undefined
        : {
            message: `Atlas does not list ${migrationHost} as a migration host; it lists ${firstNames(hosts) || 'none'}.`,
            fix:
              hosts.length === 0
                ? 'Run `livemig provision`, which waits until Atlas lists it.'
                : 'Run `livemig provision`, or choose one of those with --migration-host.',
          },
  }),
  defineCheck({
    id: 'LM03',
    title: "The migration host is not one of the deployment's own servers",
    severity: 'block',
    mender: 'manager',
    needs: ['migrationHost', 'sourceServers'],
    source: 'Cloud Manager docs, Provision a Migration Host',
    judge: ({ migrationHost, sourceServers }) =>
      // Of several that it could be, each is one.
      findHost(migrationHost, sourceServers).is !== 'none'
        ? {
            message: `${migrationHost} is a server of the source deployment itself.`,
            fix: 'Use a server on which nothing else runs: 8 CPUs and 24 GB of memory or more, 64-bit Linux.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'LM05',
    title: "The migration host's name means one host",
    severity: 'block',
    mender: 'manager',
    needs: ['migrationHost', 'agentHosts'],
    source: 'Ops Manager API, agents: one record for each host name',
    judge: ({ migrationHost, agentHosts }) => {
      const found = findHost(migrationHost, agentHosts);
      return found.is !== 'several'
        ? undefined
        : {
            message: `${migrationHost} could be ${firstNames(found.hosts, ' or ')}.`,
            fix: 'Give the whole name with --migration-host, as its agent reports it.',
          };
    },
  }),
];
