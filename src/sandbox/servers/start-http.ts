import { atlasRoutes } from '../atlas/routes.ts';
import { controlRoutes, type Traffic } from '../control/control-routes.ts';
import { madeInside } from '../control/made-inside.ts';
import { createFaultPlan } from '../faults/fault-plan.ts';
import type { Doors } from '../http/authenticate.ts';
import { createApi } from '../http/create-api.ts';
import { createDigestGate } from '../http/digest.ts';
import { listen } from '../http/listen.ts';
import { createRateLimits } from '../http/rate-limit.ts';
import type { RequestEntry, RequestHook } from '../http/request-log.ts';
import { createServiceAccounts } from '../http/service-accounts.ts';
import { managerRoutes } from '../manager/routes.ts';
import type { Migration } from '../migration/migration-course.ts';
import type { MigrationEngine } from '../migration/migration-service.ts';
import { createMigrations, type OnFailed } from '../migration/migrations.ts';
import { recordUse } from '../model/access-uses.ts';
import type { Clock } from '../model/clock.ts';
import { type AgentBehaviour, createModel, type Model } from '../model/model.ts';
import { createSandboxTime } from '../model/sandbox-time.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { withoutCredentials } from './mongodb-uri.ts';

export interface HttpParts {
  readonly scenario: Scenario;
  readonly engine: MigrationEngine;
  readonly traffic: Traffic;
  readonly clock: Clock;
  /** How many times faster than life everything happens that the sandbox waits for. */
  readonly speed: number;
  /** As `parseFault` reads them. */
  readonly faults: readonly string[];
  readonly agent: AgentBehaviour;
  /** With full rights: automation's user at the source, Atlas' own at the destination. */
  readonly sourceUri: string;
  readonly destinationUri: string;
  readonly onRequest?: RequestHook;
  readonly onMigrationFailed?: OnFailed;
  /** What a person has to know, shown with the state. */
  readonly notes?: readonly string[];
  /** Milliseconds for which a digest nonce is good. */
  readonly nonceLife?: number;
}

export interface SandboxHttp {
  readonly atlasUrl: string;
  readonly managerUrl: string;
  readonly controlUrl: string;
  requests(): RequestEntry[];
  migrations(): readonly Migration[];
  close(): Promise<void>;
}

/** Both APIs on ports of their own on loopback; the control routes beside Atlas'. */
export async function startHttp(parts: HttpParts): Promise<SandboxHttp> {
  const { scenario, clock, engine, sourceUri, destinationUri, onRequest = () => undefined } = parts;
  const time = createSandboxTime(clock, parts.speed);
  const faults = createFaultPlan(parts.faults);
  const model = createModel({ scenario, time, agent: parts.agent, faults });
  const migrations = createMigrations(model, engine, { sourceUri, destinationUri }, parts.onMigrationFailed);
  const requests: RequestEntry[] = [];
  const shared = { faults, clock, requests, onRequest };
  const atlas = createApi({
    ...shared,
    api: 'atlas',
    base: '/api/atlas/v2',
    versionString: 'master',
    statePath: '/_sandbox/state',
    doors: doorsFor(model, 'atlas', parts.nonceLife),
    limits: createRateLimits(time.now, time.speed),
    routes: atlasRoutes(model, migrations, withoutCredentials(destinationUri)),
  });
  const manager = createApi({
    ...shared,
    api: 'manager',
    base: '/api/public/v1.0',
    versionString: scenario.manager.version,
    doors: doorsFor(model, 'manager', parts.nonceLife),
    routes: managerRoutes(model),
  });
  atlas.route(
    '/_sandbox',
    controlRoutes({
      ...{ requests, faults, migrations, traffic: parts.traffic, notes: parts.notes ?? [] },
      made: () => madeInside(model),
    }),
  );
  const atlasServer = await listen(atlas);
  const managerServer = await listen(manager).catch(async (error: unknown) => {
    await atlasServer.close();
    throw error;
  });
  return {
    atlasUrl: atlasServer.url,
    managerUrl: managerServer.url,
    controlUrl: `${atlasServer.url}/_sandbox`,
    requests: () => [...requests],
    migrations: migrations.all,
    async close() {
      await Promise.all([atlasServer.close(), managerServer.close(), migrations.close()]);
    },
  };
}

function doorsFor(model: Model, service: 'atlas' | 'manager', nonceLife?: number): Doors {
  const { time } = model;
  const identities = () => model.scenario[service].identities;
  const secrets = () => model.state.accountSecrets;
  return {
    identities,
    entered: (identity, address) => recordUse(model, identity, address),
    digest: createDigestGate(time.now, nonceLife),
    serviceAccounts: createServiceAccounts(identities, secrets, time.now, time.speed),
  };
}
