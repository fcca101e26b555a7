import type { HookName } from '../hooks/hook.ts';
import type { SeenGate } from './seen-gate.ts';

/** In this hook the applications are stopped: what they write before it has run refuses nothing yet. */
const stopping: HookName = 'before-cutover';

/** Whether it is still to be run. */
export function areToBeStopped(toCome: readonly HookName[]): boolean {
  return toCome.includes(stopping);
}

/** The gates as they stand before the hooks that are still to come; they are looked at again behind them. */
export function beforeHooks(seen: readonly SeenGate[], toCome: readonly HookName[]): SeenGate[] {
  if (!areToBeStopped(toCome)) return [...seen];
  return seen.map((one) => {
    if (one.gate !== 'writes' || one.state !== 'refuses') return one;
    return {
      ...one,
      state: 'warns',
      message: `${one.message}; the hook ${stopping} is to do that, and they are looked at again`,
    };
  });
}
