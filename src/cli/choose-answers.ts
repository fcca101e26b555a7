import { fixedBy } from '../core/inputs.ts';
import { progressOf } from '../core/journal.ts';
import type { Choice, Prompter } from '../core/ports.ts';
import { type Answer, mayBeChanged } from '../engine/answers.ts';
import { type Origin, originText } from '../engine/origin.ts';
import type { AskingCommand } from '../stages/input-record.ts';
import { inputKeys, inputs } from '../stages/inputs.ts';
import { dependentsOf } from '../stages/needs.ts';
import type { InputKey } from '../stages/values.ts';
import type { World } from '../stages/world.ts';
import type { OtherAnswers } from './ask-again.ts';
import type { Session } from './session.ts';

/** No input is called so. */
const all = 'all';

type Known = Pick<Session, 'answers' | 'elsewhere' | 'command' | 'own'> & {
  readonly world: Pick<World, 'nameOf'>;
  readonly journal: Pick<Session['journal'], 'current'>;
};

export function mayAnswerOtherwise(session: Known): boolean {
  return changeable(session).length > 0;
}

/**
 * Shows every answer of the migration with where it comes from, and asks which are to be given again; `undefined` for none
 * after all.
 */
export async function chooseAnswers(session: Known, prompter: Prompter): Promise<OtherAnswers | undefined> {
  const open = changeable(session);
  const rows = listed(session).map(([key, answer]) => rowOf(key, answer, session));
  const isOpen = ({ unsuitable }: Choice) => unsuitable === undefined;
  const chosen = await prompter.askOrBack({
    kind: 'choice',
    message: 'Which answer?',
    hint: 'What a flag, a variable or a profile sets can be changed by running the command without it.',
    choices: [
      ...rows.filter(isOpen),
      ...(open.length > 1 ? [{ value: all, name: 'All of these' }] : []),
      ...rows.filter((row) => !isOpen(row)),
    ],
  });
  if (chosen === all) return { again: open, anew: [] };
  const key = open.find((one) => one === chosen);
  return key && { again: [key], anew: dependentsOf(key).filter((one) => open.includes(one)) };
}

function changeable(session: Known): InputKey[] {
  return listed(session).flatMap(([key, answer]) => (whyFixed(key, answer, session) === undefined ? [key] : []));
}

/** A person's word is given for one run, and is not taken back by another answer. */
function listed({ answers, elsewhere, own }: Known): [InputKey, Answer][] {
  const known = { ...elsewhere, ...answers };
  const rows = inputKeys.flatMap((key): [InputKey, Answer][] => {
    const answer = known[key];
    return answer === undefined || inputs[key].spoken === true ? [] : [[key, answer]];
  });
  return [...rows.filter(([key]) => own.includes(key)), ...rows.filter(([key]) => !own.includes(key))];
}

/** Why it cannot be answered otherwise here. */
function whyFixed(key: InputKey, answer: Answer, { journal, own }: Known): string | undefined {
  const { step, optional } = inputs[key];
  const fixing = fixedBy(inputs[key]);
  const isBegun = (id = step) => id !== undefined && progressOf(journal.current(), id) !== 'none';
  if (fixing !== undefined && isBegun(fixing) && key in journal.current().inputs)
    return 'fixed since this migration began';
  // The steps of another stage do not run here, so that nobody would read another answer.
  if (!own.includes(key) && isBegun()) return 'used already';
  // What is never asked has been looked at where it stands.
  if (answer.origin === 'found' && optional === true) return 'looked up';
  if (mayBeChanged(answer)) return undefined;
  return answer.origin === 'only choice' ? origins[answer.origin] : `set by ${originText(answer.origin)}`;
}

const origins: Readonly<Record<Extract<Origin, string>, string>> = {
  answer: 'your answer',
  journal: 'from last time',
  default: 'unless you say otherwise',
  found: 'looked up',
  'only choice': 'the only one there is',
};

const titles: Readonly<Record<AskingCommand, string>> = {
  link: 'Link',
  provision: 'Provision',
  start: 'Start',
  cutover: 'the cutover',
};

function rowOf(key: InputKey, answer: Answer, session: Known): Choice {
  const why = whyFixed(key, answer, session);
  const name = `${titleOf(key)}: ${shownValue(key, answer, session)}`;
  const origin = typeof answer.origin === 'string' ? origins[answer.origin] : undefined;
  const note = [origin, questionOf(key, session)].filter((part) => part !== undefined).join(', ');
  return { value: key, name, ...(why === undefined ? { note } : { unsuitable: why }) };
}

/** Which stage asks for it first, where that is not the one at hand. */
function questionOf(key: InputKey, { command }: Known): string | undefined {
  const [first] = inputs[key].askedBy;
  return first === undefined || first === command ? undefined : `a question of ${titles[first]}`;
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
