import type { Fact } from '../../core/check.ts';
import { LivemigError } from '../../core/errors.ts';
import { findHost } from '../../core/host-name.ts';
import type { DestinationCluster, MigrationHost } from '../../core/results/left-behind.ts';
import { seen } from '../seen.ts';
import { linkedProject } from '../source-deployment.ts';
import { need, type World } from '../world.ts';

/** What a migration stands on, besides its two deployments. */
export interface Surroundings {
  readonly destinationCluster: Fact<DestinationCluster>;
  readonly migrationHost: Fact<MigrationHost>;
}

/** Two requests; what cannot be asked is not known by itself. */
export async function lookAtSurroundings(world: World): Promise<Surroundings> {
  const [destinationCluster, migrationHost] = await Promise.all([
    seen(() => clusterNow(world)),
    seen(() => hostNow(world)),
  ]);
  return { destinationCluster, migrationHost };
}

async function clusterNow(world: World): Promise<DestinationCluster> {
  try {
    const { paused } = await world.atlas.cluster(need(world, 'atlasProject'), need(world, 'destinationCluster'));
    return paused === true ? 'paused' : 'there';
  } catch (error) {
    if (error instanceof LivemigError && error.api?.errorCode === 'CLUSTER_NOT_FOUND') return 'gone';
    throw error;
  }
}

async function hostNow(world: World): Promise<MigrationHost> {
  const project = await linkedProject(world, world.values);
  if (project === undefined) return 'not-linked';
  return findHost(need(world, 'migrationHost'), project.migrationHosts).is === 'none' ? 'not-listed' : 'listed';
}
