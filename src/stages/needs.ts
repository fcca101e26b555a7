import type { AskingCommand, InputRecord, Partner } from './input-record.ts';
import { inputKeys, inputs } from './inputs.ts';
import type { InputKey } from './values.ts';

/** Whether a command talks to somebody: `if-known` only where everything for it is at hand. */
type Wanted = 'never' | 'if-known' | 'needed';

/** What a command asks, and whom it talks to. To the deployments with their connection strings. */
export interface Needs {
  readonly inputs: readonly InputKey[];
  readonly talksTo: Readonly<Record<Partner, Wanted>>;
  /** It only looks with what it is given or remembers: nothing has to be there, and nothing is found out. */
  readonly looksOnly?: boolean;
  /** What the journal holds counts, and not what would be done with this environment, unless that is another target. */
  readonly byJournal?: boolean;
}

/*
 * Apart from the steps of the stages, because help and completion want the flags and must not wait for the steps.
 */

export const linkNeeds = needsOf('link', {
  atlas: 'needed',
  manager: 'never',
  source: 'if-known',
  destination: 'never',
});
export const provisionNeeds = needsOf('provision', {
  atlas: 'needed',
  manager: 'needed',
  source: 'never',
  destination: 'never',
});
export const startNeeds = needsOf('start', {
  atlas: 'needed',
  manager: 'if-known',
  source: 'if-known',
  destination: 'if-known',
});
export const cutoverNeeds = needsOf('cutover', {
  atlas: 'needed',
  manager: 'never',
  source: 'if-known',
  destination: 'if-known',
});

/** Whatever can be remembered, and the connection strings: of a step that a look is to see, nobody knows what it reads. */
export const statusNeeds: Needs = {
  talksTo: { atlas: 'needed', manager: 'if-known', source: 'if-known', destination: 'if-known' },
  inputs: inputKeys.filter((key) => {
    const { kind, spoken, connects } = inputs[key];
    return connects !== undefined || (kind !== 'secret' && spoken !== true);
  }),
  looksOnly: true,
  byJournal: true,
};

/** The same: what can be looked at of what is left, and removed. */
export const cleanupNeeds: Needs = statusNeeds;

/** Whatever says what to look at, and how to reach it. */
export const checkNeeds: Needs = {
  talksTo: { atlas: 'if-known', manager: 'if-known', source: 'if-known', destination: 'if-known' },
  inputs: inputKeys.filter((key) => {
    const { connects, spoken } = inputs[key];
    return connects !== undefined || isLookedAt(key) || (spoken === true && key === 'dropDestination');
  }),
  looksOnly: true,
};

/** Who is read, and which user of it is the migration's own; with Atlas, where the others are to go. */
export const planUsersNeeds = {
  alone: planUsersNeedsWith('never', ['sourceUsername']),
  withAtlas: planUsersNeedsWith('if-known', ['sourceUsername', 'atlasOrg', 'atlasProject', 'destinationCluster']),
};

function planUsersNeedsWith(atlas: Wanted, looked: readonly InputKey[]): Needs {
  const isWanted = (key: InputKey) => {
    const { connects } = inputs[key];
    return looked.includes(key) || connects === 'source' || (connects === 'atlas' && atlas !== 'never');
  };
  return {
    talksTo: { atlas, manager: 'never', source: 'needed', destination: 'never' },
    inputs: inputKeys.filter(isWanted),
    looksOnly: true,
  };
}

/** The two deployments, and nobody else. */
export const verifyNeeds = needsOf('verify', {
  atlas: 'never',
  manager: 'never',
  source: 'needed',
  destination: 'needed',
});

function isLookedAt(key: InputKey): boolean {
  const looked: readonly InputKey[] = [
    'atlasOrg',
    'atlasProject',
    'destinationCluster',
    'sourceOrg',
    'sourceProject',
    'sourceCluster',
    'managerIps',
    'migrationHost',
    'migrationHostIp',
    'network',
    'sourceUsername',
    'managedAuthentication',
    'sourceTls',
  ];
  return looked.includes(key);
}

/** By command, in the order in which a migration runs them. */
export const needsByCommand: Readonly<Record<AskingCommand, Needs>> = {
  link: linkNeeds,
  provision: provisionNeeds,
  start: startNeeds,
  cutover: cutoverNeeds,
};

/** Every input of a command whose record says so, and what it takes to reach whom it talks to. */
export function needsOf(command: string, talksTo: Needs['talksTo']): Needs {
  const isAsked = (key: InputKey) => {
    const { askedBy, connects } = inputs[key];
    return askedBy.some((one) => one === command) || (connects !== undefined && talksTo[connects] !== 'never');
  };
  return { talksTo, inputs: inputKeys.filter(isAsked) };
}

/** The inputs that must be known before this one can be asked for anything. */
export function connecting(partner: Partner): InputKey[] {
  return inputKeys.filter((key) => inputs[key].connects === partner);
}

/** The records as a command wants them. */
export function recordsFor(needs: Needs): Readonly<Record<InputKey, InputRecord>> {
  return { ...inputs, ...Object.fromEntries(needs.inputs.map((key) => [key, recordFor(key, needs)])) };
}

/** Nobody can leave out the way to whom a command needs, and whoever only looks does without anything else. */
function recordFor(key: InputKey, { talksTo, looksOnly }: Needs): InputRecord {
  const { suggest, ...record } = inputs[key];
  const { connects, wantedToConnect } = record;
  // Those that reach an API are wanted only where it is used, and are found out without asking anybody.
  const isReaching = connects === 'atlas' || connects === 'manager';
  if (looksOnly === true && !isReaching) return { ...record, optional: true };
  const isTheWay = wantedToConnect === true && connects !== undefined && talksTo[connects] === 'needed';
  return isTheWay ? { ...inputs[key], optional: false } : inputs[key];
}

/** What means nothing any more where this answer is another: what depends on it, and what depends on that. */
export function dependentsOf(key: InputKey): InputKey[] {
  const found = new Set([key]);
  // A record stands behind what it depends on.
  for (const one of inputKeys) if (inputs[one].dependsOn?.some((other) => found.has(other))) found.add(one);
  return [...found].filter((one) => one !== key);
}
