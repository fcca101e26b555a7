import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { isEngineDatabase, isServerDatabase } from '../../core/engine-databases.ts';
import { LivemigError } from '../../core/errors.ts';
import type { FactValues } from '../../core/facts.ts';
import { harmless, shortened } from '../../core/harmless.ts';
import { allDatabases } from '../user-databases.ts';
import { loggedIn, userNamed } from './logged-in.ts';
import { readOplog } from './oplogs.ts';
import { lookAtEach, type Place, serversOf, setsOf, shardsOf } from './places.ts';
import type { SurveyContext, Surveys } from './survey.ts';

type Status = FactValues['sourceStatus']['read'][number]['value'];
type Flagged = FactValues['sourceStartup']['read'][number]['value'];
type Admittance = FactValues['sourceUserOnShards']['read'][number]['value'];

const ServerStatus = z.looseObject({
  storageEngine: z.looseObject({ name: z.string().transform(harmless) }),
  connections: z.looseObject({ current: z.coerce.number(), available: z.coerce.number() }),
});

async function statusOf(client: MongoClient, maxTimeMS: number): Promise<Status> {
  const status = await client.db('admin').command({ serverStatus: 1, metrics: 0, maxTimeMS });
  const { storageEngine, connections } = ServerStatus.parse(status);
  const { current, available } = connections;
  return { storageEngine: storageEngine.name, connections: { current, available } };
}

const Log = z.looseObject({ log: z.array(z.string()) });
/** A line of the log is JSON from 4.4 on (manual, "Log Messages"). */
const Line = z.looseObject({ msg: z.string() });

async function startupOf(client: MongoClient, maxTimeMS: number): Promise<Flagged> {
  const { log } = Log.parse(await client.db('admin').command({ getLog: 'startupWarnings', maxTimeMS }));
  const said = log.map((line) => shortened(harmless(messageOf(line)))).filter((text) => text.trim() !== '');
  return { is: said.length > 0, details: [...new Set(said)] };
}

function messageOf(line: string): string {
  try {
    return Line.parse(JSON.parse(line)).msg;
  } catch {
    return line;
  }
}

const Level = z.looseObject({ was: z.number() });

/** Whoever may read `system.profile` may ask for the level (server source, profile_cmd). */
async function profilingOf(client: MongoClient, maxTimeMS: number): Promise<Flagged> {
  const profiled: string[] = [];
  for (const name of await allDatabases(client, maxTimeMS)) {
    if (isServerDatabase(name)) continue;
    const { was } = Level.parse(await client.db(name).command({ profile: -1, maxTimeMS }));
    if (was > 0) profiled.push(harmless(name));
  }
  return { is: profiled.length > 0, details: profiled };
}

/** To be refused the login is an answer. */
async function admitting({ ask }: Place, maxTimeMS: number): Promise<Admittance> {
  try {
    const { privileges } = await ask((client) => loggedIn(client, maxTimeMS));
    return { admitted: true, privileges };
  } catch (error) {
    if (error instanceof LivemigError && error.code === 'MONGODB_LOGIN') return { admitted: false };
    throw error;
  }
}

const onServers = 'hello, find in config.shards';

const engineDatabases = {
  sends: ['listDatabases'],
  grant: 'readAnyDatabase on admin',
  read: async (client: MongoClient, { maxTimeMS }: Pick<SurveyContext, 'maxTimeMS'>) =>
    (await allDatabases(client, maxTimeMS)).filter(isEngineDatabase),
};

/** How the servers of the source are, who looks at them, and what engines have left on both sides. */
export const healthSurveys = {
  sourceOplogs: {
    sends: [onServers, 'on each set: find and aggregate in local.oplog.rs, collStats, serverStatus'],
    grant: 'the roles backup and clusterMonitor on admin',
    read: async (client, context) =>
      lookAtEach(await setsOf(client, context), ({ ask }) => ask((set) => readOplog(set, context))),
  },
  sourceStatus: {
    sends: [onServers, 'serverStatus on each server'],
    grant: 'the role clusterMonitor on admin',
    read: async (client, context) =>
      lookAtEach(await serversOf(client, context), ({ ask }) => ask((server) => statusOf(server, context.maxTimeMS))),
  },
  sourceStartup: {
    sends: [onServers, 'getLog on each server'],
    grant: 'the role clusterMonitor on admin',
    read: async (client, context) =>
      lookAtEach(await serversOf(client, context), ({ ask }) => ask((server) => startupOf(server, context.maxTimeMS))),
  },
  sourceProfiling: {
    sends: [onServers, 'listDatabases on each server, profile: -1 on each database of it'],
    grant: 'the role clusterMonitor on admin',
    read: async (client, context) =>
      lookAtEach(await serversOf(client, context), ({ ask }) =>
        ask((server) => profilingOf(server, context.maxTimeMS)),
      ),
  },
  sourceUser: {
    sends: ['connectionStatus', 'usersInfo of the user that is to migrate, where it is another one'],
    grant: 'the action viewUser on admin, as userAdmin on admin allows it',
    read: async (client, { maxTimeMS, user }) => {
      const self = await loggedIn(client, maxTimeMS);
      return user === undefined || user === self.user ? self : userNamed(client, user, maxTimeMS);
    },
  },
  sourceUserOnShards: {
    sends: [onServers, 'connectionStatus on each shard'],
    grant: 'the role clusterMonitor on admin',
    read: async (client, context) => {
      const shards = await shardsOf(client, context);
      return lookAtEach(shards, (shard) => admitting(shard, context.maxTimeMS));
    },
  },
  sourceEngineDatabases: engineDatabases,
  destinationEngineDatabases: engineDatabases,
  destinationUser: {
    sends: ['connectionStatus'],
    grant: 'nothing but a login',
    read: (client, { maxTimeMS }) => loggedIn(client, maxTimeMS),
  },
} as const satisfies Partial<Surveys>;
