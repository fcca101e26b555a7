import { isDeepStrictEqual } from 'node:util';
import { errorCodes, exitCodes } from '../../src/core/error-codes.ts';
import type { ResultEvent } from '../../src/core/events.ts';
import { ErrorData } from '../../src/core/results/error-data.ts';
import { resultOf } from '../../src/core/results/index.ts';

/**
 * Throws where a result is not what the contract says: `data` with a field that is not documented or of another shape, an
 * error code that nobody knows or that has another kind or exit code. Called with every result that a test's run of livemig ends with.
 */
export function mustBeDocumented({ command, error, data, exitCode }: ResultEvent): void {
  const own = resultOf(command)?.data.safeParse(data);
  // After an error the data is what the error is about, beside what the command may have seen all the same.
  const about = error === null ? {} : ErrorData.parse(data);
  if (own?.success !== true && error === null)
    throw new Error(`undocumented data of ${command}: ${own?.error.message}`);
  const known = { ...(own?.success === true ? Object(own.data) : {}), ...about };
  const plain: unknown = JSON.parse(JSON.stringify(data));
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(known)), plain)) {
    throw new Error(
      `undocumented data of ${command}: ${JSON.stringify(plain)}, where the contract knows ${JSON.stringify(known)}`,
    );
  }
  if (error === null) return;
  const [, facts] = Object.entries(errorCodes).find(([code]) => code === error.code) ?? [];
  if (!facts?.kinds.some((kind) => kind === error.kind) || exitCodes[error.kind] !== exitCode) {
    throw new Error(`the table of codes has no ${error.code} of kind ${error.kind} with exit code ${exitCode}`);
  }
}
