import type { z } from 'zod';
import type { ErrorCode } from '../core/error-codes.ts';
import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { flagName, type Input } from '../core/inputs.ts';
import type { InputValue } from '../core/journal.ts';
import { nearest } from '../core/nearest.ts';
import type { Choice, Prompter } from '../core/ports.ts';
import type { InputProblem } from '../core/results/error-data.ts';
import type { StepId } from '../core/step.ts';
import { tidied, withoutLineEnds } from '../core/tidied.ts';
import { type Origin, originText } from './origin.ts';
import { missingInput, type WrongInput, wrongInput } from './wrong-inputs.ts';

export interface Declared<Services, Values> {
  readonly inputs: Readonly<Record<string, Input<Services, Values>>>;
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  parse(raw: Readonly<Record<string, InputValue>>): Values;
}

export interface AnswerSources {
  readonly flags: Readonly<Record<string, InputValue | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly remembered: Readonly<Record<string, InputValue>>;
  /** What the profile says that a person has named, with its name. */
  readonly profile?: { readonly name: string; readonly answers: Readonly<Record<string, string>> } | undefined;
  /** What the remembered ids are called. */
  readonly rememberedNames?: Readonly<Record<string, string>>;
  /** Absent without a terminal, in CI and with --no-input: then nothing is ever asked. */
  readonly prompter: Prompter | undefined;
  /** Whether the journal says that a step has been carried out. */
  isCarriedOut(step: StepId): boolean;
  /** Told what an input can be chosen from, each time it is asked for. */
  onChoices?(key: string, choices: readonly Choice[]): Promise<void>;
  /** Told before the services are asked for the sake of a person who waits. */
  onLooking?(input: string): void;
  /** Told of each answer that a person gives, as soon as it is there. */
  onAnswered?(key: string, raw: InputValue): void;
  /** Told of each answer that nobody typed, as soon as it is there. */
  onFound?(key: string, answer: Answer): void;
  /** Whether to go on without an input that the services could not be asked for; otherwise the error is thrown. */
  goesOnWithout?(key: string, error: unknown): boolean;
  /** Whether it depends on one of those, so that nobody can be asked for it either. */
  isLost?(key: string): boolean;
}

export interface Answer {
  readonly raw: InputValue;
  readonly origin: Origin;
  /** What it is called, where the value is an id; with the id where others among the choices have that name. */
  readonly name?: string;
}
export type Answers = Readonly<Record<string, Answer>>;

/** Whether a person at a terminal may answer otherwise: neither flag, variable nor profile says it, and there is a choice. */
export function mayBeChanged({ origin }: Answer): boolean {
  return typeof origin === 'string' && origin !== 'only choice';
}

/** What a flag, a variable, the journal, the profile or a default says, in this order; asks nobody. */
export function given<S, V>(key: string, input: Input<S, V>, sources: AnswerSources): Answer | undefined {
  const flag = sources.flags[key];
  if (flag !== undefined) return { raw: rawFrom(input, flag), origin: { flag: flagName(input) } };
  for (const name of input.env) {
    const text = sources.env[name];
    if (text !== undefined && tidied(text) !== '') return { raw: rawFrom(input, text), origin: { variable: name } };
  }
  const remembered = input.spoken ? undefined : sources.remembered[key];
  if (remembered !== undefined) return { raw: remembered, origin: 'journal' };
  const ofProfile = input.spoken ? undefined : sources.profile?.answers[key];
  if (sources.profile !== undefined && ofProfile !== undefined)
    return { raw: rawFrom(input, ofProfile), origin: { profile: sources.profile.name } };
  return input.default === undefined ? undefined : { raw: input.default, origin: 'default' };
}

