import { z } from 'zod';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { type Command, command } from './command.ts';

const getLog = command({
  access: 'monitor',
  args: z.looseObject({ getLog: z.string() }),
  run({ getLog: name }, { server }) {
    if (name === '*') return { names: ['global', 'startupWarnings'] };
    if (name !== 'global' && name !== 'startupWarnings') {
      throw new MongodError('OperationFailed', `No log named '${name}'`);
    }
    const log = name === 'global' ? [startLine(server)] : [];
    return { totalLinesWritten: log.length, log };
  },
});

/** In the form of a server's log. */
function startLine(server: Server): string {
  const t = { $date: new Date(server.startedAt).toISOString() };
  const attr = { address: server.address(), version: server.version };
  return JSON.stringify({ t, s: 'I', c: 'NETWORK', id: 23_016, ctx: 'listener', msg: 'Waiting for connections', attr });
}

const Profile = z.strictObject({
  profile: z.number().int().min(-1).max(2),
  slowms: z.number().optional(),
  sampleRate: z.number().min(0).max(1).optional(),
  filter: z.undefined('the sandbox profiles nothing').optional(),
});

/**
 * Tells that nothing is profiled, and from when on an operation is slow: the server has one such time for all databases
 * (manual, "profile"). A level that would fill `system.profile` is refused rather than kept without an effect.
 */
const profile = command({
  access: 'admin',
  args: Profile,
  run({ profile: level, slowms, sampleRate }, { server: { profiling } }) {
    if (level > 0) {
      throw new MongodError(
        'NotImplemented',
        `the sandbox writes no system.profile, so the profiling level must be 0, not ${level}`,
      );
    }
    const before = { was: 0, ...profiling };
    Object.assign(profiling, { slowms: slowms ?? profiling.slowms, sampleRate: sampleRate ?? profiling.sampleRate });
    return before;
  },
});

export const diagnosticCommands: Readonly<Record<string, Command>> = {
  getLog,
  profile,
};
