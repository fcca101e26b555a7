import type { DestinationCluster, LeftBehind, MigrationHost } from '../../core/results/left-behind.ts';
import { withoutStop } from '../../core/without-stop.ts';

/** What a migration cannot go on without: how it was found, and what to do. What is as it should be says nothing. */
const clusterTroubles: Readonly<Record<DestinationCluster, ((cluster: string) => Trouble) | undefined>> = {
  there: undefined,
  paused: (cluster) => ({
    behind: `${cluster}: the cluster is paused`,
    advice: `Resume ${cluster} in Atlas: nothing can be migrated into a cluster that is paused.`,
  }),
  gone: (cluster) => ({
    behind: `${cluster}: Atlas does not know the cluster any more, and what was migrated is gone with it`,
    advice: `Find out who has removed ${cluster}, or given it another name.`,
  }),
};
const hostTroubles: Readonly<Record<MigrationHost, Trouble | undefined>> = {
  listed: undefined,
  'not-listed': {
    behind: 'migration host: Atlas does not list it any more',
    advice:
      'Look whether the migration host runs, and its MongoDB Agent with agentFeatureCloudMigrationEnabled=true, and reaches the manager.',
  },
  'not-linked': {
    behind: 'link: Atlas does not list the source project any more, as where the organizations are not connected',
    advice:
      "Connect the manager's organization to Atlas again: the manager's organization settings, Live Migration, show the link and its last error.",
  },
};

interface Trouble {
  readonly behind: string;
  readonly advice: string;
}

function troublesOf({ destinationCluster: there, migrationHost: host }: LeftBehind, cluster: string): Trouble[] {
  const found = [
    there?.known === true ? clusterTroubles[there.value]?.(cluster) : undefined,
    host?.known === true ? hostTroubles[host.value] : undefined,
  ];
  return found.filter((trouble) => trouble !== undefined);
}

export function surroundingLines(left: LeftBehind, cluster: string): string[] {
  const { destinationCluster: there, migrationHost: host } = left;
  return [
    ...troublesOf(left, cluster).map(({ behind }) => behind),
    ...(there?.known === false ? [`${cluster}: whether the cluster is there was ${notSeen(there)}`] : []),
    ...(host?.known === false ? [`migration host: whether Atlas lists it was ${notSeen(host)}`] : []),
  ];
}

export function surroundingAdvice(left: LeftBehind, cluster: string): string[] {
  return troublesOf(left, cluster).map(({ advice }) => advice);
}

export function notSeen({ reason: because }: { readonly reason: string }): string {
  return `not looked at (${withoutStop(because)})`;
}
