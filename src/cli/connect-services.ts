import {
  askCredentials,
  type Credentials,
  credentialsWanted,
  findCredentials,
  type Side,
} from '../core/credentials.ts';
import { LivemigError } from '../core/errors.ts';
import type { Prompter } from '../core/ports.ts';
import type { JournalKeeper } from '../engine/journal-keeper.ts';
import type { Values } from '../stages/values.ts';
import type { Services } from '../stages/world.ts';
import type { Connection, Host } from './host.ts';

/** Who may be asked for credentials, and who is told of each request. */
export interface Connecting {
  readonly host: Host;
  readonly prompter: Prompter | undefined;
  readonly journal: JournalKeeper;
  readonly verbose: boolean;
}

/** Connects to these sides with the credentials of the environment, or with those that are asked for. */
export async function connectServices(
  sides: readonly Side[],
  values: Values,
  connecting: Connecting,
): Promise<Services> {
  const { host } = connecting;
  const onAnswer = watchRequests(connecting);
  const baseUrl = required(values.atlasUrl);
  const atlas = await host.connectAtlas({ baseUrl, credentials: await credentialsFor('Atlas', connecting), onAnswer });
  if (!sides.includes('manager')) return withoutManager(atlas);
  const manager = await host.connectManager({
    baseUrl: required(values.managerUrl),
    kind: required(values.manager),
    caFile: values.managerCaFile,
    credentials: await credentialsFor('manager', connecting),
    onAnswer,
  });
  return { atlas, hasManager: true, manager };
}

/** Every changing request goes to the audit; with --verbose, every request is shown. */
function watchRequests({ host, journal, verbose }: Connecting): Connection['onAnswer'] {
  return (entry) => {
    if (entry.method !== 'GET') journal.note(entry);
    if (!verbose) return;
    const message = `${entry.method} ${entry.path}: ${entry.status ?? 'no answer'}`;
    host.reporter.report({ type: 'note', time: host.clock.now().toISOString(), level: 'debug', message });
  };
}

async function credentialsFor(side: Side, { host, prompter }: Connecting): Promise<Credentials> {
  const found = findCredentials(side, host.env) ?? (prompter && (await askCredentials(side, prompter)));
  if (found === undefined) throw missing(side);
  const time = host.clock.now().toISOString();
  host.reporter.report({
    type: 'input',
    time,
    input: `${side} credentials`,
    value: found.credentials.kind,
    origin: found.origin,
  });
  return found.credentials;
}

function withoutManager(atlas: Services['atlas']): Services {
  return {
    atlas,
    hasManager: false,
    get manager(): never {
      throw missing('manager');
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
};

function missing(side: Side): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'INPUTS',
    message: `${credentialsWanted(side)}.`,
    fix: 'Set them, or run the command on a terminal, where it asks.',
  });
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a connection input was not answered');
  return value;
}
