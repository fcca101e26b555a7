import { isAlive } from '../core/agent-life.ts';
import { defineCheck, defineQuestion } from '../core/check.ts';
import { firstNames } from '../core/first-names.ts';
import { findHost } from '../core/host-name.ts';
import { amount, durationText } from '../core/plain-units.ts';

/** Rules H: the migration host. */
export const hostChecks = [
  defineCheck({
    id: 'H01',
    title: 'Atlas sees the migration host',
    severity: 'block',
    mender: 'manager',
    needs: ['migrationHost', 'linkedHosts'],
    mendedBy: 'provision',
    source: 'Atlas Admin API, availableProjects.migrationHosts',
    judge: ({ migrationHost, linkedHosts: hosts }) =>
      findHost(migrationHost, hosts).is === 'one'
        ? undefined
        : {
            message: `Atlas does not list ${migrationHost} as a migration host; it lists ${firstNames(hosts) || 'none'}.`,
            fix:
              hosts.length === 0
                ? 'Run `livemig provision`, which waits until Atlas lists it.'
                : 'Run `livemig provision`, or choose one of those with --migration-host.',
          },
  }),
  defineCheck({
    id: 'H02',
    title: "The migration host's agent is alive",
    severity: 'block',
    mender: 'manager',
    needs: ['migrationHost', 'migrationAgent'],
    mendedBy: 'provision',
    source: 'Ops Manager API, agents: lastConf',
    judge: ({ migrationHost, migrationAgent: agent }) => {
      if (!agent.listed)
        return {
          message: `The manager lists no agent on ${migrationHost}.`,
          fix: 'Run `livemig provision`, which installs it and waits for it.',
        };
      const { secondsAgo } = agent;
      if (secondsAgo !== null && isAlive(secondsAgo)) return undefined;
      const since = secondsAgo === null ? 'has never called' : `last called ${durationText(secondsAgo * 1_000)} ago`;
      return {
        message: `The agent on ${migrationHost} ${since}; it calls every minute while it is alive.`,
        fix: `On ${migrationHost}: sudo systemctl restart mongodb-mms-automation-agent, and let it reach the manager. Then run \`livemig provision\`, which waits for it.`,
      };
    },
  }),
  defineCheck({
    id: 'H04',
    title: 'The agents are of the latest version',
    severity: 'warn',
    mender: 'manager',
    needs: ['oldAgents'],
    source: 'Atlas docs, Live Migrate (Push): prerequisites; Ops Manager API, agents/versions',
    judge: ({ oldAgents }) =>
      oldAgents.length === 0
        ? undefined
        : {
            message: `The manager calls ${amount(oldAgents.length, 'agent')} old: ${firstNames(oldAgents.map(({ hostname, version, deprecated }) => `${hostname} (${version}${deprecated ? ', deprecated' : ''})`))}.`,
            fix: 'Update them in the manager: Deployment, Agents, Update All Agents.',
            items: oldAgents.map(({ hostname, version }) => `${hostname} ${version}`),
          },
  }),
  defineCheck({
    id: 'H07',
    title: "Atlas lets the migration host's address in",
    severity: 'block',
    mender: 'atlas',
    needs: ['network', 'hostEntry'],
    mendedBy: 'provision',
    source: 'Atlas docs, Live Migrate (Push): network access',
    judge: ({ network, hostEntry: found }) => {
      // A private endpoint and peering do not go over public addresses.
      if (network !== 'public') return undefined;
      if (found.is === 'ready') return undefined;
      if (found.is === 'missing')
        return {
          message: `No entry of the project's access list lets ${found.address} in.`,
          fix: 'Run `livemig provision`, which adds one and waits until it is active.',
        };
      if (found.is === 'ending')
        return {
          message: `The entry ${found.entry}, which lets ${found.address} in, ends on ${found.ends}: the migration may still run then.`,
          fix: 'Run `livemig provision`, which makes it permanent.',
        };
      if (found.is === 'applying')
        return {
          message: `The entry ${found.entry} of the access list is ${found.status}, not ACTIVE yet.`,
          fix: 'Run `livemig provision`, which waits for it.',
        };
      return {
        message: `The entry ${found.entry} of the access list is ${found.status}.`,
        fix: "Remove it in the project's Network Access in Atlas, and run `livemig provision`, which adds it anew.",
      };
    },
  }),
  defineCheck({
    id: 'H10',
    title: 'The source uses TLS',
    severity: 'warn',
    mender: 'dba',
    needs: ['sourceTls'],
    source: 'Atlas docs, Live Migrate (Push): source without TLS',
    judge: ({ sourceTls }) =>
      sourceTls
        ? undefined
        : {
            message: 'The source does without TLS, so its data goes to the migration host unencrypted.',
            fix: 'Put the migration host into the same trusted network, or enable TLS on the source.',
          },
  }),
  defineCheck({
    id: 'H11',
    title: 'The manager collects database statistics',
    severity: 'block',
    mender: 'manager',
    needs: ['collectedSize'],
    source: 'Atlas docs, Live Migrate (Push): Collect Database Specific Statistics',
    // The setting itself is in no API: no size is only a sign of it.
    judge: ({ collectedSize }) =>
      collectedSize > 0
        ? undefined
        : {
            severity: 'warn',
            message: 'Atlas was told no size of the source, so the manager may not collect database statistics.',
            fix: "Switch on Collect Database Specific Statistics in the source project's settings, and wait for a few minutes.",
          },
  }),
  defineCheck({
    id: 'LM03',
    title: "The migration host is not one of the deployment's own servers",
    severity: 'block',
    mender: 'manager',
    needs: ['migrationHost', 'sourceServers'],
    source: 'Cloud Manager docs, Provision a Migration Host',
    judge: ({ migrationHost, sourceServers }) =>
      // Of several that it could be, each is one.
      findHost(migrationHost, sourceServers).is !== 'none'
        ? {
            message: `${migrationHost} is a server of the source deployment itself.`,
            fix: 'Use a server on which nothing else runs: 8 CPUs and 24 GB of memory or more, 64-bit Linux.',
          }
        : undefined,
  }),
  defineCheck({
    id: 'LM05',
    title: "The migration host's name means one host",
    severity: 'block',
    mender: 'manager',
    needs: ['migrationHost', 'agentHosts'],
    source: 'Ops Manager API, agents: one record for each host name',
    judge: ({ migrationHost, agentHosts }) => {
      const found = findHost(migrationHost, agentHosts);
      return found.is !== 'several'
        ? undefined
        : {
            message: `${migrationHost} could be ${firstNames(found.hosts, ' or ')}.`,
            fix: 'Give the whole name with --migration-host, as its agent reports it.',
          };
    },
  }),
];

