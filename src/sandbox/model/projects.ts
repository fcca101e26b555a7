import { newId } from '../scenario/default-scenario.ts';
import type { AtlasProject, ManagerProject } from '../scenario/scenario.ts';
import type { Model } from './model.ts';

export function createAtlasProject(model: Model, name: string, orgId: string): AtlasProject {
  const created = new Date(model.time.now()).toISOString();
  const project = { id: newId(), name, orgId, created, clusters: [], peers: [], endpointServices: [] };
  const { atlas } = model.scenario;
  model.scenario = { ...model.scenario, atlas: { ...atlas, projects: [...atlas.projects, project] } };
  return project;
}

export function createManagerProject(model: Model, name: string, orgId: string): ManagerProject {
  const project = { id: newId(), name, orgId, deployments: [] };
  const { manager } = model.scenario;
  model.scenario = { ...model.scenario, manager: { ...manager, projects: [...manager.projects, project] } };
  return project;
}
