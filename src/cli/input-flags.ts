import type { InputValue } from '../core/journal.ts';
import { inputs } from '../stages/inputs.ts';
import type { InputKey } from '../stages/values.ts';
import type { Options } from './command-module.ts';
import { attributeName, type Flag, type FlagGroup, type GroupTitle } from './flags.ts';

/** Where help shows the flag of each input. */
const groupOf: Readonly<Record<InputKey, GroupTitle>> = {
  atlasUrl: 'Destination (Atlas)',
  atlasOrg: 'Destination (Atlas)',
  atlasProject: 'Destination (Atlas)',
  destinationCluster: 'Destination (Atlas)',
  manager: 'Source and manager',
  managerUrl: 'Source and manager',
  managerCaFile: 'Source and manager',
  managerIps: 'Source and manager',
  sourceOrg: 'Source and manager',
  sourceProject: 'Source and manager',
  sourceCluster: 'Source and manager',
  sourceEdition: 'Source and manager',
  sourceTls: 'Source and manager',
  sourceCaFile: 'Source and manager',
  migrationHost: 'Migration host',
  agent: 'Migration host',
  ssh: 'Migration host',
  network: 'Migration host',
  privateLinkId: 'Migration host',
  migrationHostIp: 'Migration host',
  linkToken: 'Secrets and connections',
  managedAuthentication: 'Secrets and connections',
  sourceUsername: 'Secrets and connections',
  sourcePassword: 'Secrets and connections',
  sourceUri: 'Secrets and connections',
  destinationUri: 'Secrets and connections',
  acceptMigrationAgreement: 'What to do',
  dropDestination: 'What to do',
  takeOver: 'What to do',
  sharding: 'What to do',
};

/** The flags of these inputs, and those that name the variable of a secret. */
export function inputGroups(keys: readonly InputKey[]): FlagGroup[] {
  return keys.map((key) => ({ title: groupOf[key], flags: [...flagsOf(key), ...variableFlag(key)] }));
}

/** What was typed, by input; what was not typed is absent. */
export function typedInputs(options: Options, keys: readonly InputKey[]): Record<string, InputValue | undefined> {
  const typed: Record<string, InputValue | undefined> = {};
  for (const key of keys) {
    const [flag] = flagsOf(key);
    const value = flag === undefined ? undefined : options[attributeName(flag)];
    if (typeof value === 'string' || typeof value === 'boolean') typed[key] = value;
    else if (Array.isArray(value)) typed[key] = value.map(String);
  }
  return typed;
}

/** The variables to read a secret from instead of its usual ones: `--source-uri-env NAME`. */
export function renamedVariables(options: Options, keys: readonly InputKey[]): Record<string, string> {
  const renamed: Record<string, string> = {};
  for (const key of keys) {
    const [flag] = variableFlag(key);
    const name = flag === undefined ? undefined : options[attributeName(flag)];
    if (typeof name === 'string') renamed[key] = name;
  }
  return renamed;
}

function flagsOf(key: InputKey): Flag[] {
  const { flag, env, title, kind, default: fallback, oneOf, spoken } = inputs[key];
  if (flag === undefined) return [];
  if (flag.startsWith('--[no-]')) {
    const name = flag.slice('--[no-]'.length);
    return [
      { flag: `--${name}`, description: title, env, input: key },
      { flag: `--no-${name}`, description: `the opposite of --${name}`, input: key },
    ];
  }
  return [
    {
      flag,
      description: title,
      env,
      input: key,
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(oneOf === undefined ? {} : { oneOf }),
      ...(kind === 'list' ? { repeatable: true } : {}),
      ...(spoken === true ? { spoken } : {}),
    },
  ];
}

function variableFlag(key: InputKey): Flag[] {
  const { envFlag, title } = inputs[key];
  return envFlag === undefined ? [] : [{ flag: envFlag, description: `the variable that holds: ${title}` }];
}
