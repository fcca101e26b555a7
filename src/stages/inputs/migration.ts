import type { InputRecords } from '../input-record.ts';
import type { Values } from '../values.ts';

const ofDeployments = () => import('../source-deployment.ts');

/** Only where Automation does not take care of it, which may have to be found out first. */
const needsUser = (values: Values, isGiven: (key: string) => boolean) => {
  if (values.managedAuthentication === true) return false;
  return isGiven('sourceUsername') || values.managedAuthentication === false ? true : 'later';
};

/** With what the source is read, and what becomes of the destination. */
export const migrationInputs = {
  linkToken: {
    title: 'Link-token that was made elsewhere',
    about: 'by `link` in another directory, or in Atlas',
    group: 'Secrets and connections',
    askedBy: ['provision'],
    stdinFlag: '--link-token-stdin',
    env: ['LIVEMIG_LINK_TOKEN'],
    kind: 'secret',
    step: 'provision.connect-organization',
    optional: true,
  },
  managedAuthentication: {
    title: "Does the manager's Automation take care of the source's authentication?",
    about: 'found out where Atlas knows',
    group: 'Secrets and connections',
    askedBy: ['start'],
    flag: '--[no-]managed-authentication',
    env: [],
    kind: 'yes-no',
    step: 'start.create-migration',
    afterwards: 'not-asked',
    dependsOn: ['sourceCluster'],
    // Whoever names a user has answered the question.
    when: (_, isGiven) => isGiven('managedAuthentication') || !isGiven('sourceUsername'),
    suggest: async (services, values) =>
      (await (await ofDeployments()).sourceDeployment(services, values))?.managed ?? undefined,
  },
  sourceUsername: {
    title: 'Source user (SCRAM, with the roles backup and readAnyDatabase)',
    about: 'not with managed authentication',
    group: 'Secrets and connections',
    askedBy: ['start'],
    flag: '--source-username <name>',
    env: ['LIVEMIG_SOURCE_USERNAME'],
    kind: 'text',
    step: 'start.create-migration',
    afterwards: 'not-asked',
    dependsOn: ['sourceCluster'],
    when: needsUser,
  },
  sourcePassword: {
    title: "The source user's password",
    about: 'not with managed authentication',
    group: 'Secrets and connections',
    askedBy: ['start'],
    env: ['LIVEMIG_SOURCE_PASSWORD'],
    kind: 'secret',
    step: 'start.create-migration',
    afterwards: 'not-asked',
    // Not on the name: the password that was typed is that of the user who was meant.
    dependsOn: ['sourceCluster'],
    blanksCount: true,
    when: needsUser,
  },
  sourceTls: {
    title: 'Does the source use TLS?',
    about: 'found out where Atlas knows',
    group: 'Source and manager',
    askedBy: ['start'],
    flag: '--[no-]source-tls',
    env: [],
    kind: 'yes-no',
    step: 'start.create-migration',
    afterwards: 'not-asked',
    dependsOn: ['sourceCluster'],
    suggest: async (services, values) =>
      (await (await ofDeployments()).sourceDeployment(services, values))?.tlsEnabled ?? undefined,
  },
  sourceCaFile: {
    title: "CA certificate of the source's TLS, a path on the migration host",
    group: 'Source and manager',
    askedBy: ['start'],
    flag: '--source-ca-file <path>',
    env: [],
    kind: 'text',
    step: 'start.create-migration',
    optional: true,
  },
  dropDestination: {
    title: 'Clear the destination cluster first? Everything in it will be lost',
    group: 'What to do',
    askedBy: ['start'],
    flag: '--drop-destination',
    env: [],
    kind: 'yes-no',
    spoken: true,
    step: 'start.create-migration',
    optional: true,
  },
  sharding: {
    title: 'Sharding of the collections, a JSON or YAML file (replica set to sharded cluster only)',
    group: 'What to do',
    askedBy: ['start'],
    flag: '--sharding <file>',
    env: [],
    kind: 'text',
    step: 'start.create-migration',
    optional: true,
  },
  destinationUri: {
    title: 'Connection string of the destination, for the comparison',
    about: 'and to look at it before',
    group: 'Secrets and connections',
    askedBy: [],
    connects: 'destination',
    wantedToConnect: true,
    env: ['LIVEMIG_DESTINATION_URI'],
    envFlag: '--destination-uri-env <name>',
    kind: 'secret',
    step: 'start.verify',
    optional: true,
  },
} as const satisfies InputRecords;
