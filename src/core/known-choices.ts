import type { Choice } from './ports.ts';

type KnownChoice = Pick<Choice, 'value' | 'name' | 'note'>;

/** What the services listed the last time they were asked, by input. Holds no secret. */
export type KnownChoices = Readonly<Record<string, readonly KnownChoice[]>>;

/** What can be chosen replaces what was known of the input. */
export function withChoices(known: KnownChoices, input: string, choices: readonly Choice[]): KnownChoices {
  const suitable = choices.filter(({ unsuitable }) => unsuitable === undefined);
  return {
    ...known,
    [input]: suitable.map(({ value, name, note }) => ({ value, name, ...(note === undefined ? {} : { note }) })),
  };
}

/**
 * Reads them from JSON. Anything else than livemig would have written is no choice, and never an error. By hand,
 * because a completion that waited for zod would come too late.
 */
export function parseKnownChoices(text: string): KnownChoices {
  const content = parsed(text);
  if (!isObject(content)) return {};
  return Object.fromEntries(
    Object.entries(content).map(([input, choices]) => [input, Array.isArray(choices) ? choices.filter(isChoice) : []]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

function isChoice(content: unknown): content is KnownChoice {
  if (!isObject(content)) return false;
  const { value, name, note } = content;
  return typeof value === 'string' && typeof name === 'string' && (note === undefined || typeof note === 'string');
}
