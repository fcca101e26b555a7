import type { z } from 'zod';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened, shown } from '../core/harmless.ts';
import { flagName, howToGive, type Input } from '../core/inputs.ts';
import type { InputValue } from '../core/journal.ts';
import type { Choice, Prompter } from '../core/ports.ts';

export interface Declared<Services, Values> {
  readonly inputs: Readonly<Record<string, Input<Services, Values>>>;
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  parse(raw: Readonly<Record<string, InputValue>>): Values;
}

export interface AnswerSources {
  readonly flags: Readonly<Record<string, InputValue | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly remembered: Readonly<Record<string, InputValue>>;
  /** Absent without a terminal, in CI and with --no-input: then nothing is ever asked. */
  readonly prompter: Prompter | undefined;
}

export interface Answer {
  readonly raw: InputValue;
  /** A flag, a variable, `journal`, `default`, `found` (the services knew it) or `answer`. */
  readonly origin: string;
}
export type Answers = Readonly<Record<string, Answer>>;

/** What a flag, a variable, the journal or a default says, in this order; asks nobody. */
export function given<S, V>(key: string, input: Input<S, V>, sources: AnswerSources): Answer | undefined {
  const flag = sources.flags[key];
  if (flag !== undefined) return { raw: flag, origin: flagName(input) };
  for (const name of input.env) {
    const text = sources.env[name];
    if (text !== undefined && text !== '')
      return { raw: input.kind === 'list' ? text.split(/[\s,]+/) : text, origin: name };
  }
  const remembered = input.spoken ? undefined : sources.remembered[key];
  if (remembered !== undefined) return { raw: remembered, origin: 'journal' };
  return input.default === undefined ? undefined : { raw: input.default, origin: 'default' };
}

/**
 * Every input that is missing or cannot be right, before any request is sent and all of them at once.
 * An input whose need depends on what the services say is not counted here.
 */
export function problemsOf<S, V>(keys: readonly string[], declared: Declared<S, V>, sources: AnswerSources): string[] {
  const raw: Record<string, InputValue> = {};
  const problems: string[] = [];
  for (const key of keys) {
    const input = inputOf(declared, key);
    const needed = input.when?.(declared.parse(raw), isGiven(declared, sources)) ?? true;
    if (needed === false) continue;
    const answer = given(key, input, sources);
    if (answer === undefined) {
      const missing =
        needed === true && !input.optional && input.suggest === undefined && sources.prompter === undefined;
      if (missing) problems.push(`${key}: ${input.title}. ${howToGive(input)}`);
      continue;
    }
    const wrong = faultOf(declared, key, answer);
    if (wrong === undefined) raw[key] = answer.raw;
    else problems.push(`${wrong}. ${howToGive(input)}`);
  }
  return problems;
}

