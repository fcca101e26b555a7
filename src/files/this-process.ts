import type { Owner } from '../core/owner.ts';
import type { Clock } from '../core/ports.ts';
import { identify } from './process-identity.ts';

/** What this process knows of itself. */
export interface Self {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** How this process signs what is its own from now on. */
export async function thisProcess(command: string, { pid, host, user, clock }: Self): Promise<Owner> {
  return { pid, host, user, command, since: clock.now().toISOString(), ...(await identify(pid)) };
}
