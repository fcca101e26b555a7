import { secretVariables } from '../core/credentials.ts';
import type { Recipient } from '../core/following/recipient.ts';
import type { MigrationSeen } from '../core/hooks/hook-variables.ts';
import { Secret } from '../core/secret.ts';
import { tidied } from '../core/tidied.ts';
import { inputKeys, inputs } from '../stages/inputs.ts';
import { createCommandRecipient } from '../tell/command-recipient.ts';
import type { Options } from './command-module.ts';
import type { RunPorts } from './run-ports.ts';
import { notifySecretVariable, notifyVariable } from './tell-flags.ts';

/** Everybody who is to be told; kind `usage` for a webhook that is none, or a command that cannot be run. */
export async function recipientsIn(
  options: Options,
  { env, outlets }: Pick<RunPorts, 'env' | 'outlets'>,
  seen: () => MigrationSeen,
): Promise<Recipient[]> {
  const addresses = [...textsIn(options.notify), ...tidied(env[notifyVariable] ?? '').split(/\s+/)];
  const signing = tidied(env[notifySecretVariable] ?? '');
  const secret = signing === '' ? undefined : new Secret(signing);
  const webhooks = distinct(addresses).map((address) => outlets.webhook(new Secret(address), secret));
  const commands = distinct(textsIn(options.notifyCommand)).map(async (path) => {
    const file = await outlets.executableAt(path);
    return createCommandRecipient({ file, run: outlets.runExecutable, env, withheld, seen });
  });
  return Promise.all([...webhooks, ...commands]);
}

/** The variables of secrets, which no program of the user's gets from livemig. */
export const withheld: readonly string[] = [
  ...secretVariables,
  ...inputKeys.flatMap((key) => (inputs[key].kind === 'secret' ? inputs[key].env : [])),
  ...[notifyVariable, notifySecretVariable],
];

function textsIn(option: unknown): string[] {
  return Array.isArray(option) ? option.filter((one) => typeof one === 'string') : [];
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.map(tidied))].filter((text) => text !== '');
}
