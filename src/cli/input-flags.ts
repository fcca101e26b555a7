import type { InputValue } from '../core/journal.ts';
import { inputs } from '../stages/inputs.ts';
import type { InputKey } from '../stages/values.ts';
import type { Options } from './command-module.ts';
import { attributeName, type Flag, type FlagGroup } from './flags.ts';

/** The flags of these inputs, those that name the variable of a secret, and those that read it from standard input. */
export function inputFlags(keys: readonly InputKey[]): FlagGroup[] {
  return keys.map((key) => ({
    title: inputs[key].group,
    flags: [...flagsOf(key), ...variableFlag(key), ...stdinFlagOf(key)],
  }));
}

/** What was typed, by input; what was not typed is absent. */
export function typedInputs(options: Options, keys: readonly InputKey[]): Record<string, InputValue | undefined> {
  const typed: Record<string, InputValue | undefined> = {};
  for (const key of keys) {
    const [flag] = flagsOf(key);
    const value = flag === undefined ? undefined : options[attributeName(flag)];
    if (typeof value === 'string' || typeof value === 'boolean') typed[key] = value;
    else if (Array.isArray(value)) typed[key] = value.map(String);
  }
  return typed;
}

/** The input that is to be read from standard input: `--link-token-stdin`. */
export function stdinInput(options: Options, keys: readonly InputKey[]): InputKey | undefined {
  return keys.find((key) => stdinFlagOf(key).some((flag) => options[attributeName(flag)] === true));
}

/** The variables to read a secret from instead of its usual ones: `--source-uri-env NAME`. */
export function renamedVariables(options: Options, keys: readonly InputKey[]): Record<string, string> {
  const renamed: Record<string, string> = {};
  for (const key of keys) {
    const [flag] = variableFlag(key);
    const name = flag === undefined ? undefined : options[attributeName(flag)];
    if (typeof name === 'string') renamed[key] = name;
  }
  return renamed;
}

function flagsOf(key: InputKey): Flag[] {
  const { flag, env, title, kind, default: fallback, oneOf, spoken } = inputs[key];
  if (flag === undefined) return [];
  if (flag.startsWith('--[no-]')) {
    const name = flag.slice('--[no-]'.length);
    return [
      { flag: `--${name}`, description: title, env, input: key },
      { flag: `--no-${name}`, description: `the opposite of --${name}`, input: key },
    ];
  }
  return [
    {
      flag,
      description: title,
      env,
      input: key,
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(oneOf === undefined ? {} : { oneOf }),
      ...(kind === 'list' ? { repeatable: true } : {}),
      ...(spoken === true ? { spoken } : {}),
    },
  ];
}

function variableFlag(key: InputKey): Flag[] {
  const { envFlag, title } = inputs[key];
  return envFlag === undefined ? [] : [{ flag: envFlag, description: `the variable that holds: ${title}` }];
}

function stdinFlagOf(key: InputKey): Flag[] {
  const { stdinFlag, title, about } = inputs[key];
  if (stdinFlag === undefined) return [];
  const what = title.charAt(0).toLowerCase() + title.slice(1);
  return [
    { flag: stdinFlag, description: `read from standard input: ${what}${about === undefined ? '' : ` (${about})`}` },
  ];
}
