import { z } from 'zod';
import type { LockOwner as PortLockOwner } from '../core/ports.ts';
import { startTicksOf } from './process-identity.ts';

export const LockOwner = z.object({
  pid: z.int().positive(),
  host: z.string(),
  user: z.string(),
  command: z.string(),
  since: z.iso.datetime(),
  startTicks: z.string().optional(),
  pidNamespace: z.string().optional(),
}) satisfies z.ZodType<PortLockOwner>;
export type LockOwner = z.infer<typeof LockOwner>;

/** `undefined` where the text is not a lock that livemig wrote. */
export function parseLockOwner(text: string): LockOwner | undefined {
  try {
    return LockOwner.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** `elsewhere`: on another host or in another container, where this process cannot see whether it lives. */
export type Liveness = 'alive' | 'dead' | 'elsewhere';

/** Whether the owner of a lock still runs; `me` is who asks. */
export async function livenessOf(
  owner: LockOwner,
  me: LockOwner,
  isAlive: (pid: number) => boolean,
): Promise<Liveness> {
  if (owner.host !== me.host || differ(owner.pidNamespace, me.pidNamespace)) return 'elsewhere';
  if (!isAlive(owner.pid)) return 'dead';
  return differ(owner.startTicks, await startTicksOf(owner.pid)) ? 'dead' : 'alive';
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
