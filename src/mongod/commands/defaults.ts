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
  access: 'host',
  args: z.strictObject({ defaultReadConcern: Concern.optional(), defaultWriteConcern: Concern.optional() }),
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

export const defaultsCommands: Readonly<Record<string, Command>> = {
  getDefaultRWConcern: plainCommand({ access: 'monitor', run: ({ server }) => defaults(server) }),
  setDefaultRWConcern,
};
