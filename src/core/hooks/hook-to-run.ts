import type { RecordedEntry } from '../audit.ts';
import { isSuccess } from '../executable.ts';
import { type Hook, type HookName, type HookTimes, hooks } from './hook.ts';
import type { HookRecord } from './hook-record.ts';

/**
 * `run`: it has not been run on this occasion, or may be run again.
 * `ran`: it has been.
 * `unknown`: it was begun, and nobody knows whether it has ended: a person has to say.
 */
export type HookDecision = 'run' | 'ran' | 'unknown';

/** Whether to run a hook on an occasion, by what the audit tells of it. */
export function hookToRun(hook: Hook, occasion: string, audit: readonly RecordedEntry[]): HookDecision {
  return decided(
    hook,
    recordsOf(audit).findLast((record) => record.hook === hook.name && record.occasion === occasion),
  );
}

/** When a hook was run on an occasion, by what the audit tells; `undefined` unless it was run to its end, and well. */
export function hookTimes(name: HookName, occasion: string, audit: readonly RecordedEntry[]): HookTimes | undefined {
  let startedAt: string | undefined;
  let times: HookTimes | undefined;
  for (const { entry } of audit) {
    if (entry.kind !== 'hook-started' && entry.kind !== 'hook-ended') continue;
    if (entry.hook !== name || entry.occasion !== occasion) continue;
    if (entry.kind === 'hook-started') startedAt = entry.time;
    else if (startedAt !== undefined && isSuccess(entry.end)) times = { startedAt, endedAt: entry.time };
  }
  return times;
}

/** Those that were begun and of whose end nobody knows, of the hooks that there are; none that may be run again. */
export function unsettledHooks(present: readonly Hook[], audit: readonly RecordedEntry[]): HookRecord[] {
  const latest = new Map(recordsOf(audit).map((record) => [`${record.hook}\n${record.occasion}`, record]));
  return [...latest.values()].filter((record) =>
    present.some((hook) => hook.name === record.hook && decided(hook, record) === 'unknown'),
  );
}

function decided({ name, isRepeatable }: Hook, latest: HookRecord | undefined): HookDecision {
  switch (latest?.kind) {
    case undefined:
      return 'run';
    case 'hook-started':
      return isRepeatable ? 'run' : 'unknown';
    case 'hook-settled':
      return latest.as === 'done' ? 'ran' : 'run';
    case 'hook-ended':
      if (latest.end.how === 'not-started') return 'run';
      // It has stopped the cutover; whoever tries again wants it again.
      return hooks[name].stops && !isSuccess(latest.end) ? 'run' : 'ran';
  }
}

function recordsOf(audit: readonly RecordedEntry[]): HookRecord[] {
  return audit.flatMap(({ entry }) =>
    entry.kind === 'hook-started' || entry.kind === 'hook-ended' || entry.kind === 'hook-settled' ? [entry] : [],
  );
}
