import { fieldOf, itemsOf, type RawValue, rawOf } from '../bson/raw.ts';
import { MongodError } from '../mongod-error.ts';
import type { Call } from './command.ts';

/** The statements of a write command: in a document sequence, or as an array in the command itself. */
export function statementsOf({ body, sequences }: Call, name: string): readonly Buffer[] {
  const array = fieldOf(body, name);
  const statements = sequences.get(name) ?? (array === undefined ? [] : itemsOf(array).map((item) => item.bytes));
  if (statements.length === 0 || statements.length > 100_000) {
    throw new MongodError(
      'BadValue',
      `Write batch sizes must be between 1 and 100000. Got ${statements.length} operations.`,
    );
  }
  return statements;
}

/** Runs each statement; a refusal is noted with its index and, in an ordered batch, ends it. */
export function runBatch(
  statements: readonly Buffer[],
  isOrdered: boolean,
  run: (statement: Buffer, index: number) => void,
): { readonly writeErrors?: RawValue } {
  const errors: Record<string, unknown>[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof MongodError)) throw error;
      errors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (isOrdered) break;
    }
  }
  return errors.length === 0 ? {} : { writeErrors: rawOf(errors) };
}
