import type { InputRecords } from '../input-record.ts';

// What asks the services is loaded when they are asked: help and completion want the rest, at once.
const ofNames = () => import('../choices/named-choices.ts');
const ofDestinations = () => import('../choices/destination-choices.ts');

/** Where the data goes. */
export const destinationInputs = {
  atlasOrg: {
    title: 'Atlas organization',
    group: 'Destination (Atlas)',
    askedBy: ['link', 'provision', 'start', 'cutover'],
    flag: '--atlas-org <id-or-name>',
    env: ['LIVEMIG_ATLAS_ORG', 'MONGODB_ATLAS_ORG_ID'],
    kind: 'choice',
    shownByCredentials: true,
    step: 'link.create-token',
    afterwards: 'fixed',
    choices: async ({ atlas }) => (await ofNames()).namedChoices(await atlas.orgs()),
  },
  atlasProject: {
    title: 'Atlas project that holds the destination cluster',
    group: 'Destination (Atlas)',
    askedBy: ['link', 'provision', 'start', 'cutover'],
    flag: '--atlas-project <id-or-name>',
    env: ['LIVEMIG_ATLAS_PROJECT', 'MONGODB_ATLAS_PROJECT_ID'],
    kind: 'choice',
    step: 'provision.allow-host',
    afterwards: 'fixed',
    dependsOn: ['atlasOrg'],
    whenNone: () => 'Create a project in Atlas (Organization, Projects, New Project), or give the key access to it.',
    choices: async ({ atlas }, { atlasOrg = '' }) => (await ofNames()).projectChoices(await atlas.projects(atlasOrg)),
  },
  destinationCluster: {
    title: 'Destination cluster',
    group: 'Destination (Atlas)',
    askedBy: ['link', 'start', 'cutover'],
    flag: '--destination-cluster <name>',
    env: ['LIVEMIG_DESTINATION_CLUSTER'],
    kind: 'choice',
    step: 'start.create-migration',
    afterwards: 'fixed',
    dependsOn: ['atlasProject'],
    whenNone: ({ atlasProject }) =>
      `Create a dedicated cluster (M10 or larger, same or next major version as the source), for example at https://cloud.mongodb.com/v2/${atlasProject}#/clusters/edit; it can be chosen once it is IDLE.`,
    choices: async (services, { atlasProject = '' }) =>
      (await ofDestinations()).destinationChoices(services, atlasProject),
  },
} as const satisfies InputRecords;
