import { LivemigError } from '../core/errors.ts';
import { type ExecutableEnd, type ExecutableRun, endInWords, isSuccess } from '../core/executable.ts';
import { type Hook, type HookName, type Hooks, hooks, repeatableEnding } from '../core/hooks/hook.ts';
import type { HookRecord } from '../core/hooks/hook-record.ts';
import { hookToRun, unsettledHooks } from '../core/hooks/hook-to-run.ts';
import { hookVariables, type MigrationSeen } from '../core/hooks/hook-variables.ts';
import type { AuditLog } from '../core/ports.ts';

export interface HookOptions {
  readonly hooks: readonly Hook[];
  readonly audit: AuditLog;
  readonly run: (run: ExecutableRun) => Promise<ExecutableEnd>;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of variables that hold secrets, which no hook gets. */
  readonly withheld: readonly string[];
  readonly signal: AbortSignal;
  /** What is known of the migration at the moment. */
  seen(): MigrationSeen;
  warn(message: string): void;
}

/** What a person says of hooks whose end is not known. */
export type Settling = Readonly<Partial<Record<HookName, 'done' | 'again'>>>;

/**
 * Takes down what a person says of hooks whose end is not known. To be called before anything else is begun: throws kind
 * `outcome-unknown` (`HOOK_OUTCOME_UNKNOWN`) for those of which nobody says anything.
 */
export async function settleHooks(present: readonly Hook[], audit: AuditLog, settling: Settling): Promise<void> {
  const open = unsettledHooks(present, await audit.read());
  const first = open.find(({ hook }) => settling[hook] === undefined);
  if (first !== undefined) throw unknownEnd(first.hook);
  for (const { hook, occasion } of open) {
    const as = settling[hook];
    if (as !== undefined) await audit.append({ kind: 'hook-settled', hook, occasion, as });
  }
}

/** Runs hooks one after the other. That one begins is in the audit before it does, and how it ended behind it. */
export function createHookRunner(options: HookOptions): Hooks {
  const { audit, timeoutMs, env, withheld, signal, warn } = options;
  let last: Promise<unknown> = Promise.resolve();
  const run = async (hook: Hook, occasion: string) => {
    const decision = hookToRun(hook, occasion, await audit.read());
    if (decision === 'unknown') throw unknownEnd(hook.name);
    if (decision === 'ran') return;
    const record = (entry: HookRecord) => audit.append(entry);
    await record({ kind: 'hook-started', hook: hook.name, occasion });
    const variables = hookVariables(hook.name, occasion, options.seen(), env, withheld);
    const end = await options.run({ file: hook.file, env: variables, input: '', timeoutMs, signal });
    await record({ kind: 'hook-ended', hook: hook.name, occasion, end });
    signal.throwIfAborted();
    if (isSuccess(end)) return;
    const failed = `The hook ${hook.name} ${endInWords(end, timeoutMs)}.`;
    if (hooks[hook.name].stops) throw hookFailed(hook, failed);
    warn(`${failed} What it said is in the audit.`);
  };
  return {
    names: options.hooks.map(({ name }) => name),
    run: (name, occasion) => {
      const hook = options.hooks.find((one) => one.name === name);
      if (hook === undefined) return Promise.resolve();
      const mine = last.then(() => run(hook, occasion));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

function hookFailed({ name, file }: Hook, message: string): LivemigError {
  return new LivemigError({
    kind: 'blocked',
    code: 'HOOK_FAILED',
    message: `${message} The cutover was not requested.`,
    fix: `What it said is in events.ndjson. Mend ${file}, or what it found; the next attempt runs ${name} again.`,
  });
}

function unknownEnd(name: HookName): LivemigError {
  return new LivemigError({
    kind: 'outcome-unknown',
    code: 'HOOK_OUTCOME_UNKNOWN',
    message: `The hook ${name} was begun, and the run ended before it did: nobody knows whether it has done its work.`,
    fix: `Look whether it has. Then run the same command again with --settle-hook ${name}=done, or with --settle-hook ${name}=again to have it run once more. Where it may always be run again, name its file ${name}${repeatableEnding}.`,
  });
}
