import { atlasApi } from '../../src/api/atlas.ts';
import type { Http } from '../../src/api/http.ts';
import { managerApi } from '../../src/api/ops-manager.ts';
import { keptNowhere, makeFollower } from '../../src/cli/make-follower.ts';
import { known } from '../../src/core/check.ts';
import { LivemigError } from '../../src/core/errors.ts';
import type { Sample } from '../../src/core/following/sample.ts';
import { usualTerms } from '../../src/core/gates/gate-terms.ts';
import { noGatesWatch } from '../../src/core/gates/gates-seen.ts';
import { noHooks } from '../../src/core/hooks/hook.ts';
import { emptyJournal, type Journal } from '../../src/core/journal.ts';
import type { SecretName } from '../../src/core/ports.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Work } from '../../src/core/step.ts';
import { scriptFileName } from '../../src/files/script-store.ts';
import type { Inspector } from '../../src/stages/services.ts';
import type { Values } from '../../src/stages/values.ts';
import type { LivemigStep, World } from '../../src/stages/world.ts';
import { fakeClock } from './fake-clock.ts';
import { memorySecrets } from './memory-ports.ts';

/** When it is in a fake world, and a journal in which nothing has happened. */
export const now = new Date('2026-01-18T14:30:00.000Z');
export const untouched: Journal = emptyJournal(new Date('2026-01-18T12:00:00.000Z'));

/** So long before `now`, ISO 8601. */
export function ago(ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}

/** The answers of somebody who migrates a Community deployment through Ops Manager, over public addresses. */
export const answers: Values = {
  manager: 'ops-manager',
  managerUrl: 'https://opsmanager.example.net:8443',
  atlasOrg: 'atlas-org',
  atlasProject: 'atlas-project',
  destinationCluster: 'Billing0',
  managerIps: ['203.0.113.7'],
  sourceEdition: 'community',
  acceptMigrationAgreement: true,
  sourceOrg: 'source-org',
  sourceProject: 'source-project',
  sourceCluster: 'billing',
  network: 'public',
  migrationHost: 'mig01.corp.example',
  migrationHostIp: '203.0.113.25',
  agent: 'script',
  managedAuthentication: false,
  sourceUsername: 'migrator',
  sourcePassword: new Secret('planted-password'),
};

/** The source project as Atlas lists it once the organizations are linked. */
export const linked = {
  projectId: 'source-project',
  name: 'billing-prod',
  migrationHosts: ['mig01.corp.example'],
  deployments: [],
};

export interface WorldParts {
  readonly values?: Values;
  readonly journal?: Journal;
  readonly atlas?: Partial<World['atlas']>;
  readonly manager?: Partial<World['manager']>;
  readonly inspector?: Partial<Inspector>;
  readonly remoteShell?: World['remoteShell'];
  readonly secrets?: Partial<Record<SecretName, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly names?: Readonly<Record<string, string>>;
  readonly now?: Date;
  readonly hooks?: Partial<World['hooks']>;
  readonly gatesWatch?: World['gatesWatch'];
  readonly terms?: World['terms'];
  /** What earlier looks have seen. */
  readonly samples?: readonly Sample[];
}

/** The name of a port's function, and what it was called with. */
export type Deed = readonly [name: string, ...args: unknown[]];

/**
 * A world of typed doubles of the ports for one step, and what the step did with them in order. What a test does not double
 * is refused, a request by its method and path, so that a step that does more than it should is noticed.
 */
export async function fakeWorld(parts: WorldParts = {}) {
  const { values = answers, journal = untouched, files = {}, names = {} } = parts;
  const did: Deed[] = [];
  const secrets = memorySecrets();
  if (parts.secrets?.linkToken !== undefined) await secrets.set('linkToken', new Secret(parts.secrets.linkToken));
  if (parts.secrets?.agentKey !== undefined) await secrets.set('agentKey', new Secret(parts.secrets.agentKey));
  const clock = fakeClock((parts.now ?? now).toISOString());
  const inspector = noted({ ...blind, ...parts.inspector }, did);
  const world: World = {
    values,
    atlas: noted({ ...atlasApi(refusing), ...parts.atlas }, did),
    manager: noted({ ...managerApi(refusing), ...parts.manager }, did),
    hasManager: true,
    inspector,
    hooks: { ...noHooks, ...parts.hooks },
    terms: parts.terms ?? usualTerms,
    gatesWatch: parts.gatesWatch ?? noGatesWatch,
    verified: async () => known(undefined),
    follower: makeFollower(
      { clock },
      keptNowhere({ load: async () => parts.samples ?? [], add: async () => {} }),
      { inspector },
      values,
    ),
    secrets,
    scripts: noted({ write: async (name: string) => `.livemig/${scriptFileName(name)}` }, did),
    remoteShell: noted(parts.remoteShell ?? { run: () => unplanned('a command on the migration host') }, did),
    clock,
    began: now.toISOString(),
    user: 'dba',
    journal: () => journal,
    nameOf: (id) => names[id] ?? id,
    readFile: async (path) => files[path] ?? unplanned(`reading ${path}`),
    tell: (message) => void did.push(['tell', message]),
  };
  return { world, did };
}

/** Tells nobody how far it is, and keeps nothing. */
export const silentWork: Work = {
  report: () => {},
  checkpoint: async () => {},
  resumeFrom: async () => undefined,
  forget: async () => {},
};

/** Lets a step act that can. */
export async function run<Receipt>(step: LivemigStep<Receipt>, world: World, work = silentWork): Promise<Receipt> {
  return step.run === undefined ? unplanned(`that ${step.id} acts`) : step.run(world, work);
}

/** The error of a request that Atlas or a manager refused. */
export function refusal(status: number, errorCode?: string): LivemigError {
  const api = { method: 'GET', path: '/', delivery: 'refused' as const, status, errorCode };
  return new LivemigError({ kind: 'api', code: 'API_REFUSED', message: `HTTP ${status}`, fix: 'Look.', api });
}

/** Not a LivemigError: no step may take it for an answer. */
function unplanned(what: string): never {
  throw new Error(`no test has planned ${what}`);
}

const refusing: Http = {
  send: async ({ method, path }) => unplanned(`${method} ${path}`),
  ask: async ({ method, path }) => unplanned(`${method} ${path}`),
};

const blind: Inspector = {
  greet: async () => unplanned('a greeting'),
  deployment: async () => unplanned('a look at a deployment'),
  namespaces: async () => unplanned('a look at namespaces'),
  lookAround: async () => unplanned('a look around'),
  contents: async () => unplanned('a look at contents'),
  moment: async () => unplanned('a look at the moment'),
  applications: async () => unplanned('a look at connections'),
  oplogReaches: async () => unplanned('a look at oplogs'),
  engineRecords: async () => unplanned("a look at the engine's records"),
  survey: async (_, id) => unplanned(`a survey of ${id}`),
  surveys: async () => unplanned('how facts are read'),
  compare: async () => unplanned('a comparison'),
  verify: async () => unplanned('a verification'),
  close: () => {},
};

function noted<Port extends object>(port: Port, did: Deed[]): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        did.push([String(name), ...args]);
        return Reflect.apply(member, target, args);
      };
    },
  });
}
