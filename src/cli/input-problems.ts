import {
  type CredentialSide,
  credentialSides,
  credentialsMissing,
  type FoundCredentials,
} from '../core/credentials.ts';
import { LivemigError } from '../core/errors.ts';
import { fixedBy } from '../core/inputs.ts';
import type { Journal } from '../core/journal.ts';
import { type AnswerSources, type Declared, given, problemsOf } from '../engine/answers.ts';
import type { Problem } from '../engine/wrong-inputs.ts';
import type { InputRecord } from '../stages/input-record.ts';
import { inputs } from '../stages/inputs.ts';
import { connecting, type Needs, recordsFor } from '../stages/needs.ts';
import type { Services } from '../stages/services.ts';
import { AllValues, type InputKey, Values } from '../stages/values.ts';
import type { Options } from './command-module.ts';
import { credentialsAtHand } from './connect-services.ts';
import { confirmProblems, optionProblems } from './option-problems.ts';
import type { RunPorts } from './run-ports.ts';

/** The inputs as this command wants them, with their schemas. */
export function declaredFor(needs: Needs, sources: AnswerSources): Declared<Services, Values> {
  const records = Object.entries(recordsFor(needs)).map(([key, record]) => {
    const isSettled = needs.byJournal === true && isByJournal(key, record, sources);
    return [key, isSettled ? { ...record, env: [] } : record];
  });
  return { ...declared, inputs: Object.fromEntries(records) };
}

/**
 * For whoever only looks, what the journal holds counts, and not what would be done with this environment, unless that
 * would be another target.
 */
function isByJournal(key: string, record: InputRecord, sources: AnswerSources): boolean {
  const step = fixedBy(record);
  const isFixed = step !== undefined && sources.isCarriedOut(step);
  return record.connects === undefined && !isFixed && sources.remembered[key] !== undefined;
}

/** The same of no command. */
export const declared: Declared<Services, Values> = {
  inputs,
  schemas: AllValues.shape,
  parse: (raw) => Values.parse(raw),
};

interface Asking extends Needs {
  readonly command: string;
  readonly options: Options;
}

/**
 * Everything that is missing or cannot be right, of the credentials, the inputs, the files they name and the flags, before
 * the first request is sent and anything is written.
 */
export async function inputProblems(
  setup: Asking,
  ports: RunPorts,
  sources: AnswerSources,
  journal: Journal,
): Promise<Problem[]> {
  const sides = sidesOf(setup, ports, sources);
  const { first, rest } = inputsOf(setup, sides);
  const keys = [...first, ...rest];
  // What is not used here may be missing, but if it is given it must not be wrong.
  const others = setup.inputs.filter((key) => !keys.includes(key) && given(key, inputs[key], sources) !== undefined);
  const cluster = given('destinationCluster', inputs.destinationCluster, sources)?.raw;
  const isLooking = setup.looksOnly === true;
  return [
    ...sides.flatMap((side) => credentialProblems(side, ports, sources)),
    ...problemsOf([...keys, ...others], declaredFor(setup, sources), sources),
    ...(await fileProblems(isLooking ? first : keys, sources, ports)),
    ...(isLooking ? [] : optionProblems(setup.options, ports)),
    ...(isLooking || sources.prompter !== undefined
      ? []
      : confirmProblems(setup.command, setup.options, journal, typeof cluster === 'string' ? cluster : undefined)),
  ];
}

export interface InputOrder {
  /** Those that connecting needs. */
  readonly first: readonly InputKey[];
  readonly rest: readonly InputKey[];
}

export function inputsOf(
  { command, inputs: keys }: Pick<Asking, 'command' | 'inputs'>,
  sides: readonly CredentialSide[],
): InputOrder {
  const reaching = sides.flatMap((side) => connecting(partners[side]));
  const isUseless = (key: InputKey) => isOnlyToConnect(key, command) && !reaching.includes(key);
  return { first: reaching, rest: keys.filter((key) => !reaching.includes(key) && !isUseless(key)) };
}

/** Of no use to whoever does not connect. */
function isOnlyToConnect(key: InputKey, command: string): boolean {
  const { connects, askedBy } = inputs[key];
  return (connects === 'atlas' || connects === 'manager') && !askedBy.some((one) => one === command);
}

const partners = { Atlas: 'atlas', manager: 'manager' } as const;

/** Those that the command needs, and those that it may use where everything for them is at hand. */
export function sidesOf({ talksTo }: Needs, ports: RunPorts, sources: AnswerSources): CredentialSide[] {
  const isAtHand = (side: CredentialSide) =>
    foundFor(side, ports) !== undefined &&
    problemsOf(connecting(partners[side]), declared, { ...sources, prompter: undefined }).length === 0;
  return credentialSides.filter((side) => {
    const wanted = talksTo[partners[side]];
    return wanted === 'needed' || (wanted === 'if-known' && isAtHand(side));
  });
}

/** What is wrong with these, whatever else is given. */
export function wrongInputs(keys: readonly InputKey[], sources: AnswerSources): Problem[] {
  return problemsOf(keys, declared, sources);
}

/** Why credentials that are at hand are not used: what it takes to reach their service is not known. One sentence each. */
export function unusedCredentials(needs: Needs, ports: RunPorts, sources: AnswerSources): string[] {
  const used = sidesOf(needs, ports, sources);
  return credentialSides
    .filter((side) => !used.includes(side) && foundFor(side, ports) !== undefined)
    .map((side) => {
      const problems = problemsOf(connecting(partners[side]), declared, { ...sources, prompter: undefined });
      const name = side === 'Atlas' ? side : 'the manager';
      return `Credentials for ${name} are set, but it is not asked: ${problems.map(({ line }) => line).join(' ')}`;
    });
}

function credentialProblems(side: CredentialSide, ports: RunPorts, { prompter }: AnswerSources): Problem[] {
  const found = foundFor(side, ports);
  if (found instanceof LivemigError) return [found];
  return found === undefined && prompter === undefined ? [credentialsMissing(side)] : [];
}

/** Half a pair, or one that cannot be right, is a problem to be told with the others. */
function foundFor(side: CredentialSide, ports: RunPorts): FoundCredentials | LivemigError | undefined {
  try {
    return credentialsAtHand(side, ports);
  } catch (error) {
    if (error instanceof LivemigError) return error;
    throw error;
  }
}

async function fileProblems(
  keys: readonly InputKey[],
  sources: AnswerSources,
  ports: RunPorts,
): Promise<LivemigError[]> {
  const problems: LivemigError[] = [];
  for (const key of keys.filter((one) => inputs[one].flag?.endsWith('<file>'))) {
    const path = given(key, inputs[key], sources)?.raw;
    if (typeof path === 'string' && path !== '' && !isOnceOnly(path))
      problems.push(...(await problemsOfFile(key, path, ports)));
  }
  return problems;
}

/** What a shell puts in the place of `<(command)` can be read once, and is read when it is needed. */
function isOnceOnly(path: string): boolean {
  return /^\/(dev|proc)\//.test(path);
}

async function problemsOfFile(key: InputKey, path: string, ports: RunPorts): Promise<LivemigError[]> {
  try {
    const text = await ports.readFile(path);
    if (key === 'sharding') (await import('../stages/start/sharding.ts')).parseSharding(text, path);
    return [];
  } catch (error) {
    if (error instanceof LivemigError) return [error];
    throw error;
  }
}
