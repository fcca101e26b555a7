import { z } from 'zod';
import { startTicksOf } from './process-identity.ts';

/** Who holds a lock, as its file says. */
export const LockOwner = z.object({
  pid: z.int().positive(),
  host: z.string(),
  user: z.string(),
  command: z.string(),
  since: z.iso.datetime(),
  bootId: z.string().optional(),
  startTicks: z.string().optional(),
  pidNamespace: z.string().optional(),
});
export type LockOwner = z.infer<typeof LockOwner>;

/** `undefined` where the text is not a lock that livemig wrote. */
export function parseLockOwner(text: string): LockOwner | undefined {
  try {
    return LockOwner.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * `elsewhere`: on another host, in another container, or nobody knows, so that this process cannot see whether it lives.
 */
export type Liveness = 'alive' | 'dead' | 'elsewhere';

/**
 * Whether the owner of a lock still runs; `me` is who asks.
 *
 * A pid tells something only on the same boot of the same machine and among the same pids: a name such as `localhost` is
 * that of many machines, and so is the one of a clone.
 */
export async function livenessOf(
  owner: LockOwner,
  me: LockOwner,
  isAlive: (pid: number) => boolean,
): Promise<Liveness> {
  const isHere = owner.host === me.host && agree(owner.bootId, me.bootId) && agree(owner.pidNamespace, me.pidNamespace);
  if (!isHere) return 'elsewhere';
  if (!isAlive(owner.pid)) return 'dead';
  return differ(owner.startTicks, await startTicksOf(owner.pid)) ? 'dead' : 'alive';
}

function agree(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one === other;
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
