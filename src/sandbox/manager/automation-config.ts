import type { Deployment, ManagerProject, Scenario } from '../scenario/scenario.ts';

type Users = Pick<Scenario, 'automationUser' | 'sourceUser'>;

/**
 * What automation has been told to reach in the project, without what is secret (Ops Manager notes, section 4.8; the
 * fields that mongocli's `internal/convert` reads of each process and member are all there).
 */
export function automationConfig(group: ManagerProject, { automationUser, sourceUser }: Users) {
  const deployments = group.deployments.filter(({ managed }) => managed);
  return {
    version: 7,
    auth: {
      disabled: false,
      autoUser: automationUser.username,
      autoAuthMechanism: 'SCRAM-SHA-256',
      autoAuthMechanisms: ['SCRAM-SHA-256'],
      deploymentAuthMechanisms: ['SCRAM-SHA-256'],
      authoritativeSet: false,
      usersWanted: [{ db: 'admin', user: sourceUser.username, roles: sourceRoles, authenticationRestrictions: [] }],
      usersDeleted: [],
    },
    processes: deployments.flatMap((deployment) => deployment.hosts.map((_, at) => processOf(deployment, at))),
    replicaSets: deployments.map(replicaSet),
    sharding: [],
    mongosqlds: [],
    monitoringVersions: [],
    backupVersions: [],
    options: { downloadBase: '/var/lib/mongodb-mms-automation' },
    roles: [],
    tls: { clientCertificateMode: 'OPTIONAL' },
  };
}

/** With the secrets, for whom they are: automation's password, and the key file that the members know each other by. */
export function wholeAutomationConfig(group: ManagerProject, users: Users) {
  const config = automationConfig(group, users);
  const secrets = {
    autoPwd: users.automationUser.password,
    key: Buffer.from(`sandbox ${group.id}`).toString('base64'),
    keyfile: '/var/lib/mongodb-mms-automation/keyfile',
  };
  return { ...config, auth: { ...config.auth, ...secrets } };
}

const sourceRoles = ['backup', 'readAnyDatabase', 'clusterMonitor'].map((role) => ({ role, db: 'admin' }));

function memberName({ name }: Deployment, at: number): string {
  return `${name}_${at + 1}`;
}

function processOf(deployment: Deployment, at: number) {
  const { name, version, hosts } = deployment;
  const { hostname, port } = hosts[at] ?? {};
  return {
    name: memberName(deployment, at),
    processType: 'mongod',
    hostname,
    version,
    featureCompatibilityVersion: version.split('.').slice(0, 2).join('.'),
    authSchemaVersion: 5,
    disabled: false,
    manualMode: false,
    args2_6: {
      net: { port },
      replication: { replSetName: name },
      storage: { dbPath: '/data' },
      systemLog: { destination: 'file', path: '/data/mongodb.log' },
    },
    logRotate: { sizeThresholdMB: 1000, timeThresholdHrs: 24 },
  };
}

function replicaSet(deployment: Deployment) {
  const members = deployment.hosts.map(({ primary }, at) => ({
    _id: at,
    host: memberName(deployment, at),
    arbiterOnly: false,
    buildIndexes: true,
    hidden: false,
    priority: primary ? 2 : 1,
    slaveDelay: 0,
    tags: {},
    votes: 1,
  }));
  return { _id: deployment.name, protocolVersion: '1', members };
}
