import type { InputRecord } from './input-record.ts';
import { connectionInputs } from './inputs/connection.ts';
import { destinationInputs } from './inputs/destination.ts';
import { migrationInputs } from './inputs/migration.ts';
import { migrationHostInputs } from './inputs/migration-host.ts';
import { opsManagerInputs } from './inputs/ops-manager.ts';
import { sourceInputs } from './inputs/source.ts';
import type { InputKey } from './values.ts';

/** One record per input. The order is the order of the questions. */
export const inputs: Readonly<Record<InputKey, InputRecord>> = {
  ...connectionInputs,
  ...destinationInputs,
  ...opsManagerInputs,
  ...sourceInputs,
  ...migrationHostInputs,
  ...migrationInputs,
};

/** Every key, in the order of the questions. */
export const inputKeys: readonly InputKey[] = Object.keys(inputs).filter(isInputKey);

/** Whether something kept in a file, or read from a flag, names an input. */
export function isInputKey(key: string): key is InputKey {
  return Object.hasOwn(inputs, key);
}
