import { LivemigError } from '../core/errors.ts';
import { shortened } from '../core/harmless.ts';
import type { Choice, Question } from '../core/ports.ts';
import { cut, oneLine, padded, widthOf } from './plain-text.ts';
import type { Style } from './style.ts';

export type ChoiceQuestion = Extract<Question, { kind: 'choice' }>;

/** From here on a list is searched by typing; shorter ones are seen as a whole. */
export const longList = 10;

/** A line of a list as inquirer draws it. */
export interface ListItem {
  readonly value: string;
  readonly name: string;
  readonly disabled: string | false;
  /** Shown under the list when the line is pointed at: the whole of it, where it had to be cut. */
  readonly description?: string;
}

/** The facts stand in a column of their own; what cannot be chosen is shown with the reason, not hidden. */
export function listItems(question: Pick<ChoiceQuestion, 'choices' | 'default'>, style: Style): ListItem[] {
  const rows = question.choices.map((choice) => rowOf(choice, question.default));
  // Two for the pointer; the last column stays empty, because some terminals break the line there.
  const room = style.width() - 3;
  const nameWidth = Math.min(Math.max(0, ...rows.map(({ name }) => widthOf(name))), Math.floor(room / 2));
  return rows.map((row) => itemOf(row, { room, nameWidth, ellipsis: style.plain('ellipsis') }));
}

interface Row {
  readonly value: string;
  readonly name: string;
  readonly facts: string;
  readonly reason: string | undefined;
}

function rowOf({ value, name, note, unsuitable }: Choice, preferred: string | undefined): Row {
  const facts = [note ?? '', value === preferred ? '(default)' : ''].filter((part) => part !== '');
  return {
    value,
    name: brief(name),
    facts: brief(facts.join(' ')),
    reason: unsuitable === undefined ? undefined : `(${brief(unsuitable)})`,
  };
}

interface Measure {
  readonly room: number;
  readonly nameWidth: number;
  readonly ellipsis: string;
}

function itemOf({ value, name, facts, reason }: Row, { room, nameWidth, ellipsis }: Measure): ListItem {
  const text = facts === '' ? name : `${padded(name, nameWidth)}  ${facts}`;
  const whole = reason === undefined ? text : `${text} ${reason}`;
  if (widthOf(whole) <= room) return { value, name: text, disabled: reason ?? false };
  // The reason matters more than the facts of what cannot be chosen.
  const shortName = padded(cut(name, nameWidth, ellipsis), nameWidth);
  const rest = cut(reason ?? facts, room - nameWidth - 2, ellipsis);
  const line = facts === '' && reason === undefined ? cut(name, room, ellipsis) : `${shortName}  ${rest}`;
  const description = [name, facts, reason ?? ''].filter((part) => part !== '').join(' ');
  return reason === undefined
    ? { value, name: line, disabled: false, description }
    : { value, name: `${shortName} `, disabled: rest, description };
}

/** A list stays one, whatever its names are. */
export function brief(text: string): string {
  return shortened(oneLine(text));
}

/** Those in which every typed word occurs: in the name, the facts, the reason or the id. */
export function matching(choices: readonly Choice[], typed: string | undefined): Choice[] {
  const words = (typed ?? '').toLowerCase().split(/\s+/);
  return choices.filter(({ value, name, note, unsuitable }) => {
    const text = oneLine(`${name} ${note ?? ''} ${unsuitable ?? ''} ${value}`).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Throws a LivemigError of kind `blocked` where a list would leave no way to answer it. */
export function requireChoosable(message: string, choices: readonly Choice[]): void {
  if (choices.some(({ unsuitable }) => unsuitable === undefined)) return;
  const reasons = choices.map(({ name, unsuitable }) => `${brief(name)}: ${brief(unsuitable ?? '')}`);
  throw new LivemigError({
    kind: 'blocked',
    code: 'NOTHING_TO_CHOOSE',
    message: `${oneLine(message)}: there is ${reasons.length === 0 ? 'none' : `none that fits (${reasons.join('; ')})`}.`,
    fix: 'Make one that fits, or check that the credentials can see it, then run the same command again.',
  });
}
