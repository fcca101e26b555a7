import { onTestFinished } from 'vitest';
import { defaultScenario, names } from '../../src/sandbox/scenario/default-scenario.ts';
import type { Identity, ManagerKind } from '../../src/sandbox/scenario/scenario.ts';
import { type HttpParts, startHttp } from '../../src/sandbox/servers/start-http.ts';
import { fakeEngine } from './fake-engine.ts';
import { type ApiKey, realClock, sandboxClient } from './sandbox-client.ts';

/** Both APIs over a fake engine, fast, closed when the test ends; with a client for each and the ids one needs. */
export async function startTestSandbox(different: Partial<HttpParts> = {}, kind: ManagerKind = 'cloud-manager') {
  const scenario = different.scenario ?? defaultScenario(kind);
  const engine = fakeEngine();
  const traffic = { start: async () => undefined, stop: async () => undefined };
  const sandbox = await startHttp({
    scenario,
    engine,
    traffic,
    clock: realClock,
    speed: 2000,
    faults: [],
    agent: 'after-key',
    sourceUri: 'mongodb://automation:secret-1@127.0.0.1:1/?replicaSet=rs-billing',
    destinationUri: 'mongodb://admin:secret-2@127.0.0.1:2/?replicaSet=atlas-0',
    ...different,
  });
  onTestFinished(() => sandbox.close());
  const { atlas, manager } = scenario;
  const ids = {
    atlasOrg: idOf(atlas.orgs, names.atlasOrg),
    otherAtlasOrg: idOf(atlas.orgs, 'Acme Labs'),
    project: idOf(atlas.projects, names.atlasProject),
    sourceOrg: idOf(manager.orgs, names.sourceOrg),
    sourceProject: idOf(manager.projects, names.sourceProject),
    otherSourceProject: idOf(manager.projects, 'billing-staging'),
  };
  return {
    sandbox,
    scenario,
    engine,
    ids,
    atlas: sandboxClient(sandbox.atlasUrl, keyNamed(atlas.identities, 'livemig')),
    manager: sandboxClient(sandbox.managerUrl, keyNamed(manager.identities, 'livemig')),
  };
}

export function keyNamed(identities: readonly Identity[], desc: string): ApiKey {
  const found = identities.find((identity) => identity.kind === 'api-key' && identity.desc === desc);
  if (found?.kind !== 'api-key') throw new Error(`no key is called ${desc}`);
  return found;
}

function idOf(all: readonly { id: string; name: string }[], name: string): string {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  return found.id;
}
