import { typedFor } from '../core/choice-name.ts';
import { flagName } from '../core/inputs.ts';
import type { InputValue } from '../core/journal.ts';
import { shellWord } from '../core/shell-word.ts';
import type { Answers } from '../engine/answers.ts';
import type { Origin } from '../engine/origin.ts';
import { type AskingCommand, askingCommands } from '../stages/input-record.ts';
import { inputs } from '../stages/inputs.ts';
import { needsByCommand } from '../stages/needs.ts';
import { AllValues, type InputKey } from '../stages/values.ts';
import type { World } from '../stages/world.ts';
import type { Options } from './command-module.ts';
import { dirFlag, textOption } from './common-options.ts';
import { isRemembered } from './journal-inputs.ts';
import type { Session } from './session.ts';

export interface EquivalentCommand {
  readonly command: string;
  /** What it takes from the environment: names only. */
  readonly variables: string[];
}

type Equivalent = Pick<Session, 'answers' | 'own' | 'credentialVariables'> & {
  readonly world: Pick<World, 'nameOf' | 'journal'>;
};

/** The command line that does the same without a terminal. What is secret stands in it as the name of a variable. */
export function equivalentCommand(stage: AskingCommand, session: Equivalent, options: Options): EquivalentCommand {
  const { answers, own, credentialVariables, world } = session;
  const given = own.flatMap((key) => {
    const answer = answers[key];
    return answer === undefined || isSaidAnyway(answer.origin) ? [] : [{ key, ...answer }];
  });
  const flags = given.flatMap(({ key, raw }) => flagsOf(key, raw, world.nameOf));
  const secrets = given.flatMap(({ key, origin }) => variablesOf(key, origin));
  const line = (command: string, words: readonly string[]) =>
    [`livemig ${command}`, ...words, '--no-input'].join(' ') + dirFlag(options);
  const earlier = askingCommands.slice(0, askingCommands.indexOf(stage));
  const before = earlier.flatMap((command) => {
    const changed = changedFlags(command, session);
    return changed.length === 0 ? [] : [line(command, changed)];
  });
  return {
    command: [...before, line(stage, [...flags, ...spoken(answers, options)])].join(' && '),
    variables: [...credentialVariables, ...secrets],
  };
}

/** Where a question of an earlier stage was answered otherwise in this one: all that is new of what that stage asks. */
function changedFlags(command: AskingCommand, { answers, own, world }: Equivalent): string[] {
  const changed = needsByCommand[command].inputs.flatMap((key) => {
    const answer = answers[key];
    if (answer === undefined || isSaidAnyway(answer.origin)) return [];
    const isNew = !isRemembered(key, answer.raw, world.journal());
    return isNew ? [{ key, flags: flagsOf(key, answer.raw, world.nameOf) }] : [];
  });
  const isItsOwn = changed.some(({ key }) => !own.includes(key) && inputs[key].askedBy[0] === command);
  return isItsOwn ? changed.flatMap(({ flags }) => flags) : [];
}

/** By the default, or by the profile, whose name stands in the command. */
function isSaidAnyway(origin: Origin): boolean {
  return origin === 'default' || (typeof origin === 'object' && 'profile' in origin);
}

/** Of a secret: the one that holds it, or would hold what was typed. */
function variablesOf(key: InputKey, origin: Origin): string[] {
  const { kind, env } = inputs[key];
  if (kind !== 'secret') return [];
  return typeof origin === 'object' && 'variable' in origin ? [origin.variable] : env.slice(0, 1);
}

function flagsOf(key: InputKey, raw: InputValue, nameOf: World['nameOf']): string[] {
  const { flag, kind } = inputs[key];
  if (flag === undefined) return [];
  if (flag.startsWith('--[no-]')) return [`--${raw === true ? '' : 'no-'}${flag.slice('--[no-]'.length)}`];
  // A flag without a value can only say yes.
  if (typeof raw === 'boolean') return raw ? [flagName(inputs[key])] : [];
  const word = (value: string) => (kind === 'choice' ? typedWord(key, value, nameOf(value)) : value);
  return [raw].flat().map((value) => `${flagName(inputs[key])} ${shellWord(word(value))}`);
}

/** Names are read more easily than ids, and mean the same wherever they can be typed. */
function typedWord(key: InputKey, value: string, name: string): string {
  const word = typedFor(value, name);
  return AllValues.shape[key].safeParse(word).success ? word : value;
}

/** What was said with the command and is no input; without a terminal nobody can type what a person is asked to type. */
function spoken({ dropDestination, destinationCluster }: Answers, options: Options): string[] {
  const adopted = textOption(options, 'adoptMigration');
  const cutover = textOption(options, 'cutover');
  const isConfirmed = dropDestination?.raw === true || cutover !== undefined;
  return [
    ...(options.createAgain === true ? ['--create-again'] : []),
    ...(adopted === undefined ? [] : [`--adopt-migration ${shellWord(adopted)}`]),
    ...(options.detach === true ? ['--detach'] : []),
    ...(cutover === undefined ? [] : [`--cutover ${shellWord(cutover)}`]),
    ...(isConfirmed ? [`--confirm ${shellWord(String(destinationCluster?.raw))}`] : []),
  ];
}