/** What no API shows. */
export const hostQuestions = [
  defineQuestion({
    id: 'H03',
    title: 'No other migration runs on the migration host',
    severity: 'block',
    mender: 'manager',
    source: 'Cloud Manager docs, Provision a Migration Host: one host for each migration at a time',
    look: 'Atlas lists no migrations: ask whether another live migration uses the migration host, and give each its own.',
  }),
  defineQuestion({
    id: 'H05',
    title: "The migration host's system is supported",
    severity: 'block',
    mender: 'manager',
    engine: 'push',
    source: 'Cloud Manager docs, Provision a Migration Host; mongosync docs, installation',
    look: 'Look at /etc/os-release on the migration host: Amazon Linux 2023, RHEL 7 to 9 or Ubuntu 18.04 to 24.04, 64 bits.',
  }),
  defineQuestion({
    id: 'H06',
    title: 'The migration host is large enough',
    severity: 'warn',
    mender: 'manager',
    source: 'Cloud Manager docs, Provision a Migration Host',
    look: 'Look at nproc and free -g on the migration host: 8 CPUs and 24 GB of memory at least, with a fast network to both sides.',
  }),
  defineQuestion({
    id: 'H08',
    title: 'The migration host reaches every server and the manager',
    severity: 'block',
    mender: 'manager',
    source: 'Atlas docs, Live Migrate (Push): network access',
    look: "From the migration host: nc -vz to each member of the source, to the destination's members (ports 27015 to 27017) and to the manager. Atlas' validation tries it too.",
  }),
  defineQuestion({
    id: 'H09',
    title: "The CA file of the source's TLS is on the migration host",
    severity: 'block',
    mender: 'manager',
    source: 'Atlas docs, Live Migrate (Push): source with TLS',
    look: "Only with a private CA: ls -l on the migration host shows whether the agent's user may read the file that --source-ca-file names. Atlas' validation tries it too.",
  }),
  defineQuestion({
    id: 'H12',
    title: 'No proxy opens TLS between the agent and the manager',
    severity: 'warn',
    mender: 'manager',
    source: 'Ops Manager docs, MongoDB Agent: firewall configuration',
    look: 'From the migration host: openssl s_client -connect to the manager shows whose certificate comes back; it must not be that of a proxy.',
  }),
];
