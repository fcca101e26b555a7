import type { InputRecords } from '../input-record.ts';

/** Where Cloud Manager is, for everybody. */
export const cloudManagerUrl = 'https://cloud.mongodb.com';

/** How Atlas and the manager are reached. */
export const connectionInputs = {
  atlasUrl: {
    title: 'Atlas base URL',
    group: 'Destination (Atlas)',
    askedBy: [],
    connects: 'atlas',
    flag: '--atlas-url <url>',
    env: ['LIVEMIG_ATLAS_URL', 'MONGODB_ATLAS_OPS_MANAGER_URL'],
    kind: 'text',
    default: 'https://cloud.mongodb.com',
  },
  manager: {
    title: 'What manages or monitors the source',
    hint: 'Where you see the deployment today: cloud.mongodb.com, or a server of your own.',
    group: 'Source and manager',
    askedBy: ['link', 'provision', 'start'],
    connects: 'manager',
    flag: '--manager <kind>',
    env: ['LIVEMIG_MANAGER', 'MCLI_SERVICE'],
    kind: 'choice',
    oneOf: ['cloud-manager', 'ops-manager'],
    step: 'link.create-token',
    afterwards: 'fixed',
    choices: async () => [
      { value: 'cloud-manager', name: 'Cloud Manager' },
      { value: 'ops-manager', name: 'Ops Manager' },
    ],
  },
  managerUrl: {
    title: "The manager's URL",
    hint: 'As in the browser, without a path: https://opsmanager.corp.example:8443',
    about: 'known for Cloud Manager',
    group: 'Source and manager',
    askedBy: [],
    connects: 'manager',
    flag: '--manager-url <url>',
    env: ['LIVEMIG_MANAGER_URL', 'MCLI_OPS_MANAGER_URL'],
    kind: 'text',
    dependsOn: ['manager'],
    suggest: async (_, { manager }) => (manager === 'ops-manager' ? undefined : cloudManagerUrl),
  },
  managerCaFile: {
    title: "CA certificate of the manager's TLS, a PEM file",
    group: 'Source and manager',
    askedBy: [],
    connects: 'manager',
    flag: '--manager-ca-file <file>',
    env: ['LIVEMIG_MANAGER_CA_FILE', 'MCLI_OPS_MANAGER_CA_CERTIFICATE'],
    kind: 'text',
    optional: true,
  },
} as const satisfies InputRecords;
