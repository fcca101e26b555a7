import { LivemigError } from '../core/errors.ts';
import { shortened } from '../core/harmless.ts';
import type { Choice } from '../core/ports.ts';
import { oneLine } from './plain-text.ts';

/** A line of a list as inquirer draws it. */
export interface ListItem {
  readonly value: string;
  readonly name: string;
  /** What stays on the screen once it is chosen. */
  readonly short: string;
  readonly disabled: string | false;
}

/** The facts stand beside the name; what cannot be chosen is shown with the reason, not hidden. */
export function listItems(choices: readonly Choice[]): ListItem[] {
  return choices.map(({ value, name, note, unsuitable }) => ({
    value,
    name: note === undefined ? brief(name) : `${brief(name)}  ${brief(note)}`,
    short: brief(name),
    disabled: unsuitable === undefined ? false : `(${brief(unsuitable)})`,
  }));
}

/** A list stays one, whatever its names are. */
function brief(text: string): string {
  return shortened(oneLine(text));
}

/** Those in which every typed word occurs: in the name, the facts, the reason or the id. */
export function matching(items: readonly ListItem[], typed: string | undefined): ListItem[] {
  const words = (typed ?? '').toLowerCase().split(/\s+/);
  return items.filter(({ value, name, disabled }) => {
    const text = `${name} ${disabled || ''} ${value}`.toLowerCase();
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
    fix: 'Make one that fits, or check that the credentials may see it, then run the same command again.',
  });
}
