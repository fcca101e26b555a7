import type { InputKey } from './values.ts';

/** What a command asks, and whether it talks to the manager: `if-known` only where its credentials are at hand. */
export interface Needs {
  readonly inputs: readonly InputKey[];
  readonly manager: 'never' | 'if-known' | 'needed';
}

/*
 * Apart from the steps of the stages, because help and completion want the flags and must not wait for the steps.
 */

export const linkNeeds: Needs = {
  manager: 'never',
  inputs: [
    'manager',
    'atlasOrg',
    'atlasProject',
    'destinationCluster',
    'managerIps',
    'sourceUri',
    'sourceEdition',
    'acceptMigrationAgreement',
  ],
};

export const provisionNeeds: Needs = {
  manager: 'needed',
  inputs: [
    'manager',
    'atlasOrg',
    'atlasProject',
    'sourceOrg',
    'sourceProject',
    'sourceCluster',
    'migrationHost',
    'agent',
    'ssh',
    'takeOver',
    'network',
    'migrationHostIp',
    'linkToken',
  ],
};

export const startNeeds: Needs = {
  manager: 'if-known',
  inputs: [
    'manager',
    'atlasOrg',
    'atlasProject',
    'destinationCluster',
    'sourceOrg',
    'sourceProject',
    'sourceCluster',
    'migrationHost',
    'network',
    'privateLinkId',
    'managedAuthentication',
    'sourceUsername',
    'sourcePassword',
    'sourceTls',
    'sourceCaFile',
    'dropDestination',
    'sharding',
    'sourceUri',
    'destinationUri',
  ],
};

/** The targets, and nothing of how the migration was set up. */
export const cutoverNeeds: Needs = {
  manager: 'never',
  inputs: ['atlasOrg', 'atlasProject', 'destinationCluster', 'sourceUri', 'destinationUri'],
};

/** The inputs that must be known before anything can be asked of the services. */
export const connectionInputs: readonly InputKey[] = ['atlasUrl'];
export const managerInputs: readonly InputKey[] = ['manager', 'managerUrl', 'managerCaFile'];

/** Every input of a command, connection inputs first. */
export function allInputs({ inputs, manager }: Needs): InputKey[] {
  const connecting = manager === 'never' ? connectionInputs : [...connectionInputs, ...managerInputs];
  return [...new Set([...connecting, ...inputs])];
}
