import { Binary, UUID } from 'mongodb';
import { z } from 'zod';
import { type Command, command, plainCommand } from './command.ts';

const setUserWriteBlockMode = command({
  access: 'host',
  since: 6,
  args: z.strictObject({ global: z.boolean() }),
  run({ global }, { server }) {
    server.writeBlock.isOn = global;
    return {};
  },
});

const SessionIds = z.array(z.object({ id: z.instanceof(Binary) }));

const endSessions = command({
  access: 'none',
  args: z.looseObject({ endSessions: SessionIds }),
  run({ endSessions: ended }, { server }) {
    for (const { id } of ended) {
      server.sessions.end(id.toString('hex'));
      server.transactions.end(id.toString('hex'));
    }
    return {};
  },
});

const startSession = plainCommand({
  access: 'login',
  run: () => ({ id: { id: new UUID() }, timeoutMinutes: 30 }),
});

export const administrationCommands: Readonly<Record<string, Command>> = {
  ping: plainCommand({ access: 'none', run: () => ({}) }),
  setUserWriteBlockMode,
  endSessions,
  startSession,
};
