import type { InputValue, Journal } from '../core/journal.ts';
import type { AnswerOptions } from '../engine/answer-all.ts';
import { type Answers, rawOf } from '../engine/answers.ts';
import { inputKeys, inputs } from '../stages/inputs.ts';
import type { Needs } from '../stages/needs.ts';
import type { InputKey } from '../stages/values.ts';
import type { OtherAnswers } from './ask-again.ts';

/** One time through the questions: what was answered in those before, and what of it is to be answered otherwise. */
export interface Round {
  readonly answered: Answers;
  readonly wanted: OtherAnswers;
  /** What rounds before have asked again: what the journal says of it does not count in this run. */
  readonly forgotten: readonly InputKey[];
}

const nothing: OtherAnswers = { again: [], anew: [] };

export const firstRound: Round = { answered: {}, wanted: nothing, forgotten: [] };

/** The round after a person wanted other answers. */
export function nextRound(round: Round, answered: Answers, wanted: OtherAnswers): Round {
  return { answered, wanted, forgotten: askedAgain(round) };
}

/** The same, after a person changed nothing after all. */
export function unchanged(round: Round): Round {
  return { ...round, wanted: nothing };
}

export function isChange({ wanted }: Round): boolean {
  return wanted.again.length > 0;
}

/** What the command asks in this round: also answers of other stages that are given again, and whom that takes. */
export function needsIn<Setup extends Needs>(setup: Setup, round: Round): Setup {
  const asked = askedAgain(round);
  const isListedByManager = (key: InputKey) => {
    const { listedBy } = inputs[key];
    // Atlas lists what is linked; a stage that asks for it knows whether that is so.
    return listedBy === 'manager' || (listedBy === 'manager-or-atlas' && !setup.inputs.includes(key));
  };
  const talksTo = { ...setup.talksTo, ...(asked.some(isListedByManager) ? ({ manager: 'needed' } as const) : {}) };
  return { ...setup, inputs: inputKeys.filter((key) => setup.inputs.includes(key) || asked.includes(key)), talksTo };
}

/** What the journal says of everything that no round has asked again. */
export function rememberedIn(round: Round, { inputs: remembered }: Journal): Journal['inputs'] {
  const asked = askedAgain(round);
  return Object.fromEntries(Object.entries(remembered).filter(([key]) => !asked.some((one) => one === key)));
}

/** What is suggested, kept and asked again. */
export function answerOptionsIn(
  round: Round,
  suggested: Readonly<Record<string, InputValue>>,
  journal: Journal,
): Required<Pick<AnswerOptions, 'drafts' | 'kept' | 'again'>> {
  const { answered, wanted } = round;
  const before = askedAgain(round).flatMap((key) => {
    const value = journal.inputs[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    drafts: { ...suggested, ...Object.fromEntries(before), ...rawOf(answered) },
    kept: typedIn(answered, wanted.anew),
    again: wanted.again,
  };
}

function askedAgain({ wanted, forgotten }: Round): readonly InputKey[] {
  return [...new Set([...forgotten, ...wanted.again, ...wanted.anew])];
}

/** What a person has answered, and nothing else has said. */
function typedIn(answers: Answers, without: readonly InputKey[]): Answers {
  const isTyped = ([key, { origin }]: [string, Answers[string]]) =>
    origin === 'answer' && !without.some((one) => one === key);
  return Object.fromEntries(Object.entries(answers).filter(isTyped));
}
