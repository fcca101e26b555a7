import type { AtlasProject } from '../../api/atlas-schemas.ts';
import type { Choice } from '../../core/ports.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export function namedChoices(entities: readonly Named[]): Choice[] {
  return entities.map(({ id, name }) => ({ value: id, name }));
}

/** Projects of Atlas with how many clusters each has, where Atlas tells. */
export function projectChoices(projects: readonly AtlasProject[]): Choice[] {
  return projects.map(({ id, name, clusterCount: count }) => ({
    value: id,
    name,
    ...(count === undefined || count === null ? {} : { note: `${count} ${count === 1 ? 'cluster' : 'clusters'}` }),
  }));
}
