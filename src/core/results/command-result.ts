import { z } from 'zod';

/** What a command ends with: the shape of its `data`, and the same told to people. */
export interface CommandResult<Data = unknown> {
  /** Of the `data` of its `result`, when it did not end with an error; a contract that grows. */
  readonly data: z.ZodType<Data>;
  /** For people, beneath the outcome, each a line or a paragraph; what was drawn on the way is not told again. */
  lines(data: unknown): readonly string[];
}

/** Gives the lines their type; data that does not fit has none. */
export function defineResult<Data>(
  data: z.ZodType<Data>,
  lines: (data: Data) => readonly string[],
): CommandResult<Data> {
  return {
    data,
    lines: (value) => {
      const parsed = data.safeParse(value);
      return parsed.success ? lines(parsed.data) : [];
    },
  };
}

/** Data that fits the first is told as the first tells it. */
export function eitherResult<One, Other>(
  one: CommandResult<One>,
  other: CommandResult<Other>,
): CommandResult<One | Other> {
  const isOne = (data: unknown) => one.data.safeParse(data).success;
  return {
    data: z.union([one.data, other.data]),
    lines: (data) => (isOne(data) ? one : other).lines(data),
  };
}

/** `name: value`, where there is a value. */
export function told(name: string, value: string | number | null | undefined): string[] {
  return value === undefined || value === null || value === '' ? [] : [`${name}: ${value}`];
}
