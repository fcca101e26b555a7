import type { Traffic } from './control/control-routes.ts';
import type { RequestEntry, RequestHook } from './http/request-log.ts';
import type { Migration } from './migration/migration-course.ts';
import type { MigrationEngine } from './migration/migration-service.ts';
import type { OnFailed } from './migration/migrations.ts';
import type { Clock } from './model/clock.ts';
import type { AgentBehaviour } from './model/model.ts';
import { createMigrationEngine } from './replication/create-migration-engine.ts';
import { seed } from './replication/seed.ts';
import { startTraffic } from './replication/traffic.ts';
import { planScenario, type ServerChoice } from './scenario/plan-scenario.ts';
import { sandboxEnvironment } from './scenario/sandbox-environment.ts';
import type { ManagerKind, Scenario } from './scenario/scenario.ts';
import { ownServer, type Server, startDestination, startSource } from './servers/deployments.ts';
import { createServerTime, type ServerTime } from './servers/server-time.ts';
import { startHttp } from './servers/start-http.ts';

export { SandboxError, type SandboxRefusal } from './control/sandbox-error.ts';

export interface SandboxOptions extends ServerChoice {
  readonly manager: ManagerKind;
  /** Documents in the embedded source before its applications begin to write. */
  readonly documents: number;
  /** How many times faster than life the sandbox's waits are. */
  readonly speed: number;
  /** As `parseFault` reads them. */
  readonly faults: readonly string[];
  readonly agent: AgentBehaviour;
  readonly clock: Clock;
  readonly onRequest?: RequestHook;
  /** Told once for each migration that FAILED; its `failure` is what Atlas' API does not tell. */
  readonly onMigrationFailed?: OnFailed;
}

export interface Sandbox {
  readonly atlasUrl: string;
  readonly managerUrl: string;
  readonly controlUrl: string;
  readonly sourceUri: string;
  readonly destinationUri: string;
  /** What exists in it, with the credentials of everybody. */
  readonly scenario: Scenario;
  /** What a person has to know of the servers that they brought. */
  readonly notes: readonly string[];
  /** Every variable that the other commands need. */
  readonly env: Readonly<Record<string, string>>;
  requests(): readonly RequestEntry[];
  migrations(): readonly Migration[];
  /** Fulfilled when the last write is through, and has been for ten seconds by the time of the servers. */
  stopTraffic(): Promise<void>;
  close(): Promise<void>;
}

/** Writes of the source's applications per second. */
const writesPerSecond = 30;

const noTraffic: Traffic = { start: async () => undefined, stop: async () => undefined };

/** Put on when something has been opened, called from the last to the first. */
type Closers = (() => Promise<void>)[];

/**
 * Atlas, a manager, an agent, a source with data and traffic, and a destination, all in this process and on loopback.
 * Credentials and ids are new with every start. Where a part fails to start, those before it are closed.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const closers: Closers = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(options: SandboxOptions, closers: Closers): Promise<Omit<Sandbox, 'close'>> {
  const { clock, onRequest, onMigrationFailed } = options;
  const time = createServerTime(clock);
  const { scenario, notes } = await planScenario(options.manager, options);
  const opened = async (server: Server | Promise<Server>) => {
    const { close } = await server;
    closers.push(close);
    return server;
  };
  const source = await opened(
    options.sourceUri === undefined ? startSource(scenario, time.now) : ownServer(options.sourceUri),
  );
  const destination = await opened(
    options.destinationUri === undefined ? startDestination(scenario, time.now) : ownServer(options.destinationUri),
  );
  const traffic = await liven(source, options);
  closers.push(() => traffic.stop());
  const uris = { sourceUri: source.uri, destinationUri: destination.uri };
  const ownSource = source.applicationUri === undefined;
  const engine = withQuietSource(createMigrationEngine({ clock, keepsSource: ownSource }), traffic);
  const { speed, faults, agent } = options;
  const steered = quieting(traffic, time);
  const parts = { scenario, notes, engine, traffic: steered, clock, speed, faults, agent, ...uris };
  const { close, ...http } = await startHttp({
    ...parts,
    ...(onRequest === undefined ? {} : { onRequest }),
    ...(onMigrationFailed === undefined ? {} : { onMigrationFailed }),
  });
  closers.push(close);
  return {
    ...http,
    ...uris,
    scenario,
    notes,
    env: sandboxEnvironment({ scenario, ...http, ...uris, ownSource }),
    stopTraffic: steered.stop,
  };
}

/** Fills an embedded source and lets its applications write. */
async function liven({ uri, applicationUri, load }: Server, { documents, clock }: SandboxOptions): Promise<Traffic> {
  if (applicationUri === undefined || load === undefined) return noTraffic;
  await seed({ uri, load }, { documents });
  const traffic = startTraffic(applicationUri, { perSecond: writesPerSecond, clock });
  await traffic.start();
  return traffic;
}

/** So long it has to be quiet before anybody believes that the applications were stopped. */
const quietMs = 10_000;

/** Whoever stops the applications need not wait until that shows. */
function quieting(traffic: Traffic, time: ServerTime): Traffic {
  let isRunning = true;
  return {
    async start() {
      await traffic.start();
      isRunning = true;
    },
    async stop() {
      await traffic.stop();
      if (isRunning) time.forward(quietMs);
      isRunning = false;
    },
  };
}

/** A person stops the applications before cutting over; below 6.0 nothing else would (domain notes 5.1). */
function withQuietSource(engine: MigrationEngine, traffic: Traffic): MigrationEngine {
  return {
    validate: engine.validate,
    start(job, trouble) {
      const running = engine.start(job, trouble);
      return { ...running, cutOver: () => void traffic.stop().then(running.cutOver) };
    },
  };
}
