import { nameAmong } from '../core/choice-name.ts';
import { LivemigError } from '../core/errors.ts';
import { howToGive, type Input } from '../core/inputs.ts';
import type { InputValue } from '../core/journal.ts';
import type { Choice, Prompter, Question } from '../core/ports.ts';
import { type Answer, type AnswerSources, type Declared, faultOf, rawFrom } from './answers.ts';
import { listed } from './canonical.ts';

/** Somebody to ask, and what is known already. */
export interface Asking<Services, Values> {
  readonly declared: Declared<Services, Values>;
  readonly sources: AnswerSources & { readonly prompter: Prompter };
  readonly services: Services;
  readonly values: Values;
  /** What was answered before the person went back. */
  readonly draft: InputValue | undefined;
  readonly canGoBack: boolean;
}

/** Asks for one input; `back` where the person wants the question before. */
export async function askInput<S, V>(key: string, input: Input<S, V>, asking: Asking<S, V>): Promise<Answer | 'back'> {
  if (input.kind === 'choice') return choose(key, input, asking);
  const answer = await put(asking, questionFor(key, input, asking));
  if (answer === undefined) return 'back';
  return { raw: rawFrom(input, answer), origin: 'answer' };
}

/** Where going back means anything, it is offered. */
function put<S, V>({ sources: { prompter }, canGoBack }: Asking<S, V>, question: Question) {
  return canGoBack ? prompter.askOrBack(question) : prompter.ask(question);
}

function questionFor<S, V>(key: string, input: Input<S, V>, { declared, draft }: Asking<S, V>): Question {
  const check = (text: string) => faultOf(declared, key, { raw: rawFrom(input, text) }) ?? true;
  const asked = askedOf(input);
  if (input.kind === 'yes-no') return { kind: 'yes-no', ...asked, default: draft === true };
  if (input.kind === 'secret') return { kind: 'secret', ...asked, check };
  return { kind: 'text', ...asked, check, ...(draft === undefined ? {} : { default: textOf(draft) }) };
}

function askedOf<S, V>({ title, hint }: Input<S, V>) {
  return { message: title, ...(hint === undefined ? {} : { hint }) };
}

function textOf(value: InputValue): string {
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** No value of a choice is empty. */
const somethingElse = '';

/**
 * Lets choose from what the services list. What is the only choice is taken; where nothing fits, the person is told how to
 * come to something, and it is looked for again.
 */
async function choose<S, V>(key: string, input: Input<S, V>, asking: Asking<S, V>): Promise<Answer | 'back'> {
  for (;;) {
    asking.sources.onLooking?.(input.title);
    const choices = (await input.choices?.(asking.services, asking.values)) ?? [];
    await asking.sources.onChoices?.(key, choices);
    const only = input.other === undefined ? onlyOf(choices) : undefined;
    if (only !== undefined) return { raw: only.value, origin: 'only choice', name: nameAmong(only, choices) };
    const answer = isChoosable(choices, input)
      ? await pick(key, input, choices, asking)
      : await askWhatNow(input, choices, asking);
    if (answer !== 'again') return answer;
  }
}

function onlyOf(choices: readonly Choice[]): Choice | undefined {
  const [first] = choices;
  return choices.length === 1 && first?.unsuitable === undefined ? first : undefined;
}

function isChoosable<S, V>(choices: readonly Choice[], { other }: Input<S, V>): boolean {
  return other !== undefined || choices.some(({ unsuitable }) => unsuitable === undefined);
}

async function pick<S, V>(
  key: string,
  input: Input<S, V>,
  choices: readonly Choice[],
  asking: Asking<S, V>,
): Promise<Answer | 'back' | 'again'> {
  const last = input.other === undefined ? [] : [{ value: somethingElse, name: input.other }];
  const { draft } = asking;
  const preselected = choices.some(({ value }) => value === draft) ? { default: String(draft) } : {};
  const picked = await put(asking, {
    kind: 'choice',
    ...askedOf(input),
    choices: [...choices, ...last],
    ...preselected,
  });
  if (picked === undefined) return 'back';
  const chosen = choices.find(({ value }) => value === picked);
  if (chosen !== undefined) return { raw: picked, origin: 'answer', name: nameAmong(chosen, choices) };
  const typed = await asking.sources.prompter.askOrBack(questionFor(key, { ...input, kind: 'text' }, asking));
  return typed === undefined ? 'again' : { raw: rawFrom(input, typed), origin: 'answer' };
}

async function askWhatNow<S, V>(
  input: Input<S, V>,
  choices: readonly Choice[],
  asking: Asking<S, V>,
): Promise<'back' | 'again'> {
  const way = await put(asking, {
    kind: 'choice',
    message: `${input.title}: ${choices.length === 0 ? 'there is none' : 'none of them fits'}`,
    hint: wayOut(input, asking.values),
    choices: [...choices, { value: 'again', name: 'Look again' }, { value: 'leave', name: 'Leave, and go on later' }],
    default: 'again',
  });
  if (way === 'leave') throw nothingToChoose(input, choices, asking.values);
  return way === undefined ? 'back' : 'again';
}

function wayOut<S, V>(input: Input<S, V>, values: V): string {
  return input.whenNone?.(values) ?? 'Create one, or check that the credentials can see it.';
}

function nothingToChoose<S, V>(input: Input<S, V>, choices: readonly Choice[], values: V) {
  const fix = `${wayOut(input, values)} Then run the command again. ${howToGive(input)}`;
  const message = `${input.title}: ${choices.length === 0 ? 'there is nothing to choose from.' : `none of them fits:\n${listed(choices)}`}`;
  return new LivemigError({ kind: 'usage', code: 'NOTHING_TO_CHOOSE', message, fix, left: true });
}
