import { type Liveness, Owner } from '../core/owner.ts';
import { startTicksOf } from './process-identity.ts';

/** `undefined` where the text is not a lock that livemig wrote. */
export function parseLockOwner(text: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Whether the owner of a lock still runs; `me` is who asks.
 *
 * A pid tells something only on the same boot of the same machine and among the same pids: a name such as `localhost` is
 * that of many machines, and so is the one of a clone.
 */
export async function livenessOf(owner: Owner, me: Owner, isAlive: (pid: number) => boolean): Promise<Liveness> {
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
