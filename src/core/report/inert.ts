import { harmless } from '../harmless.ts';

/** The same value, whose texts hold nothing that a terminal obeys, or that turns or hides letters. */
export function inert<Value>(value: Value): Value;
export function inert(value: unknown): unknown {
  if (typeof value === 'string') return harmless(value);
  if (Array.isArray(value)) return value.map((one) => inert(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inert(one)]));
}