/** What was typed, pasted, or put into a flag or a variable, as the value that was meant: the one place that tidies it. */
export function rawFrom<S, V>({ kind, blanksCount }: Input<S, V>, given: InputValue): InputValue {
  if (typeof given === 'boolean') return given;
  const texts = typeof given === 'string' ? [given] : given;
  if (kind === 'yes-no') return yesOrNo(tidied(texts.join()));
  if (kind === 'list') return texts.flatMap((text) => text.split(/[\s,]+/).map(tidied)).filter((text) => text !== '');
  return blanksCount === true ? withoutLineEnds(texts.join()) : tidied(texts.join());
}

/** Anything else is left to be refused. */
function yesOrNo(text: string): InputValue {
  return text === 'yes' || text === 'no' ? text === 'yes' : text;
}

/**
 * Every input that is missing or cannot be right, before any request is sent and all of them at once.
 * An input whose need depends on what the services say is not counted here.
 */
export function problemsOf<S, V>(
  keys: readonly string[],
  declared: Declared<S, V>,
  sources: AnswerSources,
): WrongInput[] {
  const raw: Record<string, InputValue> = {};
  const problems: WrongInput[] = [];
  for (const key of keys) {
    const input = inputOf(declared, key);
    const needed = isWanted(key, declared, sources, declared.parse(raw));
    const answer = given(key, input, sources);
    // Where something else is to be mended first, nobody knows what will be wanted then.
    const isJudged = needed !== false || sources.flags[key] !== undefined || problems.length > 0;
    if (!isJudged || isCarriedOut(input, sources)) continue;
    if (answer === undefined) {
      const missing =
        needed === true && !input.optional && input.suggest === undefined && sources.prompter === undefined;
      if (missing) problems.push(missingInput(key, input));
      continue;
    }
    const wrong = faultOf(declared, key, answer);
    if (wrong === undefined) raw[key] = answer.raw;
    else problems.push(wrongInput(key, input, `${wrong}.`, probablyMeant(input, answer)));
  }
  return problems;
}

function probablyMeant<S, V>({ oneOf, spoken }: Input<S, V>, { raw }: Answer): string {
  const [near] = spoken === true || typeof raw !== 'string' ? [] : nearest(raw, oneOf ?? []);
  return near === undefined ? '' : `Did you mean ${near}? `;
}

/** Whether an input has a meaning here; `later` where that is not known before the services have been asked. */
export function isWanted<S, V>(
  key: string,
  declared: Declared<S, V>,
  sources: AnswerSources,
  values: V,
): boolean | 'later' {
  const input = inputOf(declared, key);
  if (isCarriedOut(input, sources)) return false;
  return input.when?.(values, (other) => given(other, inputOf(declared, other), sources) !== undefined) ?? true;
}

function isCarriedOut<S, V>({ step, afterwards }: Input<S, V>, sources: AnswerSources): boolean {
  return afterwards === 'not-asked' && step !== undefined && sources.isCarriedOut(step);
}

export function rawOf(answers: Answers): Record<string, InputValue> {
  return Object.fromEntries(Object.entries(answers).map(([key, { raw }]) => [key, raw]));
}

/** What is wrong with an answer, with its value unless it is secret; `undefined` where nothing is. */
export function faultOf<S, V>(
  declared: Declared<S, V>,
  key: string,
  { raw, origin }: Pick<Answer, 'raw'> & Partial<Answer>,
): string | undefined {
  const result = declared.schemas[key]?.safeParse(raw);
  if (result === undefined || result.success) return undefined;
  const secret = inputOf(declared, key).kind === 'secret';
  const value = secret ? '' : ` is ${shown(raw)}: it`;
  const where = origin === undefined ? key : `${key}, ${originText(origin)}`;
  return `${where}${value} ${result.error.issues.map(({ message }) => message).join(', ')}`;
}

export function inputOf<S, V>(declared: Declared<S, V>, key: string): Input<S, V> {
  const input = declared.inputs[key];
  if (input === undefined) throw new Error(`no input is called ${key}`);
  return input;
}

export function usageError(code: ErrorCode, message: string, fix: string, problem?: InputProblem): LivemigError {
  const data = problem === undefined ? {} : { problems: [problem] };
  return new LivemigError({ kind: 'usage', code, message, fix, data });
}