/** Throws one LivemigError of kind `usage` that names all problems; does nothing where there is none. */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new LivemigError({
    kind: 'usage',
    code: 'INPUTS',
    message: `${problems.length === 1 ? 'One input is' : `${problems.length} inputs are`} missing or wrong:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    fix: 'Give them as flags or variables, or run the command on a terminal, where it asks.',
  });
}

/** Answers the inputs one after the other: given, found by the services, or asked; names become ids. */
export async function answerAll<S, V>(
  keys: readonly string[],
  declared: Declared<S, V>,
  sources: AnswerSources,
  services: S,
  before: Answers = {},
): Promise<Answers> {
  const answers: Record<string, Answer> = { ...before };
  const missing: string[] = [];
  for (const key of keys) {
    const input = inputOf(declared, key);
    const values = declared.parse(rawOf(answers));
    if (input.when?.(values, isGiven(declared, sources)) === false) continue;
    const answer = given(key, input, sources) ?? (await findOrAsk(key, input, declared, sources, services, values));
    if (answer === undefined) {
      if (!input.optional) missing.push(`${key}: ${input.title}. ${howToGive(input)}`);
      continue;
    }
    answers[key] = await canonical(key, answer, input, services, values);
    const wrong = faultOf(declared, key, answers[key]);
    if (wrong !== undefined) throw usage('INPUTS', `${wrong}.`, howToGive(input));
  }
  refuseProblems(missing);
  return answers;
}

function isGiven<S, V>(declared: Declared<S, V>, sources: AnswerSources) {
  return (key: string) => given(key, inputOf(declared, key), sources) !== undefined;
}

export function rawOf(answers: Answers): Record<string, InputValue> {
  return Object.fromEntries(Object.entries(answers).map(([key, { raw }]) => [key, raw]));
}

async function findOrAsk<S, V>(
  key: string,
  input: Input<S, V>,
  declared: Declared<S, V>,
  { prompter }: AnswerSources,
  services: S,
  values: V,
): Promise<Answer | undefined> {
  const found = await input.suggest?.(services, values);
  if (found !== undefined) return { raw: found, origin: 'found' };
  if (prompter === undefined || input.optional) return undefined;
  const raw = await ask(key, input, declared, prompter, services, values);
  return { raw, origin: 'answer' };
}

async function ask<S, V>(
  key: string,
  input: Input<S, V>,
  declared: Declared<S, V>,
  prompter: Prompter,
  services: S,
  values: V,
): Promise<InputValue> {
  const message = input.title;
  const split = (text: string) => text.trim().split(/[\s,]+/);
  const check = (text: string) =>
    faultOf(declared, key, { raw: input.kind === 'list' ? split(text) : text, origin: '' }) ?? true;
  switch (input.kind) {
    case 'choice': {
      const choices = (await input.choices?.(services, values)) ?? [];
      if (!choices.some(({ unsuitable }) => unsuitable === undefined)) throw nothingToChoose(input, choices);
      return prompter.ask({ kind: 'choice', message, choices });
    }
    case 'yes-no':
      return (await prompter.ask({ kind: 'yes-no', message, default: false })) === 'yes';
    case 'list':
      return split(await prompter.ask({ kind: 'text', message, check }));
    case 'secret':
      return prompter.ask({ kind: 'secret', message, check });
    case 'text':
      return prompter.ask({ kind: 'text', message, check });
  }
}

/** A name or an id becomes the value that the services know it by; unknown and ambiguous names list the candidates. */
async function canonical<S, V>(
  key: string,
  answer: Answer,
  input: Input<S, V>,
  services: S,
  values: V,
): Promise<Answer> {
  if (input.choices === undefined || answer.origin === 'journal' || answer.origin === 'answer') return answer;
  const choices = await input.choices(services, values);
  const wanted = String(answer.raw);
  const byValue = choices.filter(({ value }) => value === wanted);
  const matches = byValue.length > 0 ? byValue : choices.filter(({ name }) => name === wanted);
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return { ...answer, raw: match.value };
  const title = `${key} ${shown(wanted)} (${answer.origin})`;
  if (matches.length > 1)
    throw usage('AMBIGUOUS', `${title} matches ${matches.length}.`, `Give the id of one of:\n${listed(matches)}`);
  throw notFound(title, input, choices);
}

function notFound<S, V>(title: string, input: Input<S, V>, choices: readonly Choice[]): LivemigError {
  const [what, fix] =
    choices.length === 0
      ? ['there is none at all', `Look whether the credentials may see it. ${howToGive(input)}`]
      : [`it is none of ${choices.length}`, `Choose one of:\n${listed(choices)}`];
  const hidden = input.shownByCredentials === true;
  return new LivemigError({
    kind: hidden ? 'credentials' : 'usage',
    code: 'NOT_FOUND',
    message: `${title} was not found: ${what}${hidden ? ' that these credentials belong to' : ''}.`,
    fix: hidden ? `${fix}\nOr use credentials of that organization.` : fix,
  });
}

function listed(choices: readonly Choice[]): string {
  const most = 20;
  const lines = choices.slice(0, most).map(({ name, value, note, unsuitable }) => {
    const facts = [name === value ? undefined : value, note, unsuitable]
      .filter((fact) => fact !== undefined)
      .join(', ');
    return `  - ${shortened(harmless(name))}${facts === '' ? '' : ` (${shortened(harmless(facts))})`}`;
  });
  return [...lines, ...(choices.length > most ? [`  … and ${choices.length - most} more`] : [])].join('\n');
}

function nothingToChoose<S, V>(input: Input<S, V>, choices: readonly Choice[]): LivemigError {
  return usage(
    'NOTHING_TO_CHOOSE',
    `${input.title}: there is nothing to choose from.`,
    choices.length === 0
      ? 'Create one, or look whether the credentials may see it; then run the command again.'
      : `None of them fits:\n${listed(choices)}`,
  );
}

function faultOf<S, V>(declared: Declared<S, V>, key: string, answer: Answer): string | undefined {
  const result = declared.schemas[key]?.safeParse(answer.raw);
  if (result === undefined || result.success) return undefined;
  const secret = inputOf(declared, key).kind === 'secret';
  const value = secret ? '' : ` is ${shown(answer.raw)}: it`;
  return `${[key, answer.origin].filter(Boolean).join(', ')}${value} ${result.error.issues.map(({ message }) => message).join(', ')}`;
}

function inputOf<S, V>(declared: Declared<S, V>, key: string): Input<S, V> {
  const input = declared.inputs[key];
  if (input === undefined) throw new Error(`no input is called ${key}`);
  return input;
}

function usage(code: string, message: string, fix: string): LivemigError {
  return new LivemigError({ kind: 'usage', code, message, fix });
}
