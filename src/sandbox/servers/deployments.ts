import { type Mongod, type MongodOptions, startMongod } from '../../mongod/start-mongod.ts';
import { mainPair } from '../scenario/main-pair.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** One end of the migration. */
export interface Server {
  /** With credentials that may do everything. */
  readonly uri: string;
  /** With those of the applications; absent for a server that is somebody's own, which nothing may write to. */
  readonly applicationUri?: string;
  /** Fills it; absent likewise. */
  readonly load?: Mongod['load'];
  close(): Promise<void>;
}

/** The time of a sandbox may be put forward by days: nobody who reads meanwhile is to lose a cursor by that. */
const cursorTimeoutMs = Number.POSITIVE_INFINITY;

const onAdmin = (role: string) => ({ role, db: 'admin' });

/** For blocking writes at the cutover, and writing all the same: no built-in role has both and nothing of users' data. */
const writeBlocker = {
  ...onAdmin('writeBlocker'),
  privileges: [{ resource: { cluster: true as const }, actions: ['bypassWriteBlockingMode', 'setUserWriteBlockMode'] }],
  roles: [],
};

/**
 * What the documentation asks of the source user (API notes, section 9), and for blocking writes during the cutover and
 * stopping the balancer (domain notes, O04 and O05).
 */
const migratorRoles = ['backup', 'readAnyDatabase', 'clusterMonitor', 'clusterManager', 'writeBlocker'].map(onAdmin);

export async function startSource(scenario: Scenario, now: () => number): Promise<Server> {
  const { automationUser, applicationUser, sourceUser } = scenario;
  const { source } = mainPair(scenario);
  const server = await startMongod({
    replicaSet: source.name,
    ...factsOf(source),
    // Those who need a migration agreement behind Ops Manager run Community.
    edition: 'community',
    now,
    cursorTimeoutMs,
    roles: [writeBlocker],
    users: [
      { ...automationUser, roles: [onAdmin('root')] },
      { ...applicationUser, roles: [onAdmin('readWriteAnyDatabase')] },
      { ...sourceUser, roles: migratorRoles },
    ],
  });
  return {
    uri: server.uri(automationUser.username, automationUser.password),
    applicationUri: server.uri(applicationUser.username, applicationUser.password),
    load: server.load,
    close: () => server.close(),
  };
}

export async function startDestination(scenario: Scenario, now: () => number): Promise<Server> {
  const { destinationUser } = scenario;
  const server = await startMongod({
    replicaSet: 'atlas-k3v9qz-shard-0',
    ...factsOf(mainPair(scenario).destination),
    edition: 'enterprise',
    now,
    cursorTimeoutMs,
    users: [{ ...destinationUser, roles: [onAdmin('root')] }],
  });
  return { uri: server.uri(destinationUser.username, destinationUser.password), close: () => server.close() };
}

/** A server that is not the sandbox's: used as it is, and left running. */
export function ownServer(uri: string): Server {
  return { uri, close: async () => undefined };
}

interface Described {
  readonly version: string;
  readonly shards?: number | undefined;
}

/** Nobody can guess the passwords, which are random: more rounds than the least would only delay each login. */
const scramIterations = { 'SCRAM-SHA-256': 5_000, 'SCRAM-SHA-1': 5_000 };

function factsOf({ version, shards }: Described): Pick<MongodOptions, 'version' | 'topology' | 'scramIterations'> {
  return { version, topology: shards === undefined ? 'replica-set' : { shards }, scramIterations };
}
