import { z } from 'zod';
import { defineStep } from '../../core/step.ts';
import { hasHost, linkedProject } from '../source-deployment.ts';
import { need, type World } from '../world.ts';

/** The only proof that the host's feature switch is on: the manager has no call for it (Ops Manager notes, section 2). */
export const seeHost = defineStep<World, unknown>({
  id: 'provision.see-host',
  title: 'See the migration host in Atlas',
  receipt: z.unknown(),
  patience: {
    usually: 'a minute or two',
    longAfterMs: 5 * 60_000,
    lookAt:
      "Press Refresh in the manager's organization settings, Live Migration; look whether agentFeatureCloudMigrationEnabled=true is in the agent's settings.",
    limitMs: 30 * 60_000,
  },
  async observe(world) {
    const host = need(world, 'migrationHost');
    const project = await linkedProject(world, world.values);
    if (hasHost(project, host)) return { state: 'done', detail: `${host} can migrate project ${project?.name}` };
    return { state: 'waiting', detail: project === undefined ? notLinked : notThere(host) };
  },
});

const notLinked =
  "Atlas does not list the source project yet; if it stays away, press Refresh in the manager's organization settings, Live Migration";

function notThere(host: string): string {
  return `Atlas lists the source project without ${host}; look whether agentFeatureCloudMigrationEnabled=true is in its agent's settings and the agent was restarted`;
}
