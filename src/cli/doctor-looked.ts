import { isTimeUp } from '../core/deadline.ts';
import type { Looked, Trouble } from '../core/doctor/doctor-facts.ts';
import { LivemigError } from '../core/errors.ts';
import { untilAborted } from '../core/until-aborted.ts';
import type { RunPorts } from './run-ports.ts';

/** Long enough for a login that takes its time. */
const longestMs = 10_000;

/**
 * What a look comes to, at most ten seconds from now. What a LivemigError says is trouble; where the time of the run is up,
 * it was not looked at. Throws why the run was stopped, and bugs.
 */
export async function lookFor<Seen>(ports: RunPorts, look: () => Promise<Seen>): Promise<Looked<Seen>> {
  const { signal, clock } = ports;
  const tooLong = new Promise<Trouble>((resolve) => clock.alarm(longestMs, () => resolve(noAnswer)));
  const looking = async () => ({ is: 'seen', value: await look() }) as const;
  try {
    return await Promise.race([untilAborted(signal, looking()), tooLong]);
  } catch (error) {
    if (isTimeUp(signal)) return timeWasUp;
    signal.throwIfAborted();
    if (error instanceof LivemigError) return troubleOf(error);
    throw error;
  }
}

/** Goes on from what was seen; otherwise it is not looked at, because there is no `what`. */
export async function after<Before, Seen>(
  before: Looked<Before>,
  what: string,
  next: (seen: Before) => Promise<Looked<Seen>> | Looked<Seen>,
): Promise<Looked<Seen>> {
  if (before.is === 'seen') return next(before.value);
  return before.is === 'unlooked' ? before : { is: 'unlooked', because: `there is no ${what}` };
}

const noAnswer: Trouble = {
  is: 'trouble',
  what: `No answer came within ${longestMs / 1_000} s.`,
  fix: 'Look at the state and the log of whoever was asked, and at the network between here and there.',
};

const timeWasUp = { is: 'unlooked', because: 'the time given with --timeout was up' } as const;

function troubleOf({ message, fix, kind }: LivemigError): Trouble {
  return { is: 'trouble', what: message, fix, ...(kind === 'credentials' && { isOfCredentials: true }) };
}
