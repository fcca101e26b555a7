import type { AtlasProject, Deployment, DestinationCluster, ManagerProject, Scenario } from './scenario.ts';

/** The migration that a sandbox is made for: what the environment names and the two servers stand for. */
export interface MainPair {
  readonly atlasOrg: { readonly id: string; readonly name: string };
  readonly atlasProject: AtlasProject;
  readonly destination: DestinationCluster;
  readonly sourceOrg: { readonly id: string; readonly name: string };
  readonly sourceProject: ManagerProject;
  readonly source: Deployment;
}

/** The first of each: organization, its first project, and the first cluster or deployment in it. */
export function mainPair({ atlas, manager }: Scenario): MainPair {
  const [atlasOrg, sourceOrg] = [first(atlas.orgs, 'Atlas organization'), first(manager.orgs, 'source organization')];
  const atlasProject = first(atlas.projects, 'Atlas project');
  const sourceProject = first(manager.projects, 'source project');
  const destination = first(atlasProject.clusters, 'cluster');
  return {
    atlasOrg,
    atlasProject,
    destination,
    sourceOrg,
    sourceProject,
    source: first(sourceProject.deployments, 'deployment'),
  };
}

function first<One>([one]: readonly One[], what: string): One {
  if (one === undefined) throw new Error(`the scenario has no ${what}`);
  return one;
}
