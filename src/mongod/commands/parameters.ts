import { mechanisms } from '../auth/scram.ts';
import { MongodError } from '../mongod-error.ts';
import { majorVersion, type Server } from '../server.ts';
import { type Command, plainCommand } from './command.ts';

/** What can be set while the server runs, and its default. Kept and shown; of these the sandbox obeys those of the TTL monitor. */
const settable: Readonly<Record<string, unknown>> = {
  cursorTimeoutMillis: 600_000,
  internalQueryExecYieldIterations: 1000,
  logLevel: 0,
  maxIndexBuildMemoryUsageMegabytes: 200,
  maxTransactionLockRequestTimeoutMillis: 5,
  notablescan: false,
  quiet: false,
  transactionLifetimeLimitSeconds: 60,
  ttlMonitorEnabled: true,
  ttlMonitorSleepSecs: 60,
};

/** What the parameter is now; `undefined` where it cannot be set. */
export function settingOf({ parameters }: Pick<Server, 'parameters'>, name: string): unknown {
  return parameters.get(name) ?? settable[name];
}

/** What is decided at the start. */
function fixed(server: Server): Record<string, unknown> {
  const isMongos = server.node.kind === 'mongos';
  return {
    authenticationMechanisms: [...mechanisms],
    clusterAuthMode: 'undefined',
    connPoolMaxConnsPerHost: 200,
    enableLocalhostAuthBypass: false,
    enableTestCommands: false,
    localLogicalSessionTimeoutMinutes: 30,
    logicalSessionRefreshMillis: 300_000,
    maxSessions: 1_000_000,
    saslHostName: server.address().split(':')[0],
    saslServiceName: 'mongodb',
    scramIterationCount: server.users.iterations['SCRAM-SHA-1'],
    scramSHA256IterationCount: server.users.iterations['SCRAM-SHA-256'],
    sslMode: server.tls ? 'requireSSL' : 'disabled',
    tlsMode: server.tls ? 'requireTLS' : 'disabled',
    ...(isMongos ? {} : { ...featureCompatibility(server), journalCommitInterval: 100, oplogFetcherUsesExhaust: true }),
    ...(majorVersion(server) >= 5 && isMongos ? { loadBalancerPort: 0 } : {}),
  };
}

function featureCompatibility({ fcv }: Server) {
  return { featureCompatibilityVersion: { version: fcv.version } };
}

function all(server: Server): Record<string, unknown> {
  const { notablescan, ...everywhere } = settable;
  const own = server.node.kind === 'mongos' ? everywhere : { ...everywhere, notablescan };
  const whole = { ...fixed(server), ...own, ...Object.fromEntries(server.parameters) };
  return Object.fromEntries(Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const getParameter = plainCommand({
  access: 'monitor',
  run({ server, args }) {
    const parameters = all(server);
    const wanted: unknown = args.getParameter;
    const [isAll, withDetails] = [wanted === '*' || hasFlag(wanted, 'allParameters'), hasFlag(wanted, 'showDetails')];
    const asked = Object.keys(parameters).filter((name) => isAll || Object.hasOwn(args, name));
    if (asked.length === 0) throw new MongodError('InvalidOptions', 'no option found to get');
    const shown = (name: string) => (withDetails ? detailsOf(name, parameters[name]) : parameters[name]);
    return Object.fromEntries(asked.map((name) => [name, shown(name)]));
  },
});

function hasFlag(wanted: unknown, name: string): boolean {
  return (
    typeof wanted === 'object' && wanted !== null && Object.entries(wanted).some(([key, on]) => key === name && on)
  );
}

function detailsOf(name: string, value: unknown) {
  return { value, settableAtRuntime: Object.hasOwn(settable, name), settableAtStartup: true };
}

const setParameter = plainCommand({
  access: 'host',
  run({ server, args }) {
    const known = all(server);
    const changes = Object.entries(args).filter(([name]) => Object.hasOwn(known, name));
    const [first] = changes;
    if (first === undefined)
      throw new MongodError('InvalidOptions', 'no option found to set, use help:true to see options ');
    for (const [name, value] of changes) {
      if (!Object.hasOwn(settable, name)) {
        throw new MongodError('IllegalOperation', `not allowed to change [${name}] at runtime`);
      }
      if (typeof value !== typeof settable[name]) {
        throw new MongodError('BadValue', `Invalid value for parameter ${name}: ${String(value)}`);
      }
      // mongodb/mongo, src/mongo/db/ttl/ttl.idl
      if (name === 'ttlMonitorSleepSecs' && !(Number(value) > 0)) {
        throw new MongodError(
          'BadValue',
          `Invalid value for parameter ${name}: ${String(value)} is not greater than 0`,
        );
      }
    }
    for (const [name, value] of changes) server.parameters.set(name, value);
    return { was: known[first[0]] };
  },
});

export const parameterCommands: Readonly<Record<string, Command>> = { getParameter, setParameter };
