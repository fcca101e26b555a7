import { isTimeUp } from '../core/deadline.ts';
import { LivemigError } from '../core/errors.ts';
import { shown } from '../core/harmless.ts';
import { pollDelay } from '../core/polling.ts';
import type { LockHolder, VerificationStore } from '../core/ports.ts';
import type { VerificationPage } from '../core/results/verify-data.ts';
import { pageThroughText, phaseText } from '../core/results/verify-result.ts';
import type { Verdict } from '../core/verification/verification.ts';
import { progressTeller } from '../engine/step-progress.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf, pollMsOf } from './common-options.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { RunPorts } from './run-ports.ts';
import { verifyCommandLine, waysToResume } from './verify-ending.ts';
import { briefOf, type Known, knownIn, newest, newestFirst, pageOf } from './verify-page.ts';

/** The one that runs, or the newest. With `--watch` until it runs no more. */
export async function verificationStatus(options: Options, ports: RunPorts): Promise<Outcome> {
  const store = await (await ports.openDirectory(directoryOf(options))).verifications();
  const tellProgress = progressTeller({ id: 'verify', title: 'Compare source and destination' }, ports);
  for (let looks = 0; ; looks += 1) {
    const [holder, known] = [await store.lock.heldBy(), await newest(store)];
    if (known === undefined) return whileHeld(holder, notStarted(options));
    const page = pageOf(known, holder, ports.clock.now());
    if (options.watch !== true || page.state !== 'running')
      return page.state === 'running' ? seen(page, options) : whileHeld(holder, seen(page, options));
    const { done, of } = page.progress.documents;
    tellProgress({ done, ...(of > 0 && { total: of }), unit: 'documents of both sides', ...detailOf(page) });
    try {
      await ports.clock.sleep(pollDelay(looks, pollMsOf(ports)), ports.signal);
    } catch (error) {
      // What was seen last is worth more than that the time was up.
      if (isTimeUp(ports.signal)) return { ...seen(page, options), exitCode: exitCodeOf(ports.signal.reason) };
      throw error;
    }
  }
}

function detailOf(page: VerificationPage): { readonly detail?: string } {
  if (page.phase !== 'following') return {};
  return { detail: `${phaseText(page)}${pageThroughText(page.followed)}` };
}

/** Nothing can be begun or gone on with while another run has the lock. */
function whileHeld(holder: LockHolder | undefined, outcome: Outcome): Outcome {
  return holder === undefined ? outcome : { ...outcome, next: [] };
}

export async function listVerifications(options: Options, ports: RunPorts): Promise<Outcome> {
  const store = await (await ports.openDirectory(directoryOf(options))).verifications();
  const holder = await store.lock.heldBy();
  const all: Known[] = [];
  for await (const known of newestFirst(store)) all.push(known);
  const verifications = all.map((known) => briefOf(known, holder, ports.clock.now()));
  const [first] = verifications;
  return {
    status: 'done',
    data: { verifications },
    next: [
      first === undefined
        ? verifyCommandLine('', options, 'compares source and destination')
        : verifyCommandLine(`show ${first.id}`, options, 'shows all that is known of the newest'),
    ],
  };
}

/** One by its id; `last` is the newest that is finished. */
export async function showVerification(id: string, options: Options, ports: RunPorts): Promise<Outcome> {
  const store = await (await ports.openDirectory(directoryOf(options))).verifications();
  const known = id === 'last' ? await newest(store, ({ how }) => how === 'done') : await byId(id, store);
  if (known === undefined) throw absent(id);
  return seen(pageOf(known, await store.lock.heldBy(), ports.clock.now()), options);
}

async function byId(id: string, store: VerificationStore): Promise<Known | undefined> {
  return (await store.ids()).includes(id) ? knownIn(store, id) : undefined;
}

function absent(id: string): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'VERIFICATION_ABSENT',
    message:
      id === 'last' ? 'No verification in this directory is finished.' : `There is no verification ${shown(id)} here.`,
    fix: '`livemig verify list` shows those that there are.',
  });
}

function notStarted(options: Options): Outcome {
  const next = [verifyCommandLine('', options, 'compares source and destination')];
  return { status: 'not-started', exitCode: exitCodes['nothing-compared'], data: {}, next };
}

const exitCodes: Readonly<Record<Verdict, number>> = {
  identical: 0,
  different: 6,
  'not-all-compared': 9,
  'nothing-compared': 9,
};

/**
 * A script is told by the exit code what a verification came to, however old that is: 0 is `identical`, and nothing else.
 * 8 means to look again, which helps only while it runs.
 */
function seen(page: VerificationPage, options: Options): Outcome {
  const data = { verification: page };
  const { state, verdict } = page;
  if (state === 'running') {
    const next = [verifyCommandLine('status', options, 'tells how far it is until it ends', ' --watch')];
    return { status: 'in-progress', exitCode: 8, data, next };
  }
  if (state !== 'done' || verdict === undefined) {
    const next = waysToResume(page.request, options);
    return state === 'failed'
      ? { status: 'failed', exitCode: 1, data, next }
      : {
          status: 'interrupted',
          exitCode: exitCodes[hasDiffered(page) ? 'different' : 'not-all-compared'],
          data,
          next,
        };
  }
  const exitCode = exitCodes[verdict];
  // What is not identical is a person's to look at first.
  const next = exitCode === 0 ? [verifyCommandLine('', options, 'compares anew')] : [];
  return { status: exitCode === 0 ? 'done' : 'failed', exitCode, data, next };
}

/** Counted so far, or at the last look at what changes. */
function hasDiffered({ differencesFound, followed }: VerificationPage): boolean {
  return differencesFound + (followed?.open ?? 0) + (followed?.definitions ?? 0) > 0;
}
