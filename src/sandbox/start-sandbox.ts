import type { Clock } from '../core/ports.ts';
import type { Traffic } from './control-routes.ts';
import { defaultScenario } from './default-scenario.ts';
import type { RequestEntry, RequestHook } from './http/request-log.ts';
import type { Migration } from './migration-course.ts';
import type { MigrationEngine } from './migration-service.ts';
import type { AgentBehaviour } from './model/model.ts';
import { type Mongod, startMongod } from './mongod/start-mongod.ts';
import { createMigrationEngine } from './replication/create-migration-engine.ts';
import { seed } from './replication/seed.ts';
import { startTraffic } from './replication/traffic.ts';
import { sandboxEnvironment } from './sandbox-environment.ts';
import type { ManagerKind, Scenario } from './scenario.ts';
import { startHttp } from './start-http.ts';

export interface SandboxOptions {
  readonly manager: ManagerKind;
  /** Documents in the source before its applications begin to write. */
  readonly documents: number;
  /** How many times faster than life the sandbox's waits are. */
  readonly speed: number;
  /** As `parseFault` reads them. */
  readonly faults: readonly string[];
  readonly agent: AgentBehaviour;
  readonly clock: Clock;
  readonly onRequest?: RequestHook;
}

export interface Sandbox {
  readonly atlasUrl: string;
  readonly managerUrl: string;
  readonly controlUrl: string;
  readonly sourceUri: string;
  readonly destinationUri: string;
  /** Every variable that the other commands need. */
  readonly env: Readonly<Record<string, string>>;
  requests(): readonly RequestEntry[];
  migrations(): readonly Migration[];
  close(): Promise<void>;
}

/** Writes of the source's applications per second. */
const writesPerSecond = 100;

/**
 * Atlas, a manager, an agent, a source with data and traffic, and a destination, all in this process and on loopback.
 * Credentials and ids are new with every start.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, manager, documents } = options;
  const scenario = defaultScenario(manager);
  const [source, destination] = await startDeployments(scenario, clock);
  const sourceUri = uriFor(source, scenario.automationUser);
  const destinationUri = uriFor(destination, scenario.destinationUser);
  await seed(sourceUri, { documents });
  const traffic = startTraffic(uriFor(source, scenario.applicationUser), { perSecond: writesPerSecond, clock });
  const engine = withQuietSource(createMigrationEngine({ clock }), traffic);
  const http = await startHttp({ ...options, scenario, engine, traffic, sourceUri, destinationUri });
  const { atlasUrl, managerUrl, controlUrl } = http;
  const env = sandboxEnvironment({ scenario, atlasUrl, managerUrl, sourceUri, destinationUri, ownSource: false });
  return {
    atlasUrl,
    managerUrl,
    controlUrl,
    sourceUri,
    destinationUri,
    env,
    requests: http.requests,
    migrations: http.migrations,
    async close() {
      await traffic.stop();
      await http.close();
      await Promise.all([source.close(), destination.close()]);
    },
  };
}

async function startDeployments(scenario: Scenario, clock: Clock): Promise<readonly [Mongod, Mongod]> {
  const now = () => clock.now().getTime();
  const admin = (role: string) => ({ role, db: 'admin' });
  const roles = ['backup', 'readAnyDatabase', 'clusterMonitor', 'hostManager'].map(admin);
  const deployment = scenario.manager.projects.flatMap(({ deployments }) => deployments)[0];
  const cluster = scenario.atlas.projects.flatMap(({ clusters }) => clusters)[0];
  if (deployment === undefined || cluster === undefined) throw new Error('the scenario has nothing to migrate');
  return Promise.all([
    startMongod({
      replicaSet: deployment.name,
      version: deployment.version,
      edition: 'enterprise',
      users: [
        { ...scenario.automationUser, roles: [admin('root')] },
        { ...scenario.sourceUser, roles },
        { ...scenario.applicationUser, roles: [admin('readWriteAnyDatabase')] },
      ],
      now,
    }),
    startMongod({
      replicaSet: `atlas-${cluster.id.slice(0, 6)}-shard-0`,
      version: cluster.version,
      edition: 'enterprise',
      users: [{ ...scenario.destinationUser, roles: [admin('root')] }],
      now,
    }),
  ]);
}

function uriFor(mongod: Mongod, { username, password }: { username: string; password: string }): string {
  return mongod.uri(username, password);
}

/** A person stops the applications before cutting over; below 6.0 nothing else would (domain notes 5.1). */
function withQuietSource(engine: MigrationEngine, traffic: Traffic): MigrationEngine {
  return {
    validate: engine.validate,
    start(job) {
      const running = engine.start(job);
      return { ...running, cutOver: () => void traffic.stop().then(running.cutOver) };
    },
  };
}
