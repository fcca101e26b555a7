import type { RecordedEntry } from '../../core/audit.ts';
import { type Fact, known, unknownBecause } from '../../core/check.ts';
import { besideThis } from '../../core/cleanup/beside.ts';
import { dummyIndex } from '../../core/cleanup/by-hand.ts';
import type { CleanupFacts, CleanupSide, ListedEntry } from '../../core/cleanup/cleanup-facts.ts';
import type { CleanupState } from '../../core/cleanup/cleanup-plan.ts';
import { madeHere } from '../../core/cleanup/made-here.ts';
import { durationText } from '../../core/plain-units.ts';
import type { NearbyMigration } from '../../core/ports.ts';
import { coveringEntries } from '../../facts/access-entry.ts';
import { liveAgent } from '../../facts/live-agent.ts';
import { createToken } from '../link/create-token.ts';
import { connectOrganization } from '../provision/connect-organization.ts';
import { descriptionOf } from '../provision/create-agent-key.ts';
import { seen } from '../seen.ts';
import { linkedProject } from '../source-deployment.ts';
import { cutoverRequest } from '../start/cutover-request.ts';
import { unblocking } from '../start/left-behind-words.ts';
import { lookAtSide } from '../start/look-at-side.ts';
import { need, type World } from '../world.ts';

/** What is known besides what the world tells. */
export interface CleanupSources {
  readonly ended: CleanupState;
  readonly recorded: readonly RecordedEntry[];
  readonly nearby: readonly NearbyMigration[];
}

/** Looks at all that a migration may leave, read-only; what cannot be looked at is not known by itself. */
export async function cleanupFacts(world: World, { ended, recorded, nearby }: CleanupSources): Promise<CleanupFacts> {
  const journal = world.journal();
  const { values } = world;
  const made = madeHere(journal, recorded);
  const { migrationHostIp } = values;
  const own = migrationHostIp === undefined ? [] : [migrationHostIp];
  const addresses = [...new Set([...own, ...made.entries.map(({ address }) => address)])];
  const [entries, keys, agent, atlasLink, managerLink, settings, source, destination] = await Promise.all([
    seen(() => entriesNow(world, addresses)),
    ofManager(world, () => keysNow(world)),
    ofManager(world, () => agentNow(world)),
    seen(async () => (await linkedProject(world, values)) !== undefined),
    ofManager(world, async () => (await world.manager.linkStatus(need(world, 'sourceOrg'))).status === 'SYNCED'),
    seen(() => settingsNow(world)),
    lookAtSide(world, 'source'),
    lookAtSide(world, 'destination'),
  ]);
  return {
    ...{ ended, made, entries, keys, agent, atlasLink, managerLink, settings },
    cutoverRequested: cutoverRequest(journal) !== undefined,
    names: namesOf(world),
    pages: pagesOf(world),
    beside: besideThis(nearby, values.migrationHost, addresses),
    keyDesc: values.migrationHost === undefined ? '' : descriptionOf(world),
    isLinkOurs: createToken.id in journal.steps || connectOrganization.id in journal.steps,
    keptSecrets: await keptSecrets(world),
    source: sideOf(source),
    destination: sideOf(destination),
    unblock: unblocking(source.writes).trim(),
  };
}

/** Those that let one of these addresses in. */
async function entriesNow(world: World, addresses: readonly string[]): Promise<readonly ListedEntry[]> {
  const all = await world.atlas.accessList(need(world, 'atlasProject'));
  return all.flatMap((one) => {
    const [covering] = addresses.flatMap((address) => coveringEntries([one], address));
    return covering === undefined ? [] : [{ entry: covering.entry, comment: one.comment ?? '' }];
  });
}

async function keysNow(world: World) {
  const keys = await world.manager.agentKeys(need(world, 'sourceProject'));
  return keys.map(({ id, desc }) => ({ id, desc: desc ?? '' }));
}

async function agentNow(world: World): Promise<string | undefined> {
  const agent = await liveAgent(world.manager, need(world, 'sourceProject'), need(world, 'migrationHost'));
  switch (agent.state) {
    case 'absent':
      return undefined;
    case 'several':
      return `is one of several with such a name (${agent.hosts.join(', ')})`;
    case 'unheard':
      return 'is listed, with a time of its last report that cannot be true';
    case 'silent':
    case 'alive':
      return `reported ${durationText(agent.secondsAgo * 1000)} ago`;
  }
}

async function settingsNow(world: World) {
  const [project, name] = [need(world, 'atlasProject'), need(world, 'destinationCluster')];
  const [cluster, args] = await Promise.all([
    world.atlas.cluster(project, name),
    world.atlas.processArgs(project, name),
  ]);
  const regions = cluster.replicationSpecs.flatMap(({ regionConfigs }) => regionConfigs);
  return {
    compute: regions.some(({ autoScaling }) => autoScaling?.compute?.enabled === true),
    disk: regions.some(({ autoScaling }) => autoScaling?.diskGB?.enabled === true),
    oplogSizeMB: args.oplogSizeMB ?? undefined,
    oplogMinRetentionHours: args.oplogMinRetentionHours ?? undefined,
  };
}

function sideOf({ writes, balancer, engineDatabases, inventory }: Awaited<ReturnType<typeof lookAtSide>>): CleanupSide {
  const indexes: CleanupSide['indexes'] = inventory.known
    ? known(
        [...inventory.value].flatMap(([namespace, all]) =>
          all.filter(({ name }) => name.includes(dummyIndex)).map(({ name }) => ({ namespace, name })),
        ),
      )
    : inventory;
  return { writes, balancer, databases: engineDatabases, indexes };
}

async function keptSecrets({ secrets }: World): Promise<string[]> {
  const kept = await Promise.all(
    (['linkToken', 'agentKey'] as const).map(async (name) => ((await secrets.get(name)) === undefined ? [] : [name])),
  );
  return kept.flat().map((name) => (name === 'linkToken' ? 'the link-token' : 'the agent API key'));
}

function namesOf(world: World): CleanupFacts['names'] {
  const { atlasOrg = '', atlasProject = '', sourceOrg = '', sourceProject = '' } = world.values;
  const { migrationHost: host = '', destinationCluster: cluster = 'the destination' } = world.values;
  const [project, org] = [world.nameOf(atlasProject), world.nameOf(atlasOrg)];
  return {
    ...{ cluster, host, atlasOrg: org, atlasProject: project },
    sourceOrg: world.nameOf(sourceOrg),
    sourceProject: world.nameOf(sourceProject),
  };
}

/** As the consoles call the places: their addresses beyond the project are documented nowhere. */
function pagesOf(world: World): CleanupFacts['pages'] {
  const { atlasUrl = '', atlasProject = '', managerUrl = '', sourceProject = '' } = world.values;
  const [atlas, manager] = [`${atlasUrl}/v2/${atlasProject}`, `${managerUrl}/v2/${sourceProject}`];
  return {
    accessList: `${atlas}, Network Access`,
    cluster: `${atlas}, Clusters`,
    link: "the manager's organization settings, Live Migration",
    agents: `${manager}, Deployment, Agents`,
  };
}

function ofManager<Value>({ hasManager }: World, look: () => Promise<Value>): Promise<Fact<Value>> {
  return hasManager ? seen(look) : Promise.resolve(unknownBecause("the manager's credentials are not given"));
}
