import type { ManagerHost } from '../api/ops-manager-schemas.ts';
import { type Fact, known, unknownBecause } from '../core/check.ts';
import type { FactValues } from '../core/facts.ts';
import { firstNames } from '../core/first-names.ts';
import { harmless } from '../core/harmless.ts';
import { serversOf } from './manager-hosts.ts';
import { type FactWorld, knownIfRead, type Probe } from './probe.ts';
import { throughDestination, throughSource } from './through-source.ts';

type Flags = FactValues['sourceStartup'];

interface OfEach {
  readonly read: readonly unknown[];
  readonly unread: readonly { readonly name: string; readonly reason: string }[];
}

type WholeId = 'everyOplog' | 'everyStatus' | 'everyStartup' | 'everyProfiling' | 'everyShardAsked';

/** Whether what a survey tells of each is told of all; what it says of the others is no pass. */
function whole<const Id extends WholeId>(
  id: Id,
  { read }: { read(world: FactWorld): Promise<Fact<OfEach>> },
): { readonly id: Id; read(world: FactWorld): Promise<Fact<true>> } {
  return {
    id,
    read: async (world) => {
      const found = await read(world);
      if (!found.known) return found;
      const { unread } = found.value;
      const reasons = unread.map(({ name, reason }) => `${name} was not looked at: ${reason}`);
      return unread.length === 0 ? known(true) : unknownBecause(firstNames(reasons, ' '));
    },
  };
}

/** By the servers themselves; where one of them cannot be asked, by the manager, which knows all of them. */
function flagged<const Id extends 'sourceStartup' | 'sourceProfiling'>(
  id: Id,
  flag: (host: ManagerHost) => boolean | null | undefined,
): { readonly id: Id; read(world: FactWorld): Promise<Fact<Flags>> } {
  const servers = throughSource(id);
  return {
    id,
    read: async (world) => {
      const seen = await knownIfRead<Flags>(() => servers.read(world));
      if (seen.known && seen.value.unread.length === 0) return seen;
      const told = await knownIfRead(() => flagsByManager(world, flag));
      if (!told.known) return world.values.sourceUri === undefined ? told : seen;
      const own = seen.known ? seen.value.read : [];
      const names = own.map(({ name }) => name);
      const others = told.value.read.filter(({ name }) => !names.includes(name));
      return known({ read: [...own, ...others], unread: [] });
    },
  };
}

async function flagsByManager(
  world: FactWorld,
  flag: (host: ManagerHost) => boolean | null | undefined,
): Promise<Fact<Flags>> {
  const servers = await serversOf(world);
  if (!servers.known) return servers;
  const data = servers.value.filter(({ typeName }) => !/MONGOS|ARBITER/.test(typeName ?? ''));
  const told = data.map((host) => ({ name: nameOf(host), is: flag(host) ?? undefined }));
  const silent = told.find(({ is }) => is === undefined);
  if (silent !== undefined) return unknownBecause(`the manager does not tell it of ${silent.name}`);
  return known({ read: told.map(({ name, is = false }) => ({ name, value: { is, details: [] } })), unread: [] });
}

function nameOf({ hostname, port }: ManagerHost): string {
  return harmless(port === undefined || port === null ? hostname : `${hostname}:${port}`);
}

const sourceOplogs = throughSource('sourceOplogs');
const sourceStatus = throughSource('sourceStatus');
const sourceStartup = flagged('sourceStartup', ({ hasStartupWarnings }) => hasStartupWarnings);
const sourceProfiling = flagged('sourceProfiling', ({ profilerEnabled }) => profilerEnabled);

/** What servers say when they start with few files: "Soft rlimits for open file descriptors too low". */
const aboutLimits = /rlimits?|file descriptors/i;

/** By the manager; else by what the servers said when they were started. */
const lowLimits: Probe<'lowLimits'> = {
  id: 'lowLimits',
  read: async (world) => {
    const told = await knownIfRead(() => flagsByManager(world, ({ lowUlimit }) => lowUlimit));
    if (told.known) return known(told.value.read.filter(({ value }) => value.is).map(({ name }) => name));
    const seen = await throughSource('sourceStartup').read(world);
    if (!seen.known || seen.value.unread.length > 0) return told;
    const said = seen.value.read.filter(({ value }) => value.details.some((line) => aboutLimits.test(line)));
    return known(said.map(({ name }) => name));
  },
};

/** The rights of the user that is to migrate: of the one that was named, else of the one of the connection string. */
const sourceUser: Probe<'sourceUser'> = {
  id: 'sourceUser',
  read: async (world) => {
    const { inspector, values, progress } = world;
    const { sourceUri, sourceUsername } = values;
    if (values.managedAuthentication === true) return unknownBecause(ofManager);
    if (sourceUri === undefined) return unknownBecause('LIVEMIG_SOURCE_URI is not set');
    return known(await inspector.survey(sourceUri, 'sourceUser', progress, sourceUsername));
  },
};

const ofManager = "Automation's own user is to migrate, whose rights the manager keeps";

const onShards = throughSource('sourceUserOnShards');

/** A shard tells of the user that it lets in, and so of no other. */
const sourceUserOnShards: Probe<'sourceUserOnShards'> = {
  id: 'sourceUserOnShards',
  read: async (world) => {
    const seen = await onShards.read(world);
    if (!seen.known || [...seen.value.read, ...seen.value.unread].length === 0) return seen;
    const { sourceUsername, managedAuthentication } = world.values;
    if (managedAuthentication === true) return unknownBecause(ofManager);
    const login = await throughSource('sourceLogin').read(world);
    if (!login.known) return login;
    const [user] = login.value;
    return sourceUsername === undefined || sourceUsername === user?.user
      ? seen
      : unknownBecause(
          `${sourceUsername} is to migrate, and LIVEMIG_SOURCE_URI names ${user?.user ?? 'nobody'}: whether each shard lets ${sourceUsername} in shows only with its own password in that string`,
        );
  },
};

const everyOplog = whole('everyOplog', sourceOplogs);

const everyOplogRate: Probe<'everyOplogRate'> = {
  id: 'everyOplogRate',
  read: async (world) => {
    const all = await everyOplog.read(world);
    if (!all.known) return all;
    const oplogs = await sourceOplogs.read(world);
    if (!oplogs.known) return oplogs;
    const silent = oplogs.value.read.find(({ value }) => value.written === null);
    return silent === undefined
      ? known(true)
      : unknownBecause(`${silent.name} could not add up what is written to its oplog`);
  },
};

/** Set where it is judged (`checks/copy-time.ts`), so that what was gathered elsewhere can be judged by another rate. */
const copyTime: Probe<'copyTime'> = {
  id: 'copyTime',
  read: async () => known({ notKnown: 'nobody gave a rate' }),
};

export const healthProbes = {
  sourceOplogs,
  sourceStatus,
  sourceStartup,
  sourceProfiling,
  sourceUser,
  sourceUserOnShards,
  sourceEngineDatabases: throughSource('sourceEngineDatabases'),
  destinationEngineDatabases: throughDestination('destinationEngineDatabases'),
  destinationUser: throughDestination('destinationUser'),
  everyOplog,
  everyOplogRate,
  everyStatus: whole('everyStatus', sourceStatus),
  everyStartup: whole('everyStartup', sourceStartup),
  everyProfiling: whole('everyProfiling', sourceProfiling),
  everyShardAsked: whole('everyShardAsked', sourceUserOnShards),
  lowLimits,
  copyTime,
};
