import { elementsOf, fieldOf, itemsOf, type RawValue, rawOf } from '../bson/raw.ts';
import { Type } from '../bson/type.ts';
import { MongodError } from '../mongod-error.ts';
import type { Server } from '../server.ts';
import { HeldByTransaction } from '../transactions/transactions.ts';
import { whenFree } from '../transactions/when-free.ts';
import type { Call } from './command.ts';

/** The statements of a write command: in a document sequence, or as an array in the command itself. */
export function statementsOf({ body, sequences }: Call, name: string): readonly Buffer[] {
  const statements = sequences.get(name) ?? statementsIn(body, name);
  if (statements.length === 0 || statements.length > 100_000) {
    throw new MongodError(
      'InvalidLength',
      `Write batch sizes must be between 1 and 100000. Got ${statements.length} operations.`,
    );
  }
  return statements;
}

function statementsIn(body: Buffer, name: string): readonly Buffer[] {
  const array = fieldOf(body, name);
  const [{ name: command } = { name: '' }] = elementsOf(body);
  const field = `BSON field '${command}.${name}'`;
  if (array === undefined) throw new MongodError('Location40414', `${field} is missing but a required field`);
  if (array.type !== Type.array) throw new MongodError('TypeMismatch', `${field} is no array`);
  const items = itemsOf(array);
  if (items.every(({ type }) => type === Type.document)) return items.map(({ bytes }) => bytes);
  throw new MongodError('TypeMismatch', `${field} holds what is no object`);
}

/** Runs each statement; a refusal is noted with its index and, in an ordered batch, ends it. */
export async function runBatch(
  { server, client, transaction }: Pick<Call, 'server' | 'client' | 'transaction'>,
  statements: readonly Buffer[],
  isOrdered: boolean,
  run: (statement: Buffer, index: number) => void,
): Promise<{ readonly writeErrors?: RawValue }> {
  const errors: Record<string, unknown>[] = [];
  for (const [index, statement] of statements.entries()) {
    const failure = failureOf(server, client.signal, () => run(statement, index));
    const error = failure instanceof Promise ? await failure : failure;
    if (error === undefined) continue;
    // In a transaction a conflict is the answer to the whole command.
    if (transaction !== undefined && error.codeName === 'WriteConflict') throw error;
    errors.push({ index, code: error.code, errmsg: error.message, ...error.details });
    if (isOrdered || transaction !== undefined) break;
  }
  return errors.length === 0 ? {} : { writeErrors: rawOf(errors) };
}

/** Answers at once where nothing has to be waited for: a promise for each of a million documents would be felt. */
function failureOf(
  server: Server,
  signal: AbortSignal,
  run: () => void,
): MongodError | undefined | Promise<MongodError | undefined> {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof HeldByTransaction) return whenFree(server, signal, run).then(() => undefined, refusalOf);
    return refusalOf(error);
  }
}

/** What is no refusal is thrown on. */
function refusalOf(error: unknown): MongodError {
  if (error instanceof MongodError) return error;
  throw error;
}
