import { z } from 'zod';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { type Command, command, plainCommand } from './command.ts';

/** The read and write concern of clients that name none. */
export interface DefaultConcerns {
  readConcern: Readonly<Record<string, unknown>> | undefined;
  writeConcern: Readonly<Record<string, unknown>> | undefined;
  /** Epoch ms of the last change. */
  updatedAt: number | undefined;
}

function defaults({ defaultConcerns, now }: Server) {
  const { readConcern, writeConcern, updatedAt } = defaultConcerns;
  return {
    defaultReadConcern: readConcern ?? { level: 'local' },
    defaultWriteConcern: writeConcern ?? { w: 'majority', wtimeout: 0 },
    ...(updatedAt === undefined ? {} : { updateWallClockTime: new Date(updatedAt) }),
    defaultWriteConcernSource: writeConcern === undefined ? 'implicit' : 'global',
    defaultReadConcernSource: readConcern === undefined ? 'implicit' : 'global',
    localUpdateWallClockTime: new Date(updatedAt ?? now()),
  };
}

const Concern = z.record(z.string(), z.unknown());

const setDefaultRWConcern = command({
  isStrict: true,
  access: 'host',
  args: z.object({ defaultReadConcern: Concern.optional(), defaultWriteConcern: Concern.optional() }),
  run({ defaultReadConcern, defaultWriteConcern }, { server }) {
    if (defaultReadConcern === undefined && defaultWriteConcern === undefined) {
      throw new MongodError(
        'BadValue',
        'At least one of the "defaultReadConcern" or "defaultWriteConcern" fields must be present',
      );
    }
    const { defaultConcerns } = server;
    if (defaultReadConcern !== undefined) defaultConcerns.readConcern = defaultReadConcern;
    if (defaultWriteConcern !== undefined) defaultConcerns.writeConcern = { wtimeout: 0, ...defaultWriteConcern };
    defaultConcerns.updatedAt = server.now();
    return defaults(server);
  },
});

/** Kept for the whole cluster since 6.0. Of these the sandbox obeys none. */
const clusterParameters: Readonly<Record<string, object>> = {
  changeStreamOptions: { preAndPostImages: { expireAfterSeconds: 'off' } },
};

const getClusterParameter = plainCommand({
  access: 'monitor',
  since: 6,
  run({ server, args }) {
    const wanted: unknown = args.getClusterParameter;
    const names: unknown[] =
      wanted === '*' ? Object.keys(clusterParameters) : Array.isArray(wanted) ? wanted : [wanted];
    return { clusterParameters: names.map((name) => clusterParameter(server, String(name))) };
  },
});

function clusterParameter(server: Server, name: string) {
  const value = server.clusterParameters.get(name) ?? clusterParameters[name];
  if (value === undefined) throw new MongodError('NoSuchKey', `Unknown server parameter: ${name}`);
  return { _id: name, ...value };
}

const setClusterParameter = command({
  access: 'host',
  since: 6,
  args: z.object({ setClusterParameter: z.record(z.string(), z.record(z.string(), z.unknown())) }),
  run({ setClusterParameter: changes }, { server }) {
    for (const [name, value] of Object.entries(changes)) {
      clusterParameter(server, name);
      server.clusterParameters.set(name, value);
    }
    return {};
  },
});

export const defaultsCommands: Readonly<Record<string, Command>> = {
  getDefaultRWConcern: plainCommand({ access: 'monitor', run: ({ server }) => defaults(server) }),
  setDefaultRWConcern,
  getClusterParameter,
  setClusterParameter,
};
