import { LivemigError } from '../core/errors.ts';
import type { KeptVerification, LockHolder, VerificationStore } from '../core/ports.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';
import { verifyCommandLine, waysToResume } from './verify-ending.ts';
import { newest, pageOf, stateOf } from './verify-page.ts';

/** A person in another terminal waits for it. */
const lookMs = 1_000;

/** A signal that is aborted when the run is to end, or when somebody has asked this verification to stop. */
export function watchForStop(
  kept: KeptVerification,
  { clock, signal }: RunPorts,
): { readonly signal: AbortSignal; end(): void } {
  const [asked, over] = [new AbortController(), new AbortController()];
  const watch = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(lookMs, over.signal);
      if (await kept.isStopWanted()) return asked.abort(stopped());
    }
  };
  // It ends by being told that the verification is over.
  watch().catch(() => {});
  return { signal: AbortSignal.any([signal, asked.signal]), end: () => over.abort() };
}

function stopped(): LivemigError {
  return new LivemigError({
    kind: 'pending',
    code: 'VERIFICATION_STOPPED',
    message: 'Stopped by `livemig verify stop`.',
    fix: '`livemig verify resume` goes on from there.',
  });
}

/** Asks the verification that runs here to stop, and waits until it has. */
export async function stopVerification(options: Options, ports: RunPorts): Promise<Outcome> {
  const store = await (await ports.openDirectory(directoryOf(options))).verifications();
  const holder = await store.lock.heldBy();
  if (holder === undefined) return seen(store, options, ports, false);
  if (holder.elsewhere === true) tell(ports, 'info', waitingElsewhere(holder, options));
  ports.reporter.busy?.('Waiting until it has stopped');
  for (;;) {
    // It may not have begun yet when it is asked first.
    const known = await newest(store);
    if (known !== undefined && stateOf(known.standing, holder) === 'running') await known.kept.wantStop();
    if (!isSame(await store.lock.heldBy(), holder)) return seen(store, options, ports, true);
    await ports.clock.sleep(lookMs / 2, ports.signal);
  }
}

/** Nobody else would tell that it may have gone long ago. */
function waitingElsewhere({ pid, host }: LockHolder, options: Options): string {
  const { command } = verifyCommandLine('resume', options, '');
  return `Waiting for process ${pid} on ${host}; from here nobody can tell whether it still runs. Where it does not, end this with Ctrl-C: \`${command}\` says what to remove.`;
}

function isSame(one: LockHolder | undefined, other: LockHolder): boolean {
  return one?.pid === other.pid && one.host === other.host && one.since === other.since;
}

async function seen(store: VerificationStore, options: Options, ports: RunPorts, ran: boolean): Promise<Outcome> {
  const known = await newest(store);
  const verification = known && pageOf(known, await store.lock.heldBy(), ports.clock.now());
  const state = verification?.state;
  const isOpen = verification !== undefined && state !== 'done' && state !== 'running';
  return {
    status: 'done',
    // It may have come to its end before it was told.
    data: { stopped: ran && state !== 'done', ...(verification && { verification }) },
    next: isOpen
      ? waysToResume(verification.request, options)
      : state === 'done'
        ? [verifyCommandLine('show last', options, 'shows what it came to')]
        : [],
  };
}
