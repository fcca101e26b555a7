import type { InputValue, Journal } from '../core/journal.ts';
import { given } from '../engine/answers.ts';
import { inputs } from '../stages/inputs.ts';
import type { InputKey } from '../stages/values.ts';
import { isRemembered } from './journal-inputs.ts';

/** What the journal holds of an input whose variable says something else, and would win over it; `undefined` otherwise. */
export function heldAgainstVariable(
  key: InputKey,
  journal: Journal,
  env: Readonly<Record<string, string | undefined>>,
): InputValue | undefined {
  const held = journal.inputs[key];
  const sources = { flags: {}, env, remembered: {}, prompter: undefined, isCarriedOut: () => false };
  const said = given(key, inputs[key], sources);
  const isVariable = typeof said?.origin === 'object' && 'variable' in said.origin;
  if (held === undefined || said === undefined || !isVariable || isRemembered(key, said.raw, journal)) return undefined;
  const nameOf = (value: string) => journal.names?.[value] ?? value;
  const named = typeof held === 'boolean' ? held : typeof held === 'string' ? nameOf(held) : held.map(nameOf);
  return JSON.stringify(named) === JSON.stringify(said.raw) ? undefined : named;
}
