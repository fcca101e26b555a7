import { stages } from '../../src/stages/index.ts';
import { inputs } from '../../src/stages/inputs.ts';
import { needsByCommand } from '../../src/stages/needs.ts';
import type { InputKey } from '../../src/stages/values.ts';
import type { CommandName, Manager } from './journey.ts';
import { waitScenes } from './wait-scenes.ts';

/** Where a person may be when something ends the run: at a question of some kind, or in a wait. */
export interface Scene {
  readonly name: string;
  readonly kind: 'choice' | 'search' | 'text' | 'secret' | 'yes-no' | 'phrase' | 'wait';
  /** As typed, without `--dir`. */
  readonly args: readonly string[];
  /** On the screen as soon as one is there. */
  readonly shows: string;
  /** Absent where the scene is there with both managers. */
  readonly only?: Manager;
  /** Variables of the sandbox that are not set, so that livemig asks. */
  readonly without?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly faults?: readonly string[];
  /** What is typed at which question on the way. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Of a wait: the step, and what the journal says of it meanwhile. */
  readonly held?: readonly [step: string, state: 'started' | 'submitted' | undefined];
}

/** In the order in which one journey can go through them. */
export function scenesOf(command: CommandName): Scene[] {
  return [
    ...guided(command),
    ...credentials(command),
    ...inputScenes(command),
    ...plan(command),
    ...approvals(command),
    ...waitScenes().filter(({ args }) => args[0] === command),
    ...offers(command),
  ];
}

function guided(command: CommandName): Scene[] {
  const stage = stages.find(({ id }) => id === command);
  if (stage === undefined) return [];
  return [{ name: `guided to ${stage.title}`, kind: 'yes-no', args: [], shows: `${stage.summary}. Go on?` }];
}

/** Those of Atlas are asked for at the first command, those of the manager at the second. */
function credentials(command: CommandName): Scene[] {
  const side = ({ link: ['Atlas', 'ATLAS'], provision: ['manager', 'MANAGER'] } as const)[String(command)];
  if (side === undefined) return [];
  const [title, name] = side;
  const scene = {
    args: [command],
    without: [`LIVEMIG_${name}_PUBLIC_KEY`, `LIVEMIG_${name}_PRIVATE_KEY`],
    only: title === 'Atlas' ? 'cloud-manager' : 'ops-manager',
  } as const;
  const choice = { [`${title} credentials`]: '\r' };
  return [
    { ...scene, name: `${title} credentials`, kind: 'choice', shows: `${title} credentials` },
    { ...scene, name: `${title} public key`, kind: 'text', shows: '? Public key', answers: choice },
    {
      ...scene,
      name: `${title} private key`,
      kind: 'secret',
      shows: '? Private key',
      answers: { ...choice, '? Public key': 'abcdefgh\r' },
    },
  ];
}

/** What an input needs besides being left out, to be asked for. */
const arrangements: Partial<Record<InputKey, Partial<Scene>>> = {
  destinationCluster: { kind: 'search' },
  // Known without asking where the manager is Cloud Manager.
  managerUrl: { only: 'ops-manager' },
  managerIps: { only: 'ops-manager' },
  acceptMigrationAgreement: { only: 'ops-manager' },
  ssh: { env: { LIVEMIG_AGENT: 'ssh' } },
  privateLinkId: { env: { LIVEMIG_NETWORK: 'private-link' } },
  // Atlas knows both, unless it does not list the source.
  managedAuthentication: { without: ['LIVEMIG_SOURCE_USERNAME'], faults: ['GET */availableProjects=404'] },
  sourceTls: { faults: ['GET */availableProjects=404'] },
  sourceUsername: {
    faults: ['GET */availableProjects=404'],
    answers: { [`? ${inputs.managedAuthentication.title}`]: 'n\r' },
  },
};

/** A key of the sandbox sees one organization, and the only choice is taken without a question. */
const onlyChoice: readonly InputKey[] = ['atlasOrg', 'sourceOrg'];

/** Every input is asked for in the first stage that wants it, unless it is optional or has a default. */
function inputScenes(command: CommandName): Scene[] {
  const at = stages.findIndex(({ id }) => id === command);
  const stage = stages[at];
  if (stage === undefined) return [];
  const before = new Set<InputKey>(stages.slice(0, at).flatMap(({ id }) => needsByCommand[id].inputs));
  return needsByCommand[stage.id].inputs
    .filter((key) => !before.has(key) && !onlyChoice.includes(key))
    .filter((key) => inputs[key].optional !== true && inputs[key].default === undefined)
    .map((key) => inputScene(command, key));
}

function inputScene(command: CommandName, key: InputKey): Scene {
  const { kind, title, env } = inputs[key];
  return {
    name: key,
    kind: kind === 'list' ? 'text' : kind,
    args: [command],
    shows: `? ${title}`,
    without: env,
    ...arrangements[key],
  };
}

/** Asked before the first change of a stage, with its plan above. */
export const planQuestion = 'Do this now?';

function plan(command: CommandName): Scene[] {
  return stages.some(({ id }) => id === command)
    ? [{ name: `the plan to ${command}`, kind: 'choice', args: [command], shows: planQuestion }]
    : [];
}

const typed = 'Type Billing0 to go on';

/** What cannot be undone is typed out. */
function approvals(command: CommandName): Scene[] {
  const approval = { kind: 'phrase', shows: typed } as const;
  if (command === 'start') return [{ ...approval, name: 'clearing', args: ['start', '--drop-destination'] }];
  return command === 'cutover' ? [{ ...approval, name: 'the cutover', args: ['cutover'] }] : [];
}

function offers(command: CommandName): Scene[] {
  return command === 'start' ? [{ name: 'an offer', kind: 'yes-no', args: ['start'], shows: 'Cut over now?' }] : [];
}
