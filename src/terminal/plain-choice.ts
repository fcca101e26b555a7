import type { Choice } from '../core/ports.ts';
import { brief, type ChoiceQuestion, longList, matching } from './choice-list.ts';
import type { Reading, Talk } from './plain-talk.ts';

/**
 * A list as numbered lines. An answer is a number, or the beginning of a name that only one has; a long list is shown
 * ten by ten, and a part of a name leaves those that match.
 */
export function choiceTalk({ choices, default: preferred }: ChoiceQuestion): Talk {
  const suitable = choices.filter(({ unsuitable }) => unsuitable === undefined);
  const preset = suitable.find(({ value }) => value === preferred);
  const isLong = choices.length >= longList;
  let listed = choices;
  let seen = 0;

  const line = (choice: Choice) => {
    const facts = [choice.name, choice.note ?? '', choice === preset ? 'default' : ''].filter((part) => part !== '');
    const text = facts.map(brief).join(', ');
    return choice.unsuitable === undefined
      ? `${suitable.indexOf(choice) + 1}. ${text}`
      : `Not available: ${text}: ${brief(choice.unsuitable)}`;
  };
  const nextPage = (): string[] => {
    const page = listed.slice(seen, seen + longList);
    seen += page.length;
    const rest = listed.length - seen;
    const more = rest === 0 ? [] : [`${rest} more: type more to see them, or a part of a name.`];
    return [...page.map(line), ...more];
  };
  const list = (those: readonly Choice[]) => {
    listed = those;
    seen = 0;
    return nextPage();
  };
  const search = (typed: string): string[] => {
    const found = matching(choices, typed);
    return found.length === 0 ? [`Nothing matches "${brief(typed)}".`] : list(found);
  };

  return {
    opening: () => list(choices),
    wanted: isLong ? 'Number, name or a part of it' : 'Number or name',
    preset: preset?.name,
    hasShortBack: true,
    read: (typed) => {
      const words = typed.trim();
      if (isLong && words === 'more') return { say: seen < listed.length ? nextPage() : ['There are no more.'] };
      if (words === '' && preset !== undefined) return chosen(preset);
      const found = named(words, suitable);
      if (found.length === 1 && found[0] !== undefined) return chosen(found[0]);
      if (isLong && words !== '' && !isNumber(words)) return { say: search(words) };
      return { say: [objection(words, found, choices, suitable.length)] };
    },
  };
}

function chosen({ value, name }: Choice): Reading {
  return { answer: value, say: `Chosen: ${brief(name)}` };
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

/** The one with this number; otherwise those with this name, or with names that begin so. */
function named(typed: string, suitable: readonly Choice[]): readonly Choice[] {
  const numbered = isNumber(typed) ? suitable[Number(typed) - 1] : undefined;
  if (numbered !== undefined) return [numbered];
  if (typed === '') return [];
  const nameOf = ({ name }: Choice) => brief(name).toLowerCase();
  const same = suitable.filter((choice) => nameOf(choice) === typed.toLowerCase());
  return same.length > 0 ? same : suitable.filter((choice) => nameOf(choice).startsWith(typed.toLowerCase()));
}

function objection(typed: string, found: readonly Choice[], choices: readonly Choice[], count: number): string {
  const way = `Type a number from 1 to ${count}, or the beginning of a name.`;
  if (typed === '') return way;
  if (found.length > 1)
    return `${found.map(({ name }) => brief(name)).join(', ')} begin with "${brief(typed)}". ${way}`;
  const refused = choices.find(({ name }) => brief(name).toLowerCase().startsWith(typed.toLowerCase()));
  if (refused?.unsuitable !== undefined && !isNumber(typed)) {
    return `${brief(refused.name)} is not available: ${brief(refused.unsuitable)}`;
  }
  return `There is no ${isNumber(typed) ? `number ${typed}` : `name that begins with "${brief(typed)}"`}. ${way}`;
}
