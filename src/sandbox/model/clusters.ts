import type { DestinationCluster } from '../scenario/scenario.ts';
import type { Model } from './model.ts';
import { delays } from './sandbox-time.ts';

/** Pauses or resumes a cluster; Atlas works on it for a while. */
export function setPaused(model: Model, cluster: DestinationCluster, paused: boolean): DestinationCluster {
  const changed = { ...cluster, paused };
  const { atlas } = model.scenario;
  const projects = atlas.projects.map((project) => ({
    ...project,
    clusters: project.clusters.map((each) => (each.id === cluster.id ? changed : each)),
  }));
  model.scenario = { ...model.scenario, atlas: { ...atlas, projects } };
  const others = model.state.clusterChanges.filter(({ clusterId }) => clusterId !== cluster.id);
  const change = { clusterId: cluster.id, at: model.time.now() };
  model.state = { ...model.state, clusterChanges: [...others, change] };
  return changed;
}

/** UPDATING while Atlas works on it, then what it was in. */
export function stateNameOf({ state, time }: Model, { id, stateName }: DestinationCluster): string {
  const change = state.clusterChanges.find(({ clusterId }) => clusterId === id);
  return change === undefined || time.hasPassed(change.at, delays.clusterChange) ? stateName : 'UPDATING';
}
