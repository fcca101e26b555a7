import { expect } from 'vitest';
import type { z } from 'zod';

type Path = readonly string[];

interface Place {
  readonly path: Path;
  readonly value: unknown;
  /** It stands in an object, so that it can be missing. */
  readonly isField: boolean;
}

/** Every value inside, with the way to it; the value itself first. */
function placesIn(value: unknown, path: Path = [], isField = false): Place[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const isObject = !Array.isArray(value);
  return [{ path, value, isField }, ...inner.flatMap(([key, one]) => placesIn(one, [...path, key], isObject))];
}

/** The same with what is at the path changed, or taken away where it becomes `undefined`. */
function changedAt(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? changedAt(one, rest, to) : one));
  const fields = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(
    fields
      .map(([name, one]) => [name, name === key ? changedAt(one, rest, to) : one] as const)
      .filter(([, one]) => one !== undefined),
  );
}

export interface ContractExamples {
  readonly full: unknown;
  readonly short?: unknown;
  readonly free?: readonly string[];
  readonly mayLack?: readonly string[];
}

/**
 * Holds a schema that others rely on to its examples: each keeps every field of the fullest one, refuses any field of another
 * type, and misses each field of the shortest but those in `mayLack`. `free` are names below which anything may stand.
 */
export function expectContract(
  schema: z.ZodType,
  { full, short = full, free = [], mayLack = [] }: ContractExamples,
): void {
  expect(schema.parse(full)).toEqual(full);
  expect(schema.parse(short)).toEqual(short);
  const isHeld = ({ path }: Place) => !path.some((key) => free.includes(key));
  for (const { path, value } of placesIn(full).filter(isHeld)) {
    const other = Array.isArray(value) ? 'no list' : ['of another type'];
    expect(schema.safeParse(changedAt(full, path, other)).success, `${path.join('.')} may be of another type`).toBe(
      false,
    );
  }
  for (const { path, isField } of placesIn(short).filter(isHeld)) {
    if (!isField || mayLack.includes(path.join('.'))) continue;
    expect(schema.safeParse(changedAt(short, path, undefined)).success, `${path.join('.')} may be missing`).toBe(false);
  }
}
