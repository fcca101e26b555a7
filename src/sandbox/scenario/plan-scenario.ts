import { describeDestination, describeSource } from '../servers/own-servers.ts';
import { defaultScenario } from './default-scenario.ts';
import { mainPair } from './main-pair.ts';
import type { Deployment, DestinationCluster, ManagerKind, Scenario } from './scenario.ts';
import { readScenarioFile } from './scenario-file.ts';
import { withScenarioFile } from './with-scenario-file.ts';

export type TopologyChoice = 'replica-set' | 'sharded';

/** Which servers stand at both ends. */
export interface ServerChoice {
  /** Somebody's own servers in place of the embedded ones; such a source is neither seeded nor written to. */
  readonly sourceUri?: string;
  readonly destinationUri?: string;
  /** `7.0` or `7.0.14`: of the embedded servers, where it is not what the scenario says. */
  readonly sourceVersion?: string;
  readonly destinationVersion?: string;
  /** What somebody's own organizations look like, the content of their file as `readScenarioFile` takes it. */
  readonly scenarioFile?: { readonly path: string; readonly content: unknown };
  readonly sourceTopology?: TopologyChoice;
  readonly destinationTopology?: TopologyChoice;
}

export interface Planned {
  readonly scenario: Scenario;
  /** What a person has to know of the servers that they brought. */
  readonly notes: readonly string[];
}

/** The lowest patch releases that live migration takes (domain notes, V02). */
const patches: Readonly<Record<string, string>> = { '5.0': '5.0.31', '6.0': '6.0.24', '7.0': '7.0.18', '8.0': '8.0.5' };

const shardsOfEmbedded = 2;

/** Of a server of the sandbox's own nothing has to be found out. */
const embedded = { facts: {}, notes: [] } as const;

/** What exists, with the versions and topologies asked for, and the truth about servers that are somebody's own. */
export async function planScenario(manager: ManagerKind, choice: ServerChoice): Promise<Planned> {
  const { sourceUri, destinationUri } = choice;
  const { path = '', content } = choice.scenarioFile ?? {};
  const begun = withScenarioFile(defaultScenario(manager), readScenarioFile(content, path));
  const planned = withSource(
    withDestination(begun, factsOf(choice.destinationVersion, choice.destinationTopology)),
    factsOf(choice.sourceVersion, choice.sourceTopology),
  );
  const source = sourceUri === undefined ? embedded : await describeSource(sourceUri);
  const destination = destinationUri === undefined ? embedded : await describeDestination(destinationUri);
  return {
    scenario: withSource(withDestination(planned, destination.facts), source.facts),
    notes: [...source.notes, ...destination.notes],
  };
}

function factsOf(version: string | undefined, topology: TopologyChoice | undefined) {
  return {
    ...(version === undefined ? {} : { version: patches[version] ?? version }),
    ...(topology === 'sharded' ? { shards: shardsOfEmbedded } : {}),
  };
}

function withSource(scenario: Scenario, facts: Partial<Deployment>): Scenario {
  const { source } = mainPair(scenario);
  const projects = scenario.manager.projects.map((project) => ({
    ...project,
    deployments: changed(project.deployments, source, facts),
  }));
  return { ...scenario, manager: { ...scenario.manager, projects } };
}

function withDestination(scenario: Scenario, facts: Partial<DestinationCluster>): Scenario {
  const { destination } = mainPair(scenario);
  const projects = scenario.atlas.projects.map((project) => ({
    ...project,
    clusters: changed(project.clusters, destination, facts),
  }));
  return { ...scenario, atlas: { ...scenario.atlas, projects } };
}

function changed<One>(all: readonly One[], which: One, facts: Partial<One>): One[] {
  return all.map((one) => (one === which ? { ...one, ...facts } : one));
}
