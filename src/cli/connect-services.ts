import {
  askCredentials,
  type CredentialSide,
  type Credentials,
  credentialsMissing,
  type FoundCredentials,
  findCredentials,
} from '../core/credentials.ts';
import { LivemigError } from '../core/errors.ts';
import type { Prompter } from '../core/ports.ts';
import type { JournalKeeper } from '../engine/journal-keeper.ts';
import { greetAtlas, greetManager } from '../stages/greet.ts';
import type { Services } from '../stages/services.ts';
import type { Values } from '../stages/values.ts';
import type { Connection, RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';

/** Who may be asked for credentials, and who is told of each request. */
export interface Connecting {
  readonly ports: RunPorts;
  readonly prompter: Prompter | undefined;
  readonly journal: JournalKeeper;
  readonly verbose: boolean;
  readonly mayChange: () => Promise<void>;
}

export interface Connected {
  readonly services: Services;
  /** Whether a person has typed credentials. */
  readonly isAsked: boolean;
}

/** Connects to these sides with the credentials of the environment, or with those that are asked for. */
export async function connectServices(
  sides: readonly CredentialSide[],
  values: Values,
  connecting: Connecting,
): Promise<Connected> {
  const { ports } = connecting;
  const watch = { onAnswer: watchRequests(connecting), beforeWrite: connecting.mayChange };
  const connect = {
    atlas: (credentials: Credentials) =>
      ports.connectAtlas({ baseUrl: required(values.atlasUrl), credentials, ...watch }),
    manager: (credentials: Credentials) =>
      ports.connectManager({
        baseUrl: required(values.managerUrl),
        kind: required(values.manager),
        caFile: values.managerCaFile,
        credentials,
        ...watch,
      }),
  };
  const atlas = sides.includes('Atlas') ? await connected('Atlas', connecting, greetAtlas, connect.atlas) : undefined;
  const manager = sides.includes('manager')
    ? await connected('manager', connecting, greetManager, connect.manager)
    : undefined;
  return {
    services: servicesOf(atlas?.api, manager?.api, ports.inspector),
    isAsked: atlas?.isAsked === true || manager?.isAsked === true,
  };
}

/**
 * Those of the environment, of the profile that was named, or those that were typed earlier in this process. Throws kind
 * `credentials` where what is there cannot be used.
 */
export function credentialsAtHand(
  side: CredentialSide,
  { env, profile, typedCredentials }: RunPorts,
): FoundCredentials | undefined {
  const found = findCredentials(side, env) ?? profile?.credentials[side];
  if (found instanceof LivemigError) throw found;
  return found ?? typedCredentials.get(side);
}

/** A person is told at once when credentials are of no use, and may type others; a script is told by the first read. */
async function connected<Api>(
  side: CredentialSide,
  { ports, prompter }: Connecting,
  greet: (api: Api) => Promise<void>,
  connect: (credentials: Credentials) => Promise<Api>,
): Promise<{ readonly api: Api; readonly isAsked: boolean }> {
  const present = credentialsAtHand(side, ports);
  const use = async ({ credentials, origin }: FoundCredentials) => {
    const [time, input] = [ports.clock.now().toISOString(), `${side} credentials`];
    ports.reporter.report({ type: 'input', time, input, value: credentials.kind, origin });
    const api = await connect(credentials);
    ports.reporter.busy?.(`Asking ${side === 'Atlas' ? side : 'the manager'} whether it takes the credentials`);
    if (prompter !== undefined) await greet(api);
    return api;
  };
  if (present !== undefined) return { api: await use(present), isAsked: ports.typedCredentials.has(side) };
  if (prompter === undefined) throw credentialsMissing(side);
  for (let refused: Credentials | undefined; ; ) {
    const typed = await askCredentials(side, prompter, refused);
    try {
      const api = await use(typed);
      ports.typedCredentials.set(side, typed);
      return { api, isAsked: true };
    } catch (error) {
      if (!(error instanceof LivemigError) || error.kind !== 'credentials') throw error;
      refused = typed.credentials;
      tell(ports, 'warning', `${error.message} ${error.fix}`);
    }
  }
}

/** Every changing request goes to the audit; with --verbose, every request is shown. */
function watchRequests({ ports, journal, verbose }: Connecting): Connection['onAnswer'] {
  return (entry) => {
    if (entry.method !== 'GET') journal.note(entry);
    if (verbose) tell(ports, 'debug', `${entry.method} ${entry.path}: ${entry.status ?? 'no answer'}`);
  };
}

/** Whoever asks the one that this command does not talk to is told what that would take. */
function servicesOf(
  atlas: Services['atlas'] | undefined,
  manager: Services['manager'] | undefined,
  inspector: Services['inspector'],
): Services {
  return {
    inspector,
    hasManager: manager !== undefined,
    get atlas() {
      if (atlas === undefined) throw credentialsMissing('Atlas');
      return atlas;
    },
    get manager() {
      if (manager === undefined) throw credentialsMissing('manager');
      return manager;
    },
  };
}

/** For inputs that must not need the services, because they are answered before there are any. */
export const unconnected: Services = {
  hasManager: false,
  get atlas(): never {
    throw new Error('Atlas was asked before it was connected');
  },
  get manager(): never {
    throw new Error('the manager was asked before it was connected');
  },
  get inspector(): never {
    throw new Error('a deployment was looked into before everything else was connected');
  },
};

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a connection input was not answered');
  return value;
}
