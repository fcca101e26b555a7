import type { Check } from '../core/check.ts';
import { harmless } from '../core/harmless.ts';
import { findHost } from '../core/host-name.ts';
import { destinationChecks } from './destination.ts';
import type { StartFacts } from './facts.ts';
import { judged } from './judged.ts';
import { managerChecks, pairChecks } from './support.ts';

/** What `livemig start` makes sure of before it asks Atlas to validate. */
export const startChecks: readonly Check<StartFacts>[] = [
  {
    id: 'E04',
    title: 'The organizations are connected',
    severity: 'block',
    source: 'Ops Manager API, migrationLink/status',
    judge: ({ linkStatus }) =>
      judged(linkStatus, (status) =>
        status === 'SYNCED'
          ? undefined
          : {
              message: `The manager reports the link to Atlas as ${status}.`,
              fix: 'Run `livemig provision`, which connects the organizations and waits.',
            },
      ),
  },
  {
    id: 'H01',
    title: 'Atlas sees the migration host',
    severity: 'block',
    source: 'Atlas Admin API, availableProjects.migrationHosts',
    judge: ({ migrationHost, migrationHosts }) =>
      judged(migrationHosts, (hosts) =>
        findHost(migrationHost, hosts).is === 'one'
          ? undefined
          : {
              message: `Atlas does not list ${migrationHost} as a migration host; it lists ${hosts.join(', ') || 'none'}.`,
              fix:
                hosts.length === 0
                  ? 'Run `livemig provision`, which waits until Atlas lists it.'
                  : 'Run `livemig provision`, or choose one of those with --migration-host.',
            },
      ),
  },
  ...destinationChecks,
  ...managerChecks,
  ...pairChecks,
  {
    id: 'T08',
    title: 'The destination is empty, or is to be cleared',
    severity: 'warn',
    source: 'Atlas docs, Live Migrate (Push): clear any existing data',
    judge: ({ destinationNamespaces, dropDestination }) =>
      judged(destinationNamespaces, (namespaces) =>
        namespaces.length === 0 || dropDestination
          ? undefined
          : {
              message: `The destination already holds ${namespaces.slice(0, 5).map(harmless).join(', ')}${namespaces.length > 5 ? ` and ${namespaces.length - 5} more` : ''}.`,
              fix: 'Look whose they are. They stay beside what is migrated, and a namespace that the source has as well makes the migration fail: rename or drop by hand what nobody needs, or migrate to another cluster.',
            },
      ),
  },
];
