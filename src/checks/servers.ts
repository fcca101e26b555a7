import { defineCheck, definePartedCheck, type Objection, partOf } from '../core/check.ts';
import type { FactValues } from '../core/facts.ts';
import { mongoshDatabase } from '../core/mongosh-words.ts';
import { byNumber, objectionTo } from './objection-to.ts';

/** Of a server's connections, so many may be in use. */
const mostInUse = 0.8;

/** Rules O03, O10, O12, O13, O14 and LM41: how the servers of the source are. */
export const serverChecks = [
  definePartedCheck({
    id: 'O03',
    title: 'Every server of the source keeps its data with WiredTiger',
    severity: 'block',
    mender: 'dba',
    source: 'mongosync docs, limitations',
    parts: [
      partOf({ needs: ['sourceStatus'], judge: ({ sourceStatus }) => otherEngines(sourceStatus) }),
      partOf({ needs: ['everyStatus'], judge: () => undefined }),
    ],
  }),
  definePartedCheck({
    id: 'O10',
    title: 'No server of the source warned of anything when it was started',
    severity: 'warn',
    mender: 'dba',
    source: 'MongoDB manual, Production Notes; Atlas docs, Live Migrate (Push): prerequisites',
    parts: [
      partOf({ needs: ['sourceStartup'], judge: ({ sourceStartup }) => startupWarnings(sourceStartup) }),
      partOf({ needs: ['everyStartup'], judge: () => undefined }),
    ],
  }),
  defineCheck({
    id: 'O12',
    title: 'No engine of MongoDB has left databases on the source',
    severity: 'block',
    mender: 'dba',
    onlyBefore: true,
    needs: ['sourceEngineDatabases'],
    source: 'Atlas docs, Live Migrate (Pull); mongosync docs, mongosync Behavior',
    judge: ({ sourceEngineDatabases }) => leftovers(sourceEngineDatabases, 'The source'),
  }),
  defineCheck({
    id: 'LM41',
    title: 'No engine of MongoDB has left databases on the destination',
    severity: 'warn',
    mender: 'atlas',
    onlyBefore: true,
    needs: ['destinationEngineDatabases'],
    source: 'mongosync docs, mongosync Behavior (rule O12 for the destination)',
    judge: ({ destinationEngineDatabases }) => leftovers(destinationEngineDatabases, 'The destination'),
  }),
  definePartedCheck({
    id: 'O13',
    title: 'No server of the source profiles a database',
    severity: 'warn',
    mender: 'dba',
    source: 'mongosync docs, mongosync Behavior: system collections',
    parts: [
      partOf({ needs: ['sourceProfiling'], judge: ({ sourceProfiling }) => profiling(sourceProfiling) }),
      partOf({ needs: ['everyProfiling'], judge: () => undefined }),
    ],
  }),
  definePartedCheck({
    id: 'O14',
    title: 'The servers of the source have files and connections to spare',
    severity: 'warn',
    mender: 'dba',
    source: 'MongoDB manual, UNIX ulimit Settings; MongoDB support: TooManyFilesOpen',
    parts: [
      partOf({ needs: ['lowLimits'], judge: ({ lowLimits }) => fewFiles(lowLimits) }),
      partOf({ needs: ['sourceStatus'], judge: ({ sourceStatus }) => fewConnections(sourceStatus) }),
      partOf({ needs: ['everyStatus'], judge: () => undefined }),
    ],
  }),
];

function leftovers(databases: readonly string[], where: string): Objection | undefined {
  return objectionTo(databases, {
    name: (database) => database,
    message: (names, count) =>
      `${where} has ${byNumber(count, 'a database', 'databases')} of an earlier migration or verification: ${names}. The engine takes ${byNumber(count, 'it', 'them')} for its own.`,
    fix: `${where}: make sure that no engine uses ${byNumber(databases.length, 'it', 'them')} any more, then drop ${byNumber(databases.length, 'it', 'them')}:`,
    command: (database) => `${mongoshDatabase(database)}.dropDatabase()`,
  });
}

function otherEngines({ read }: FactValues['sourceStatus']): Objection | undefined {
  const others = read.filter(({ value }) => value.storageEngine !== 'wiredTiger');
  return objectionTo(others, {
    name: ({ name, value }) => `${name} (${value.storageEngine})`,
    message: (names) => `The engine reads from WiredTiger alone; there is another storage engine on ${names}.`,
    fix: 'Resync each of those members with --storageEngine wiredTiger and an empty data directory, secondaries first.',
  });
}

function startupWarnings({ read }: FactValues['sourceStartup']): Objection | undefined {
  const warned = read.filter(({ value }) => value.is);
  const lines = warned.flatMap(({ name, value: { details } }) =>
    details.length === 0 ? [`${name}: the manager says so`] : details.map((line) => `${name}: ${line}`),
  );
  const objection = objectionTo(warned, {
    name: ({ name, value: { details } }) => (details[0] === undefined ? name : `${name} (${details[0]})`),
    message: (names, count) =>
      `${byNumber(count, 'A server', `${count} servers`)} of the source warned when started: ${names}.`,
    fix: 'db.adminCommand({getLog: "startupWarnings"}) shows all of them on each server; the Production Notes of MongoDB\'s manual say what each takes. A migration adds days of load.',
  });
  return objection === undefined ? undefined : { ...objection, items: lines.slice(0, 100) };
}

interface Profiled {
  readonly server: string;
  /** Where the servers themselves told it. */
  readonly database?: string;
}

function profiling({ read }: FactValues['sourceProfiling']): Objection | undefined {
  const profiled = read.flatMap(({ name: server, value: { is, details } }): Profiled[] => {
    if (!is) return [];
    return details.length === 0 ? [{ server }] : details.map((database) => ({ server, database }));
  });
  return objectionTo(profiled, {
    name: ({ server, database }) => (database === undefined ? server : `${database} on ${server}`),
    message: (names) =>
      `The profiler is on: ${names}. It writes system.profile, which is not migrated, beside the load of the copy.`,
    fix: 'Turn it off for the migration, on each of those servers:',
    command: ({ server, database }) =>
      `${database === undefined ? 'db' : mongoshDatabase(database)}.setProfilingLevel(0)   // on ${server}`,
  });
}

function fewFiles(servers: readonly string[]): Objection | undefined {
  return objectionTo(servers, {
    name: (server) => server,
    message: (names) => `The limit of open files is low on ${names}: TooManyFilesOpen ends a migration.`,
    fix: 'Set the limits of the user that runs mongod to 64000 open files and 64000 processes (LimitNOFILE and LimitNPROC in its systemd unit), and restart one member after the other.',
  });
}

function fewConnections({ read }: FactValues['sourceStatus']): Objection | undefined {
  const busy = read.filter(
    ({
      value: {
        connections: { current, available },
      },
    }) => current >= (current + available) * mostInUse,
  );
  return objectionTo(busy, {
    name: ({
      name,
      value: {
        connections: { current, available },
      },
    }) => `${name} (${current} of ${current + available})`,
    message: (names) => `Most connections are in use on ${names}; the engine opens many more.`,
    fix: 'Raise net.maxIncomingConnections and the limit of open files, or make the pools of the applications smaller.',
  });
}
