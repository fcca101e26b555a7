import { beginning, harmless } from '../harmless.ts';

/** In UTF-16 units. No text of livemig is as long; one that is was made to drown the others, and its file still has it whole. */
const longest = 2_000;

/** The same value, whose texts hold nothing that a terminal obeys, or that turns or hides letters, and are no longer than anybody reads. */
export function inert<Value>(value: Value): Value;
export function inert(value: unknown): unknown {
  if (typeof value === 'string') return bounded(harmless(value));
  if (Array.isArray(value)) return value.map((one) => inert(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inert(one)]));
}

function bounded(text: string): string {
  return text.length <= longest ? text : `${beginning(text, longest)} … (${text.length - longest} more characters)`;
}
