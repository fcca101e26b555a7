import { mainPair } from './main-pair.ts';
import { startMongod } from './mongod/start-mongod.ts';
import type { Scenario } from './scenario.ts';

/** One end of the migration. */
export interface Server {
  /** With credentials that may do everything. */
  readonly uri: string;
  /** With those of the applications; absent for a server that is somebody's own, which nothing may write to. */
  readonly applicationUri?: string;
  close(): Promise<void>;
}

const onAdmin = (role: string) => ({ role, db: 'admin' });

/** What the documentation asks of the source user (API notes, section 9), and blocking writes during the cutover. */
const migratorRoles = ['backup', 'readAnyDatabase', 'clusterMonitor', 'hostManager'].map(onAdmin);

export async function startSource(scenario: Scenario, now: () => number): Promise<Server> {
  const { automationUser, applicationUser, sourceUser } = scenario;
  const { source } = mainPair(scenario);
  const server = await startMongod({
    replicaSet: source.name,
    version: source.version,
    edition: 'enterprise',
    now,
    users: [
      { ...automationUser, roles: [onAdmin('root')] },
      { ...applicationUser, roles: [onAdmin('readWriteAnyDatabase')] },
      { ...sourceUser, roles: migratorRoles },
    ],
  });
  return {
    uri: server.uri(automationUser.username, automationUser.password),
    applicationUri: server.uri(applicationUser.username, applicationUser.password),
    close: () => server.close(),
  };
}

export async function startDestination(scenario: Scenario, now: () => number): Promise<Server> {
  const { destinationUser } = scenario;
  const server = await startMongod({
    replicaSet: 'atlas-k3v9qz-shard-0',
    version: mainPair(scenario).destination.version,
    edition: 'enterprise',
    now,
    users: [{ ...destinationUser, roles: [onAdmin('root')] }],
  });
  return { uri: server.uri(destinationUser.username, destinationUser.password), close: () => server.close() };
}

/** A server that is not the sandbox's: used as it is, and left running. */
export function ownServer(uri: string): Server {
  return { uri, close: async () => undefined };
}
