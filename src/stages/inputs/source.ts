import type { InputRecords } from '../input-record.ts';

const ofNames = () => import('../choices/named-choices.ts');
const ofSources = () => import('../choices/source-choices.ts');

/** What is migrated. */
export const sourceInputs = {
  sourceOrg: {
    title: "The source's organization in the manager",
    group: 'Source and manager',
    askedBy: ['provision', 'start'],
    flag: '--source-org <id-or-name>',
    env: ['LIVEMIG_SOURCE_ORG', 'MCLI_ORG_ID'],
    kind: 'choice',
    listedBy: 'manager',
    shownByCredentials: true,
    step: 'provision.connect-organization',
    afterwards: 'fixed',
    dependsOn: ['managerUrl'],
    choices: async ({ manager }) => (await ofNames()).namedChoices(await manager.orgs()),
  },
  sourceProject: {
    title: "The source's project in the manager",
    group: 'Source and manager',
    askedBy: ['provision', 'start'],
    flag: '--source-project <id-or-name>',
    env: ['LIVEMIG_SOURCE_PROJECT', 'MCLI_PROJECT_ID'],
    kind: 'choice',
    listedBy: 'manager-or-atlas',
    step: 'provision.create-agent-key',
    afterwards: 'fixed',
    dependsOn: ['sourceOrg'],
    whenNone: () => "Check whether the manager's API key may see the project that holds the source.",
    choices: async (services, { sourceOrg, atlasOrg }) =>
      (await ofSources()).sourceProjectChoices(services, sourceOrg, atlasOrg),
  },
  sourceCluster: {
    title: 'Source deployment',
    group: 'Source and manager',
    askedBy: ['provision', 'start'],
    flag: '--source-cluster <name>',
    env: ['LIVEMIG_SOURCE_CLUSTER'],
    kind: 'choice',
    listedBy: 'manager-or-atlas',
    step: 'start.create-migration',
    afterwards: 'fixed',
    dependsOn: ['sourceProject'],
    whenNone: () =>
      'The deployment has to be managed or monitored in this project: add it in the manager, or go back and choose another project.',
    choices: async (services, { sourceProject = '', atlasOrg }) =>
      (await ofSources()).sourceDeploymentChoices(services, sourceProject, atlasOrg),
  },
} as const satisfies InputRecords;
