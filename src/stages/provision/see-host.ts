import { z } from 'zod';
import { firstNames } from '../../core/first-names.ts';
import { findHost } from '../../core/host-name.ts';
import { linkedProject } from '../source-deployment.ts';
import { defineStep, need } from '../world.ts';

/** The only proof that the host's feature switch is on: the manager has no call for it (Ops Manager notes, section 2). */
export const seeHost = defineStep<unknown>({
  id: 'provision.see-host',
  title: 'See the migration host in Atlas',
  receipt: z.unknown(),
  patience: {
    usually: 'a minute or two',
    longAfterMs: 5 * 60_000,
    lookAt:
      "Press Refresh in the manager's organization settings, Live Migration; check whether agentFeatureCloudMigrationEnabled=true is in the agent's settings.",
    limitMs: 30 * 60_000,
  },
  async observe(world) {
    const host = need(world, 'migrationHost');
    const project = await linkedProject(world, world.values);
    if (project === undefined) return { state: 'waiting', detail: notLinked };
    const found = findHost(host, project.migrationHosts);
    if (found.is === 'one')
      return { state: 'done', detail: `${found.host} can migrate project ${project.name ?? project.projectId}` };
    return { state: 'waiting', detail: notThere(host, project.migrationHosts) };
  },
});

const notLinked =
  "Atlas does not list the source project yet; if it does not appear, press Refresh in the manager's organization settings, Live Migration";

function notThere(host: string, hosts: readonly string[]): string {
  const others = hosts.length === 0 ? 'no migration host' : firstNames(hosts);
  return `Atlas lists the source project without ${host}, with ${others}; check whether agentFeatureCloudMigrationEnabled=true is in its agent's settings and the agent was restarted`;
}
