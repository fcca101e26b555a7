import type { Journal } from '../core/journal.ts';
import { cutoverEver } from '../core/past.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { typedAgain } from './typed-again.ts';
import { loadWholePast, refuseForgotten } from './whole-past.ts';

/**
 * What a check comes to where the migration of the directory is known to be COMPLETE: nothing is created here any more, and
 * what applications do on the destination since would be taken for a fault. `undefined` before that.
 */
export async function overHere(options: Options, ports: RunPorts): Promise<Outcome | undefined> {
  const whole = await loadWholePast(await ports.openDirectory(directoryOf(options)), ports);
  const ever = cutoverEver(whole.journal, whole.past);
  if (ever?.state !== 'complete') return undefined;
  refuseForgotten(whole, options);
  return nothingToCheck(ever.at, whole.journal, options, ports);
}

/** @param completeAt when that was seen, in ISO 8601 and UTC. */
export async function nothingToCheck(
  completeAt: string,
  journal: Journal,
  options: Options,
  { env }: RunPorts,
): Promise<Outcome> {
  const command = await typedAgain('status', { command: 'check', options, journal, env });
  return {
    status: 'done',
    data: { completeAt },
    next: [{ command, reason: 'shows what is left to do after the cutover' }],
  };
}
