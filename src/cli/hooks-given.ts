import { LivemigError } from '../core/errors.ts';
import type { Happening } from '../core/following/happening.ts';
import { shown } from '../core/harmless.ts';
import { type Hook, HookName, type Hooks, hookFor } from '../core/hooks/hook.ts';
import type { MigrationSeen } from '../core/hooks/hook-variables.ts';
import type { AuditLog } from '../core/ports.ts';
import { createHookRunner, type Settling, settleHooks } from '../tell/hook-runner.ts';
import type { Options } from './command-module.ts';
import { durationMs, textOption } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';
import { usualHookTimeout } from './tell-flags.ts';
import { withheld } from './told-to.ts';

/** The hooks of a run as its options name them. */
export interface GivenHooks {
  readonly isGiven: boolean;
  /** What a person says of those whose end is not known is taken down. To be called before anything is begun. */
  settle(audit: AuditLog): Promise<void>;
  with(audit: AuditLog): Hooks;
}

/** Throws kind `usage` for a directory that holds what is no hook, and for options that mean nothing. */
export async function hooksGiven(options: Options, ports: RunPorts, seen: () => MigrationSeen): Promise<GivenHooks> {
  const directory = textOption(options, 'hooks');
  const timeoutMs = durationMs(textOption(options, 'hookTimeout') ?? usualHookTimeout, '--hook-timeout');
  const settling = settlingIn(options.settleHook);
  const idle = ['hookTimeout', 'settleHook'].filter((name) => options[name] !== undefined);
  if (directory === undefined && idle.length > 0) throw withoutHooks();
  const hooks: readonly Hook[] = directory === undefined ? [] : await ports.outlets.readHooks(directory);
  return {
    isGiven: directory !== undefined,
    settle: (audit) => settleHooks(hooks, audit, settling),
    with: (audit) =>
      createHookRunner({
        ...{ hooks, audit, timeoutMs, withheld, seen, env: ports.env, signal: ports.signal },
        run: ports.outlets.runExecutable,
        warn: (message) => tell(ports, 'warning', message),
      }),
  };
}

/** Runs the hook for each thing that happens, the first time that a run hears of it. */
export function runningHooks(hooks: Hooks): (happening: Happening) => Promise<void> {
  const heard = new Set<string>();
  return async ({ name, id }) => {
    const hook = hookFor[name];
    if (hook === undefined || heard.has(id)) return;
    heard.add(id);
    await hooks.run(hook, id);
  };
}

function settlingIn(option: unknown): Settling {
  const texts = Array.isArray(option) ? option.map(String) : [];
  return Object.fromEntries(texts.map(settled));
}

function settled(text: string): [HookName, 'done' | 'again'] {
  const [name, as] = text.split('=');
  const hook = HookName.safeParse(name).data;
  if (hook !== undefined && (as === 'done' || as === 'again')) return [hook, as];
  const message = `--settle-hook is ${shown(text)}, which says nothing of a hook.`;
  const fix = `Write the name of a hook, and done or again: --settle-hook before-cutover=done. The hooks are ${HookName.options.join(', ')}.`;
  throw new LivemigError({ kind: 'usage', code: 'CHOICE', message, fix });
}

function withoutHooks(): LivemigError {
  const message = '--hook-timeout and --settle-hook are about hooks, and no --hooks is given.';
  const fix = 'Give the directory with the hooks to --hooks, or leave the others out.';
  return new LivemigError({ kind: 'usage', code: 'CONTRADICTION', message, fix });
}
