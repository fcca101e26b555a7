import { type Command, Option } from 'commander';
import type { InputValue } from '../core/journal.ts';
import { inputs } from '../stages/inputs.ts';
import type { InputKey } from '../stages/values.ts';
import type { Options } from './command-module.ts';

/** Adds each input's flag, with the variable that serves instead in its description. */
export function addInputFlags(command: Command, keys: readonly InputKey[]): void {
  command.optionsGroup('Inputs:');
  for (const key of keys) for (const option of optionsOf(key)) command.addOption(option);
}

/** What was typed, by input; what was not typed is absent. */
export function typedInputs(options: Options, keys: readonly InputKey[]): Record<string, InputValue | undefined> {
  const typed: Record<string, InputValue | undefined> = {};
  for (const key of keys) {
    const [option] = optionsOf(key);
    const value = option === undefined ? undefined : options[option.attributeName()];
    if (typeof value === 'string' || typeof value === 'boolean') typed[key] = value;
    else if (Array.isArray(value)) typed[key] = value.map(String);
  }
  return typed;
}

/** The variables to read a secret from instead of its usual ones: `--source-uri-env NAME`. */
export function renamedVariables(options: Options, keys: readonly InputKey[]): Record<string, string> {
  const renamed: Record<string, string> = {};
  for (const key of keys) {
    const flag = inputs[key].envFlag;
    const name = flag === undefined ? undefined : options[new Option(flag).attributeName()];
    if (typeof name === 'string') renamed[key] = name;
  }
  return renamed;
}

function optionsOf(key: InputKey): Option[] {
  const { flag, env, title, kind, default: fallback } = inputs[key];
  const description = [
    title,
    env.length === 0 ? '' : `(${env.join(', ')})`,
    fallback === undefined ? '' : `(default: ${fallback})`,
  ]
    .filter((part) => part !== '')
    .join(' ');
  if (flag === undefined) return [];
  if (flag.startsWith('--[no-]')) {
    const name = flag.slice('--[no-]'.length);
    return [new Option(`--${name}`, description), new Option(`--no-${name}`, `the opposite of --${name}`)];
  }
  const option = new Option(flag, description);
  if (kind === 'list') option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return [option];
}

/** The flags that name a variable are options of their own. */
export function addEnvFlags(command: Command, keys: readonly InputKey[]): void {
  for (const key of keys) {
    const { envFlag, title } = inputs[key];
    if (envFlag !== undefined) command.addOption(new Option(envFlag, `the variable that holds: ${title}`));
  }
}
