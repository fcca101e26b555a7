import { LivemigError } from '../core/errors.ts';
import { howToGive, type Input } from '../core/inputs.ts';
import type { InputValue } from '../core/journal.ts';
import {
  type Answer,
  type AnswerSources,
  type Answers,
  type Declared,
  faultOf,
  given,
  inputOf,
  isWanted,
  mayBeChanged,
  rawOf,
  usageError,
} from './answers.ts';
import { askInput } from './ask-input.ts';
import { canonical } from './canonical.ts';
import { missingInput, refuseProblems, type WrongInput, wrongInput } from './wrong-inputs.ts';

export interface AnswerOptions {
  /** Answered earlier, by inputs that come before these. */
  readonly before?: Answers;
  /** Whether a person may go back before the first question. */
  readonly canLeave?: boolean;
  /** What a person answered before, suggested again. */
  readonly drafts?: Readonly<Record<string, InputValue>>;
  /** What a person answered before and has not gone back on, by input: taken, wherever it still has a meaning. */
  readonly kept?: Answers;
  /** What a person wants to answer otherwise: asked, unless a flag or a variable says it. */
  readonly again?: readonly string[];
  /** Throws where nothing is to be done with these answers: told before what is missing. */
  readonly judge?: (answers: Answers) => void;
}

/** How far the answering has come. */
interface Course {
  /** The place of the input that is next. */
  readonly at: number;
  readonly answers: Answers;
  /** The places of the inputs that a person has answered, in order. */
  readonly asked: readonly number[];
  /** What was answered before somebody went back. */
  readonly drafts: Readonly<Record<string, InputValue>>;
  readonly missing: readonly WrongInput[];
  readonly kept: Answers;
  readonly again: readonly string[];
}

/**
 * Answers the inputs one after the other: given, found by the services, or asked; names become ids. A person may go back
 * to the question before; `undefined` where they go back before the first one.
 */
export async function answerAll<S, V>(
  keys: readonly string[],
  declared: Declared<S, V>,
  sources: AnswerSources,
  services: S,
  { before = {}, canLeave = false, drafts = {}, kept = {}, again = [], judge }: AnswerOptions = {},
): Promise<Answers | undefined> {
  let course: Course = { at: 0, answers: before, asked: [], drafts, missing: [], kept, again };
  for (let key = keys[0]; key !== undefined; key = keys[course.at]) {
    const answer = await answerOne(key, declared, sources, services, course, canLeave).catch((error: unknown) => {
      if (sources.goesOnWithout?.(key, error) !== true) throw error;
      return undefined;
    });
    const next: Course | undefined = answer === 'back' ? gone(course, keys) : advanced(course, key, answer, declared);
    if (next === undefined) return undefined;
    course = next;
  }
  judge?.(course.answers);
  refuseProblems(course.missing);
  return course.answers;
}

/** `not-wanted` where the input has no meaning here; `undefined` where nobody knows the answer. */
async function answerOne<S, V>(
  key: string,
  declared: Declared<S, V>,
  sources: AnswerSources,
  services: S,
  course: Course,
  canLeave: boolean,
): Promise<Answer | 'back' | 'not-wanted' | undefined> {
  if (sources.isLost?.(key) === true) return undefined;
  const { answers, asked, drafts, again } = course;
  const input = inputOf(declared, key);
  const values = declared.parse(rawOf(answers));
  if (isWanted(key, declared, sources, values) === false) return 'not-wanted';
  const known =
    said(key, input, sources, course) ??
    (await found(again.includes(key) ? undefined : input.suggest?.(services, values)));
  const { prompter } = sources;
  const asking = prompter !== undefined && known === undefined && (input.optional !== true || again.includes(key));
  const answer = asking
    ? await askInput(key, input, {
        declared,
        sources: { ...sources, prompter },
        services,
        values,
        draft: drafts[key],
        canGoBack: canLeave || asked.length > 0,
      })
    : known;
  if (answer === undefined || answer === 'back') return answer;
  if (input.declined !== undefined && answer.raw === false) throw declinedBy(input.declined);
  const exact = await canonical(key, answer, input, services, values, sources);
  const wrong = faultOf(declared, key, exact);
  if (wrong !== undefined) {
    const { about } = wrongInput(key, input, `${wrong}.`);
    throw usageError('INPUTS', about.message, howToGive(input), about);
  }
  if (exact.origin === 'answer') sources.onAnswered?.(key, exact.raw);
  else sources.onFound?.(key, exact);
  return exact;
}

/** What is known without asking anybody. What was remembered or taken for granted can be answered otherwise. */
function said<S, V>(
  key: string,
  input: Input<S, V>,
  sources: AnswerSources,
  { kept, again }: Course,
): Answer | undefined {
  const answer = given(key, input, sources);
  if (again.includes(key)) return answer === undefined || mayBeChanged(answer) ? undefined : answer;
  return kept[key] ?? answer;
}

function declinedBy(message: string): LivemigError {
  const fix = 'Run the same command again when you want to go on.';
  return new LivemigError({ kind: 'interrupted', code: 'DECLINED', message, fix, left: true });
}

async function found(suggestion: Promise<InputValue | undefined> | undefined): Promise<Answer | undefined> {
  const raw = await suggestion;
  return raw === undefined ? undefined : { raw, origin: 'found' };
}

function advanced<S, V>(
  course: Course,
  key: string,
  answer: Answer | 'not-wanted' | undefined,
  declared: Declared<S, V>,
): Course {
  const next = { ...course, at: course.at + 1 };
  if (answer === 'not-wanted') return next;
  if (answer === undefined) {
    const input = inputOf(declared, key);
    return input.optional ? next : { ...next, missing: [...course.missing, missingInput(key, input)] };
  }
  const answers = { ...course.answers, [key]: answer };
  if (answer.origin !== 'answer') return { ...next, answers };
  return { ...next, answers, asked: [...course.asked, course.at], drafts: { ...course.drafts, [key]: answer.raw } };
}

/** At the question before, without what was answered from there on. */
function gone(course: Course, keys: readonly string[]): Course | undefined {
  const at = course.asked.at(-1);
  if (at === undefined) return undefined;
  const later = keys.slice(at);
  const kept = Object.entries(course.answers).filter(([key]) => !later.includes(key));
  return { ...course, at, answers: Object.fromEntries(kept), asked: course.asked.slice(0, -1) };
}
