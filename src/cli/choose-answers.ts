import { fixedBy } from '../core/inputs.ts';
import { progressOf } from '../core/journal.ts';
import type { Choice, Prompter } from '../core/ports.ts';
import { type Answer, mayBeChanged } from '../engine/answers.ts';
import { inputs, isInputKey } from '../stages/inputs.ts';
import { dependentsOf } from '../stages/needs.ts';
import type { InputKey } from '../stages/values.ts';
import type { Session } from './session.ts';

/** No input is called so. */
const all = 'all';

type Known = Pick<Session, 'answers' | 'world' | 'journal'>;

export function mayAnswerOtherwise(session: Known): boolean {
  return changeable(session).length > 0;
}

/** Shows every answer with where it comes from, and asks which are to be given again; `undefined` for none after all. */
export async function chooseAnswers(session: Known, prompter: Prompter): Promise<readonly InputKey[] | undefined> {
  const open = changeable(session);
  const rows = listed(session).map(([key, answer]) => rowOf(key, answer, session));
  const isOpen = ({ unsuitable }: Choice) => unsuitable === undefined;
  const chosen = await prompter.askOrBack({
    kind: 'choice',
    message: 'Which answer?',
    hint: 'What a flag or a variable sets can be changed by running the command without it.',
    choices: [
      ...rows.filter(isOpen),
      ...(open.length > 1 ? [{ value: all, name: 'All of these' }] : []),
      ...rows.filter((row) => !isOpen(row)),
    ],
  });
  if (chosen === undefined || chosen === all) return chosen && open;
  const key = open.find((one) => one === chosen);
  return key && [key, ...dependentsOf(key).filter((one) => open.includes(one))];
}

function changeable(session: Known): InputKey[] {
  return listed(session).flatMap(([key, answer]) => (whyFixed(key, answer, session) === undefined ? [key] : []));
}

/** A person's word is given for one run, and is not taken back by another answer. */
function listed({ answers }: Known): [InputKey, Answer][] {
  return Object.entries(answers).flatMap(([key, answer]): [InputKey, Answer][] =>
    isInputKey(key) && inputs[key].spoken !== true ? [[key, answer]] : [],
  );
}

/** Why it cannot be answered otherwise here. */
function whyFixed(key: InputKey, answer: Answer, { journal }: Known): string | undefined {
  const step = fixedBy(inputs[key]);
  const isBegun = step !== undefined && progressOf(journal.current(), step) !== 'none';
  if (isBegun && key in journal.current().inputs) return 'fixed since this migration began';
  // What is never asked has been looked at where it stands.
  if (answer.origin === 'found' && inputs[key].optional === true) return 'looked up';
  if (mayBeChanged(answer)) return undefined;
  if (answer.origin === 'only choice') return 'the only one there is';
  return `set by ${answer.origin || 'a variable'}`;
}

const origins: Readonly<Record<string, string>> = {
  answer: 'your answer',
  journal: 'from last time',
  default: 'unless you say otherwise',
  found: 'looked up',
};

function rowOf(key: InputKey, answer: Answer, session: Known): Choice {
  const why = whyFixed(key, answer, session);
  const name = `${titleOf(key)}: ${shownValue(key, answer, session)}`;
  const note = origins[answer.origin];
  return { value: key, name, ...(why === undefined ? { note } : { unsuitable: why }) };
}

/** Without its explanations: a list shows many. */
function titleOf(key: InputKey): string {
  return (inputs[key].title.split(/[(,:?]/)[0] ?? key).trim();
}

function shownValue(key: InputKey, { raw, name }: Answer, { world }: Known): string {
  if (inputs[key].kind === 'secret') return '********';
  if (typeof raw === 'boolean') return raw ? 'yes' : 'no';
  return typeof raw === 'string' ? (name ?? world.nameOf(raw)) : raw.join(' ');
}
