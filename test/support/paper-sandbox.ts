import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts';
import { planScenario } from '../../src/sandbox/scenario/plan-scenario.ts';
import { sandboxEnvironment } from '../../src/sandbox/scenario/sandbox-environment.ts';
import { startDestination } from '../../src/sandbox/servers/deployments.ts';
import { startHttp } from '../../src/sandbox/servers/start-http.ts';
import { paperEngine } from './paper-engine.ts';

/** Where nobody listens. */
const sourceUri = 'mongodb://automation:secret-1@127.0.0.1:1/?replicaSet=rs-billing';

const noTraffic = { start: async () => undefined, stop: async () => undefined };

/**
 * A sandbox whose services are as they are in `startSandbox`, without the source and what is moved from it, which is most of
 * what it costs; the destination is there to be greeted. Nobody is told the connection strings.
 */
export async function startPaperSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, speed, faults, agent, onRequest, onMigrationFailed } = options;
  const { scenario, notes } = await planScenario(options.manager, options);
  const destination = await startDestination(scenario, () => clock.now().getTime());
  const uris = { sourceUri, destinationUri: destination.uri };
  const http = await startHttp({
    ...{ scenario, notes, clock, speed, faults, agent, ...uris },
    ...{ engine: paperEngine(clock), traffic: noTraffic },
    ...(onRequest === undefined ? {} : { onRequest }),
    ...(onMigrationFailed === undefined ? {} : { onMigrationFailed }),
  });
  const env = sandboxEnvironment({ scenario, ...http, ...uris, ownSource: false });
  return {
    ...{ ...http, ...uris, scenario, notes },
    env: { ...env, LIVEMIG_SOURCE_URI: '', LIVEMIG_DESTINATION_URI: '' },
    stopTraffic: noTraffic.stop,
    close: async () => {
      await http.close();
      await destination.close();
    },
  };
}
