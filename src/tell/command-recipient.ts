import { createHash } from 'node:crypto';
import { type ExecutableEnd, type ExecutableRun, endInWords, isSuccess } from '../core/executable.ts';
import { notificationOf } from '../core/following/notification.ts';
import type { Recipient } from '../core/following/recipient.ts';
import { harmless, shortened } from '../core/harmless.ts';
import { hookVariables, type MigrationSeen } from '../core/hooks/hook-variables.ts';

export interface CommandOptions {
  /** An executable file, which gets no arguments. */
  readonly file: string;
  readonly run: (run: ExecutableRun) => Promise<ExecutableEnd>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of variables that hold secrets, which the command does not get. */
  readonly withheld: readonly string[];
  /** What is known of the migration at the moment. */
  seen(): MigrationSeen;
}

const timeoutMs = 60_000;

/** Runs a command for each notification, with the JSON as its input; exit code 0 is told. */
export function createCommandRecipient({ file, run, env, withheld, seen }: CommandOptions): Recipient {
  const name = shortened(harmless(file));
  return {
    key: `command:${createHash('sha256').update(file).digest('hex').slice(0, 12)}`,
    name: `the command ${name}`,
    tell: async (happening) => {
      const { id, migrationId } = happening;
      const variables = hookVariables(happening.name, id, { ...seen(), migrationId }, env, withheld);
      const input = `${JSON.stringify(notificationOf(happening))}\n`;
      const end = await run({ file, env: variables, input, timeoutMs });
      if (isSuccess(end)) return { isTold: true };
      return { isTold: false, why: `The command ${name} ${harmless(endInWords(end, timeoutMs))}.`, isRefused: false };
    },
  };
}
