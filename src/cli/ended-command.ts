import type { Outcome } from './command-module.ts';
import type { RunPorts } from './run-ports.ts';

/** A write may take a minute until nobody waits for its answer any more, and is then recorded. */
const graceMs = 75_000;

/**
 * What a command comes to. Once the run has been told to end, whatever has not ended by itself ends here, with the reason:
 * nothing that a command waits for, on purpose or by mistake, keeps it.
 */
export function endedCommand(work: Promise<Outcome>, { signal, clock }: RunPorts): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const giveUpLater = () => clock.alarm(graceMs, () => reject(signal.reason));
    if (signal.aborted) giveUpLater();
    signal.addEventListener('abort', giveUpLater, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUpLater));
  });
}
