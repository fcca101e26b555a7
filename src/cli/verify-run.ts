import { LivemigError } from '../core/errors.ts';
import { durationText } from '../core/plain-units.ts';
import type { KeptVerification, VerificationStore } from '../core/ports.ts';
import type { VerifyData } from '../core/results/verify-data.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import { type Standing, standingOf } from '../core/verification/standing.ts';
import type { Verification } from '../core/verification/verification.ts';
import { progressTeller } from '../engine/step-progress.ts';
import type { Options, Outcome } from './command-module.ts';
import { directoryOf } from './common-options.ts';
import type { RunPorts } from './run-ports.ts';
import { tell } from './tell.ts';
import { isDuringSync } from './verify-during-sync.ts';
import { endedBy, endedWell, refusedByLock } from './verify-ending.ts';
import { isSameScope, type Known, newest, pageOf } from './verify-page.ts';
import { loadOf, refuseUnwatchable } from './verify-request.ts';
import type { SideUris } from './verify-sides.ts';
import { watchForStop } from './verify-stop.ts';

/** Begins a verification, or goes on with one that was cut off and wants the same. A finished one is never taken for an answer. */
export function beginVerification(
  request: VerifyRequest,
  uris: SideUris,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  return withLock(options, ports, async (store) => {
    const last = await newest(store);
    if (last === undefined || last.standing.how === 'done') return runNew(store, request, uris, options, ports);
    if (!isSameScope(last.standing.request, request)) {
      const what = `Verification ${last.kept.id} is not finished (${howItEnded(last.standing)}), and was to compare something else`;
      tell(ports, 'info', `${what}: it stays as it is, and this one begins anew.`);
      return runNew(store, request, uris, options, ports);
    }
    return goOn(last, request, uris, options, ports);
  });
}

/** Goes on with the newest that is not finished, which keeps what it is about. */
export function resumeVerification(uris: SideUris, options: Options, ports: RunPorts): Promise<Outcome> {
  return withLock(options, ports, async (store) => {
    const last = await newest(store, ({ how }) => how !== 'done');
    if (last === undefined) throw nothingToResume();
    const { request } = last.standing;
    const isStopped = options.writesStopped === true;
    const isWatched = options.watch === true;
    if (isWatched) refuseUnwatchable(request);
    return goOn(
      last,
      {
        ...{ ...request, ...loadOf(options).load },
        writesStopped: isStopped || (request.writesStopped && !isWatched),
        watch: isWatched || (request.watch && !isStopped),
      },
      uris,
      options,
      ports,
    );
  });
}

/** Refuses before anybody is asked for a connection string; throws kind `usage`. */
export async function refuseNothingToResume(options: Options, ports: RunPorts): Promise<void> {
  const store = await (await ports.openDirectory(directoryOf(options))).verifications();
  if ((await newest(store, ({ how }) => how !== 'done')) === undefined) throw nothingToResume();
}

async function withLock(
  options: Options,
  ports: RunPorts,
  use: (store: VerificationStore) => Promise<Outcome>,
): Promise<Outcome> {
  const store = await (await ports.openDirectory(directoryOf(options))).verifications();
  try {
    await store.lock.acquire('verify');
  } catch (error) {
    if (error instanceof LivemigError && error.kind === 'locked') return refusedByLock(error, options);
    throw error;
  }
  try {
    return await use(store);
  } finally {
    await store.lock.release();
  }
}

async function runNew(
  store: VerificationStore,
  request: VerifyRequest,
  uris: SideUris,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  const kept = await store.create(ports.clock.now());
  return run({ kept, request, salt: saltFrom(ports) }, uris, options, ports);
}

async function goOn(
  { kept, standing }: Known,
  request: VerifyRequest,
  uris: SideUris,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  const age = durationText(ports.clock.now().getTime() - Date.parse(standing.lastAt));
  tell(
    ports,
    'info',
    `Going on with verification ${kept.id}, which is not finished (${howItEnded(standing)}, ${age} ago).`,
  );
  await kept.forgetStop();
  return run({ kept, request, salt: standing.salt }, uris, options, ports);
}

interface Begun {
  readonly kept: KeptVerification;
  readonly request: VerifyRequest;
  readonly salt: string;
}

const step = { id: 'verify', title: 'Compare source and destination' };

async function run(
  { kept, request: wanted, salt }: Begun,
  uris: SideUris,
  options: Options,
  ports: RunPorts,
): Promise<Outcome> {
  const { clock, user, reporter, inspector } = ports;
  const now = () => clock.now().toISOString();
  const request = { ...wanted, duringSync: await isDuringSync(options, ports) };
  await kept.journal.append({ kind: 'begun', at: now(), by: user, request, salt });
  const detail = 'looking at both sides and at what is defined on them';
  reporter.report({ type: 'step', time: now(), step: step.id, title: step.title, state: 'running', detail });
  const stop = watchForStop(kept, ports);
  try {
    const progress = progressTeller(step, { reporter, clock, signal: stop.signal });
    const work = { journal: kept.journal, queues: kept.queues(), salt, report: progress, signal: stop.signal };
    const verification = await inspector.verify(uris.source, uris.destination, request, work);
    await keepResult(kept, `${JSON.stringify({ id: kept.id, request, verification })}\n`, ports);
    return endedWell(verification, await dataOf(kept, ports, verification), { request, options, step }, ports);
  } catch (error) {
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    const ended = { error: reason, data: () => dataOf(kept, ports), kept };
    return endedBy(ended, { options, step }, ports);
  } finally {
    stop.end();
  }
}

/** The journal has it already; without this file it cannot be merged. */
async function keepResult(kept: KeptVerification, text: string, ports: RunPorts): Promise<void> {
  try {
    await kept.keepResult(text);
  } catch (error) {
    if (!(error instanceof LivemigError)) throw error;
    tell(ports, 'warning', error.message);
  }
}

async function dataOf(kept: KeptVerification, { clock }: RunPorts, comparison?: Verification): Promise<VerifyData> {
  const standing = standingOf(await kept.journal.entries());
  return {
    ...(standing && { verification: pageOf({ kept, standing }, undefined, clock.now()) }),
    ...(comparison && { comparison }),
  };
}

/** Of the hashes; it only has to be another one for each verification. */
function saltFrom({ clock }: RunPorts): string {
  return Array.from({ length: 4 }, () => Math.floor(clock.random() * 2 ** 32).toString(16)).join('-');
}

function howItEnded({ how, error }: Standing): string {
  if (how === 'open') return 'its run was cut off';
  return how === 'failed' ? `it failed with ${error?.code ?? 'an error'}` : 'it was stopped';
}

function nothingToResume(): LivemigError {
  return new LivemigError({
    kind: 'usage',
    code: 'NOTHING_TO_RESUME',
    message: 'No verification in this directory is waiting to be resumed.',
    fix: '`livemig verify` begins one; `livemig verify list` shows those that there are.',
  });
}
