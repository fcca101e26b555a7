import { findHost } from '../core/host-name.ts';
import type { Input } from '../core/inputs.ts';
import { migrationAgreement, withoutAgreement } from './link/agreement-text.ts';
import type { InputKey, Values } from './values.ts';
import type { Services } from './world.ts';

// What asks the services is loaded when they are asked: help and completion want the rest, at once.
const ofNames = () => import('./choices/named-choices.ts');
const ofDestinations = () => import('./choices/destination-choices.ts');
const ofSources = () => import('./choices/source-choices.ts');
const ofHosts = () => import('./choices/migration-host-choices.ts');
const ofAgents = () => import('./provision/live-agent.ts');
const ofEditions = () => import('./source-edition.ts');
const ofDeployments = () => import('./source-deployment.ts');

const isOpsManager = (values: Values) => values.manager === 'ops-manager';
/** Only where Automation does not take care of it, which may have to be found out first. */
const needsUser = (values: Values, isGiven: (key: string) => boolean) => {
  if (values.managedAuthentication === true) return false;
  return isGiven('sourceUsername') || values.managedAuthentication === false ? true : 'later';
};

/** One record per input (product.md calls this table 2.1). The order is the order of the questions. */
export const inputs: Readonly<Record<InputKey, Input<Services, Values>>> = {
  atlasUrl: {
    title: 'Atlas base URL',
    flag: '--atlas-url <url>',
    env: ['LIVEMIG_ATLAS_URL', 'MONGODB_ATLAS_OPS_MANAGER_URL'],
    kind: 'text',
    default: 'https://cloud.mongodb.com',
  },
  manager: {
    title: 'What manages or monitors the source',
    hint: 'Where you see the deployment today: cloud.mongodb.com, or a server of your own.',
    flag: '--manager <kind>',
    env: ['LIVEMIG_MANAGER', 'MCLI_SERVICE'],
    kind: 'choice',
    oneOf: ['cloud-manager', 'ops-manager'],
    fixedBy: 'link.create-token',
    choices: async () => [
      { value: 'cloud-manager', name: 'Cloud Manager' },
      { value: 'ops-manager', name: 'Ops Manager' },
    ],
  },
  managerUrl: {
    title: "The manager's URL",
    hint: 'As in the browser, without a path: https://opsmanager.corp.example:8443',
    flag: '--manager-url <url>',
    env: ['LIVEMIG_MANAGER_URL', 'MCLI_OPS_MANAGER_URL'],
    kind: 'text',
    suggest: async (_, values) => (isOpsManager(values) ? undefined : 'https://cloud.mongodb.com'),
  },
  managerCaFile: {
    title: "CA certificate of the manager's TLS, a PEM file",
    flag: '--manager-ca-file <file>',
    env: ['LIVEMIG_MANAGER_CA_FILE', 'MCLI_OPS_MANAGER_CA_CERTIFICATE'],
    kind: 'text',
    optional: true,
  },
  atlasOrg: {
    title: 'Atlas organization',
    flag: '--atlas-org <id-or-name>',
    env: ['LIVEMIG_ATLAS_ORG', 'MONGODB_ATLAS_ORG_ID'],
    kind: 'choice',
    shownByCredentials: true,
    fixedBy: 'link.create-token',
    choices: async ({ atlas }) => (await ofNames()).namedChoices(await atlas.orgs()),
  },
  atlasProject: {
    title: 'Atlas project that holds the destination cluster',
    flag: '--atlas-project <id-or-name>',
    env: ['LIVEMIG_ATLAS_PROJECT', 'MONGODB_ATLAS_PROJECT_ID'],
    kind: 'choice',
    fixedBy: 'provision.allow-host',
    whenNone: () => 'Create a project in Atlas (Organization, Projects, New Project), or give the key access to it.',
    choices: async ({ atlas }, { atlasOrg = '' }) => (await ofNames()).projectChoices(await atlas.projects(atlasOrg)),
  },
  destinationCluster: {
    title: 'Destination cluster',
    flag: '--destination-cluster <name>',
    env: ['LIVEMIG_DESTINATION_CLUSTER'],
    kind: 'choice',
    fixedBy: 'start.create-migration',
    whenNone: ({ atlasProject }) =>
      `Create a dedicated cluster (M10 or larger, same or next major version as the source), for example at https://cloud.mongodb.com/v2/${atlasProject}#/clusters/edit; it can be chosen once it is IDLE.`,
    choices: async (services, { atlasProject = '' }) =>
      (await ofDestinations()).destinationChoices(services, atlasProject),
  },
  managerIps: {
    title: "Ops Manager's outside addresses, which Atlas must let in (IP or CIDR)",
    hint: 'Those from which its requests arrive on the internet; several with spaces between.',
    flag: '--manager-ip <ip-or-cidr>',
    env: ['LIVEMIG_MANAGER_IPS'],
    kind: 'list',
    when: isOpsManager,
  },
  sourceEdition: {
    title: 'Edition of MongoDB that the source runs: Enterprise needs no migration agreement',
    flag: '--source-edition <edition>',
    env: ['LIVEMIG_SOURCE_EDITION'],
    kind: 'choice',
    oneOf: ['community', 'enterprise'],
    optional: true,
    neededUntil: 'link.accept-agreement',
    when: isOpsManager,
    choices: async () => [
      { value: 'community', name: 'Community' },
      { value: 'enterprise', name: 'Enterprise' },
    ],
    suggest: async (services, values) => (await ofEditions()).sourceEdition(services, values),
  },
  acceptMigrationAgreement: {
    title: 'Do you accept the Ops Manager Migration Agreement?',
    hint: migrationAgreement,
    flag: '--accept-migration-agreement',
    env: [],
    kind: 'yes-no',
    spoken: true,
    neededUntil: 'link.accept-agreement',
    when: (values, isGiven) => {
      if (!isOpsManager(values) || values.sourceEdition === 'enterprise') return false;
      // Then the source itself may tell that it is not needed.
      return values.sourceEdition === undefined && isGiven('sourceUri') ? 'later' : true;
    },
    declined: withoutAgreement,
  },
  sourceOrg: {
    title: "The source's organization in the manager",
    flag: '--source-org <id-or-name>',
    env: ['LIVEMIG_SOURCE_ORG', 'MCLI_ORG_ID'],
    kind: 'choice',
    shownByCredentials: true,
    fixedBy: 'provision.connect-organization',
    choices: async ({ manager }) => (await ofNames()).namedChoices(await manager.orgs()),
  },
  sourceProject: {
    title: "The source's project in the manager",
    flag: '--source-project <id-or-name>',
    env: ['LIVEMIG_SOURCE_PROJECT', 'MCLI_PROJECT_ID'],
    kind: 'choice',
    fixedBy: 'provision.create-agent-key',
    whenNone: () => "Look whether the manager's API key may see the project that holds the source.",
    choices: async (services, { sourceOrg, atlasOrg }) =>
      (await ofSources()).sourceProjectChoices(services, sourceOrg, atlasOrg),
  },
  sourceCluster: {
    title: 'Source deployment',
    flag: '--source-cluster <name>',
    env: ['LIVEMIG_SOURCE_CLUSTER'],
    kind: 'choice',
    fixedBy: 'start.create-migration',
    whenNone: () =>
      'The deployment has to be managed or monitored in this project: add it in the manager, or go back and choose another project.',
    choices: async (services, { sourceProject = '', atlasOrg }) =>
      (await ofSources()).sourceDeploymentChoices(services, sourceProject, atlasOrg),
  },
  migrationHost: {
    title: 'Migration host: the host name as its agent reports it',
    hint: "A 64-bit Linux server of its own (8 CPUs, 24 GB of memory or more), not one of the deployment's.",
    flag: '--migration-host <hostname>',
    env: ['LIVEMIG_MIGRATION_HOST'],
    kind: 'choice',
    fixedBy: 'provision.see-host',
    isSame: (one, other) => findHost(one, [other]).is === 'one',
    other: 'Another host, whose name I type',
    choices: async (services, values) => (await ofHosts()).migrationHostChoices(services, values),
  },
  agent: {
    title: 'How the MongoDB Agent gets onto the migration host',
    flag: '--agent <how>',
    env: ['LIVEMIG_AGENT'],
    kind: 'choice',
    oneOf: ['existing', 'script', 'ssh'],
    choices: async () => [
      { value: 'script', name: 'Write a script that I run on the host' },
      { value: 'ssh', name: 'Install it over ssh now' },
      // Whose agent the manager has heard of is not asked about.
      {
        value: 'existing',
        name: 'It is there already, or comes by itself',
        note: 'the manager has not heard of it yet',
      },
    ],
    suggest: async ({ manager }, { sourceProject = '', migrationHost = '' }) =>
      (await (await ofAgents()).liveAgent(manager, sourceProject, migrationHost)).state === 'alive'
        ? 'existing'
        : undefined,
  },
  ssh: {
    title: 'Where ssh logs in, with the right to sudo: USER@HOST',
    flag: '--ssh <user@host>',
    env: ['LIVEMIG_SSH'],
    kind: 'text',
    when: ({ agent }) => (agent === undefined ? 'later' : agent === 'ssh'),
  },
  takeOver: {
    title: 'Take over a migration host whose agent belongs to another project or another manager',
    flag: '--take-over',
    env: [],
    kind: 'yes-no',
    spoken: true,
    optional: true,
  },
  network: {
    title: 'How the migration host reaches Atlas',
    flag: '--network <kind>',
    env: ['LIVEMIG_NETWORK'],
    kind: 'choice',
    oneOf: ['public', 'private-link', 'vpc-peering'],
    default: 'public',
    choices: async () => [
      { value: 'public', name: 'Public addresses' },
      { value: 'private-link', name: 'Private endpoint' },
      { value: 'vpc-peering', name: 'VPC peering' },
    ],
  },
  privateLinkId: {
    title: 'Private endpoint id',
    flag: '--private-link-id <id>',
    env: ['LIVEMIG_PRIVATE_LINK_ID'],
    kind: 'text',
    when: ({ network }) => network === 'private-link',
  },
  migrationHostIp: {
    title: "The migration host's outside address, which the Atlas project must let in",
    hint: 'What `curl -s https://checkip.amazonaws.com` answers there, for example.',
    flag: '--migration-host-ip <ip>',
    env: ['LIVEMIG_MIGRATION_HOST_IP'],
    kind: 'text',
    when: ({ network }) => network === 'public',
  },
  linkToken: {
    title: 'Link-token that was made elsewhere',
    env: ['LIVEMIG_LINK_TOKEN'],
    kind: 'secret',
    optional: true,
  },
  managedAuthentication: {
    title: "Does the manager's Automation take care of the source's authentication?",
    flag: '--[no-]managed-authentication',
    env: [],
    neededUntil: 'start.create-migration',
    kind: 'yes-no',
    // Whoever names a user has answered the question.
    when: (_, isGiven) => isGiven('managedAuthentication') || !isGiven('sourceUsername'),
    suggest: async (services, values) =>
      (await (await ofDeployments()).sourceDeployment(services, values))?.managed ?? undefined,
  },
  sourceUsername: {
    title: 'Source user (SCRAM, with the roles backup and readAnyDatabase)',
    flag: '--source-username <name>',
    env: ['LIVEMIG_SOURCE_USERNAME'],
    neededUntil: 'start.create-migration',
    kind: 'text',
    when: needsUser,
  },
  sourcePassword: {
    title: "The source user's password",
    env: ['LIVEMIG_SOURCE_PASSWORD'],
    neededUntil: 'start.create-migration',
    kind: 'secret',
    blanksCount: true,
    when: needsUser,
  },
  sourceTls: {
    title: 'Does the source use TLS?',
    flag: '--[no-]source-tls',
    env: [],
    neededUntil: 'start.create-migration',
    kind: 'yes-no',
    suggest: async (services, values) =>
      (await (await ofDeployments()).sourceDeployment(services, values))?.tlsEnabled ?? undefined,
  },
  sourceCaFile: {
    title: "CA certificate of the source's TLS, a path on the migration host",
    flag: '--source-ca-file <path>',
    env: [],
    kind: 'text',
    optional: true,
  },
  dropDestination: {
    title: 'Clear the destination cluster first? Everything in it is lost',
    flag: '--drop-destination',
    env: [],
    kind: 'yes-no',
    spoken: true,
    optional: true,
  },
  sharding: {
    title: 'Sharding of the collections, a JSON or YAML file (replica set to sharded cluster only)',
    flag: '--sharding <file>',
    env: [],
    kind: 'text',
    optional: true,
  },
  sourceUri: {
    title: 'Connection string of the source, for the comparison',
    env: ['LIVEMIG_SOURCE_URI'],
    envFlag: '--source-uri-env <name>',
    kind: 'secret',
    optional: true,
  },
  destinationUri: {
    title: 'Connection string of the destination, for the comparison',
    env: ['LIVEMIG_DESTINATION_URI'],
    envFlag: '--destination-uri-env <name>',
    kind: 'secret',
    optional: true,
  },
};
