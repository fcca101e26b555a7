import { describe, expect, it } from 'vitest';
import { askingCommands } from '../../../src/stages/input-record.ts';
import { inputKeys, inputs, isInputKey } from '../../../src/stages/inputs.ts';
import { line } from '../../../src/stages/line.ts';
import { dependentsOf, needsByCommand, needsOf, recordsFor, statusNeeds } from '../../../src/stages/needs.ts';
import { AllValues, type InputKey } from '../../../src/stages/values.ts';

const targets = ['atlasOrg', 'atlasProject'] as const;
const ofAtlas = ['atlasUrl'] as const;
const ofManager = ['managerUrl', 'managerCaFile'] as const;
const source = ['sourceOrg', 'sourceProject', 'sourceCluster'] as const;
const uris = ['sourceUri', 'destinationUri'] as const;

describe('the registry of inputs', () => {
  it('has one record for each schema', () => {
    expect(inputKeys.toSorted()).toEqual(Object.keys(AllValues.shape).toSorted());
  });

  it.each(['toString', 'constructor', '__proto__', 'nobody', ''])('knows no input that is called %j', (key) => {
    expect(isInputKey(key)).toBe(false);
  });

  it('names only steps that there are', () => {
    const ids = new Set<string>(line.map(({ id }) => id));
    expect(inputKeys.flatMap((key) => inputs[key].step ?? []).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('says what becomes of an answer only where it says with which step', () => {
    expect(inputKeys.filter((key) => inputs[key].afterwards !== undefined && inputs[key].step === undefined)).toEqual(
      [],
    );
  });

  it('asks for what an answer depends on before it', () => {
    const late = inputKeys.filter((key, at) => inputs[key].dependsOn?.some((one) => inputKeys.indexOf(one) >= at));
    expect(late).toEqual([]);
  });

  it('has every input asked by some command, or by those that talk to whom it connects', () => {
    const asked = new Set(askingCommands.flatMap((command) => needsByCommand[command].inputs));
    expect(inputKeys.filter((key) => !asked.has(key))).toEqual([]);
  });
});

it.each<[keyof typeof needsByCommand, readonly InputKey[]]>([
  [
    'link',
    [
      ...['atlasUrl', 'manager', ...targets, 'destinationCluster', 'managerIps'],
      ...['sourceUri', 'sourceEdition', 'acceptMigrationAgreement'],
    ] as const,
  ],
  [
    'provision',
    [
      ...[...ofAtlas, 'manager', ...ofManager, ...targets, ...source, 'migrationHost', 'agent', 'ssh', 'takeOver'],
      ...['network', 'migrationHostIp', 'linkToken'],
    ] as const,
  ],
  [
    'start',
    [
      ...[...ofAtlas, 'manager', ...ofManager, ...targets, 'destinationCluster', 'sourceUri', ...source],
      ...['migrationHost', 'network', 'privateLinkId', 'managedAuthentication', 'sourceUsername', 'sourcePassword'],
      ...['sourceTls', 'sourceCaFile', 'dropDestination', 'sharding', 'destinationUri'],
    ] as const,
  ],
  ['cutover', [...ofAtlas, ...targets, 'destinationCluster', ...uris] as const],
])('%s asks for what its steps need, in this order', (command, keys) => {
  expect(needsByCommand[command].inputs).toEqual(keys);
});

it('status looks with whatever can be remembered, and with no other secret than the ways to the deployments', () => {
  const left = inputKeys.filter((key) => !statusNeeds.inputs.includes(key));
  expect(left).toEqual([...['acceptMigrationAgreement', 'takeOver', 'linkToken', 'sourcePassword', 'dropDestination']]);
});

it('status needs no answer but those that reach the services', () => {
  const records = recordsFor(statusNeeds);
  const needed = statusNeeds.inputs.filter((key) => records[key].optional !== true);
  expect(needed).toEqual(['atlasUrl', 'manager', 'managerUrl']);
  // Nothing is found out by asking somebody.
  expect(statusNeeds.inputs.filter((key) => records[key].suggest !== undefined)).toEqual(['managerUrl']);
});

describe('a command that talks to the two deployments alone', () => {
  const needs = needsOf('verify', { atlas: 'never', manager: 'never', source: 'needed', destination: 'needed' });

  it('asks for their connection strings and for nothing else', () => {
    expect(needs.inputs).toEqual(uris);
  });

  it('cannot do without them, where the stages can', () => {
    expect(uris.map((key) => [recordsFor(needs)[key].optional, inputs[key].optional])).toEqual([
      [false, true],
      [false, true],
    ]);
  });
});

it.each<[InputKey, readonly InputKey[]]>([
  ['atlasOrg', ['atlasProject', 'destinationCluster']],
  ['atlasProject', ['destinationCluster']],
  ['sourceUsername', []],
  ['migrationHost', ['agent', 'ssh', 'migrationHostIp']],
  ['network', []],
  [
    'sourceProject',
    [
      ...(['sourceCluster', 'migrationHost', 'agent', 'ssh', 'migrationHostIp'] as const),
      ...(['managedAuthentication', 'sourceUsername', 'sourcePassword', 'sourceTls'] as const),
    ],
  ],
])('another answer to %s makes these mean nothing: %j', (key, dependents) => {
  expect(dependentsOf(key)).toEqual(dependents);
});
