import { nameAmong } from '../core/choice-name.ts';
import { LivemigError } from '../core/errors.ts';
import { harmless, shortened, shown } from '../core/harmless.ts';
import { howToGive, type Input } from '../core/inputs.ts';
import { nearest } from '../core/nearest.ts';
import type { Choice } from '../core/ports.ts';
import { tidied } from '../core/tidied.ts';
import { type Answer, type AnswerSources, usageError } from './answers.ts';
import { originText } from './origin.ts';

/** A name or an id becomes the value that the services know it by; unknown and ambiguous names list the candidates. */
export async function canonical<S, V>(
  key: string,
  answer: Answer,
  input: Input<S, V>,
  services: S,
  values: V,
  sources: AnswerSources,
): Promise<Answer> {
  if (input.choices === undefined || input.other !== undefined || !isTyped(answer)) return answer;
  const remembered = asRemembered(key, answer, sources);
  if (remembered !== undefined) return remembered;
  const offered = await input.choices(services, values);
  await sources.onChoices?.(key, offered);
  // What stands for something that could not be looked at is nothing that anybody means.
  const choices = offered.filter(({ isUnseen }) => isUnseen !== true);
  const wanted = String(answer.raw);
  const byValue = choices.filter(({ value }) => value === wanted);
  const matches = byValue.length > 0 ? byValue : choices.filter(({ name }) => tidied(name) === wanted);
  const [match, another] = matches;
  if (match !== undefined && another === undefined)
    return { ...answer, raw: match.value, name: nameAmong(match, choices) };
  const title = `${key} ${shown(wanted)} (${originText(answer.origin)})`;
  if (another !== undefined) throw ambiguous(title, matches);
  throw notFound(title, wanted, input, choices, unseenOf(offered));
}

/** What is known by its name alone has no id that could be given. */
function ambiguous(title: string, matches: readonly Choice[]): LivemigError {
  const isNamedAlike = new Set(matches.map(({ value }) => value)).size < matches.length;
  const fix = isNamedAlike ? 'They are known by their names alone: rename all but one of' : 'Give the id of one of';
  return usageError('AMBIGUOUS', `${title} matches ${matches.length}.`, `${fix}:\n${listed(matches)}`);
}

/**
 * What this migration was begun with needs no second look, by its id as well as by the name that it had then: the journal
 * knows which one is meant, and another one that has the name today is not.
 */
function asRemembered(key: string, answer: Answer, { remembered, rememberedNames = {} }: AnswerSources) {
  const raw = remembered[key];
  if (typeof raw !== 'string') return undefined;
  const name = Object.hasOwn(rememberedNames, raw) ? rememberedNames[raw] : undefined;
  if (answer.raw !== raw && (name === undefined || answer.raw !== tidied(name))) return undefined;
  return { ...answer, raw, ...(name === undefined ? {} : { name }) };
}

/** Rather than taken from what the services have listed. */
function isTyped({ origin }: Answer): boolean {
  return typeof origin === 'object' || origin === 'default' || origin === 'found';
}

/** Why some could not be looked at, one sentence each: what is meant may be among them. */
function unseenOf(offered: readonly Choice[]): string[] {
  return offered
    .filter(({ isUnseen }) => isUnseen === true)
    .flatMap(({ unsuitable }) => unsuitable ?? [])
    .map((why) => (why.endsWith('.') ? why : `${why}.`));
}

function notFound<S, V>(
  title: string,
  wanted: string,
  input: Input<S, V>,
  choices: readonly Choice[],
  unseen: readonly string[],
): LivemigError {
  const [what, fix] =
    choices.length === 0
      ? ['there is none at all', `Check whether the credentials can see it. ${howToGive(input)}`]
      : [`it is none of ${choices.length}`, fixFor(wanted, choices)];
  const hidden = input.shownByCredentials === true;
  return new LivemigError({
    kind: hidden ? 'credentials' : 'usage',
    code: 'NOT_FOUND',
    message: [`${title} was not found: ${what}${hidden ? ' that these credentials belong to' : ''}.`, ...unseen].join(
      ' ',
    ),
    fix: hidden ? `${fix}\nOr use credentials of that organization.` : fix,
  });
}

/** Where nothing is like it, a few are all worth reading, and many are not. */
function fixFor(wanted: string, choices: readonly Choice[]): string {
  const near = likeIt(wanted, choices);
  if (near.length > 0) return `Did you mean ${near.length === 1 ? 'this' : 'one of these'}?\n${listed(near)}`;
  if (choices.length <= mostShown) return `There is only:\n${listed(choices)}`;
  return 'None of them is similar. Run the command on a terminal, where they can be searched, or give the id.';
}

const mostShown = 5;

/** A few slips of the keys away, or a part of the name; by its id, or by its name. */
function likeIt(wanted: string, choices: readonly Choice[]): Choice[] {
  const called = (text: string) => choices.filter(({ name, value }) => name === text || value === text);
  const few = nearest(
    wanted,
    choices.flatMap(({ name, value }) => [name, value]),
  ).flatMap(called);
  const parts = choices.filter(({ name }) => wanted.length > 2 && isPartOf(wanted, name));
  return [...new Set([...few, ...parts])].slice(0, mostShown);
}

function isPartOf(part: string, name: string): boolean {
  return name.toLowerCase().includes(part.toLowerCase());
}

/** Candidates, one line each, not more than a screen holds. */
export function listed(choices: readonly Choice[]): string {
  const most = 20;
  const lines = choices.slice(0, most).map(({ name, value, note, unsuitable }) => {
    const facts = [name === value ? undefined : value, note, unsuitable]
      .filter((fact) => fact !== undefined)
      .join(', ');
    return `  - ${shortened(harmless(name))}${facts === '' ? '' : ` (${shortened(harmless(facts))})`}`;
  });
  return [...lines, ...(choices.length > most ? [`  … and ${choices.length - most} more`] : [])].join('\n');
}
