import type { RunClock } from './core/ports.ts';
import type { Secret } from './core/secret.ts';
import { isOfDestination } from './core/survey-ids.ts';
import { type TellingRetries, tellingRetries } from './core/telling-retries.ts';
import { wholeComparison } from './core/verification/request.ts';
import type { VerifiedSide } from './core/verification/verified-side.ts';
import type { SharedClients } from './mongo/shared-clients.ts';
import type { Inspector, Side } from './stages/services.ts';

/**
 * Joins the driver and the comparison to what the stages look into deployments with; a part of the composition root.
 * Loads them when they are first needed: `link` looks into no deployment. `threadScript` is the first module of a thread
 * as a CommonJS script, where it is no file.
 */
export function createInspector(signal: AbortSignal, clock: InspectorClock, threadScript?: () => string): Inspector {
  const patienceMs = 30_000;
  const clients: { source?: SharedClients; destination?: SharedClients } = {};
  let isOver = false;
  const clientsOf = async (side: Side) => {
    const { createSharedClients } = await import('./mongo/shared-clients.ts');
    const options = { name: `the ${side}`, patienceMs: 5_000, silenceMs: 2 * patienceMs, signal };
    const shared = clients[side] ?? createSharedClients({ ...options, elapsed: () => clock.elapsed() });
    clients[side] = shared;
    if (isOver) shared.close();
    return shared;
  };
  const looking = async (side: Side) => ({ clients: await clientsOf(side), signal });
  return {
    greet: async (uri) => (await import('./mongo/inspect.ts')).greet(uri, signal),
    deployment: async (uri) =>
      (await import('./mongo/inspect.ts')).deploymentFacts(uri.reveal(), await looking('source')),
    namespaces: async (uri) =>
      (await import('./mongo/inspect.ts')).occupiedNamespaces(uri.reveal(), await looking('destination')),
    lookAround: async (side, uri) =>
      (await import('./mongo/look-around.ts')).lookAround(uri.reveal(), await looking(side)),
    contents: async (side, uri) =>
      (await import('./mongo/look-around.ts')).lookAtContents(uri.reveal(), await looking(side)),
    moment: async (side, uri) =>
      (await import('./mongo/look-at-moment.ts')).lookAtMoment(uri.reveal(), await looking(side)),
    applications: async (side, uri) =>
      (await import('./mongo/connected-applications.ts')).connectedApplications(uri.reveal(), await looking(side)),
    oplogReaches: async (uri) =>
      (await import('./mongo/survey/oplog-reaches.ts')).oplogReaches(uri.reveal(), await clientsOf('destination'), {
        maxTimeMS: 5_000,
      }),
    engineRecords: async (uri) =>
      (await import('./mongo/engine-records.ts')).readEngineRecords(uri.reveal(), await looking('destination')),
    survey: async (uri, id, progress = () => {}, user, watchMs) => {
      const { survey } = await import('./mongo/survey/index.ts');
      const shared = await clientsOf(isOfDestination(id) ? 'destination' : 'source');
      return survey(id, uri.reveal(), shared, { maxTimeMS: patienceMs, signal, clock, progress, user, watchMs });
    },
    surveys: async () => (await import('./mongo/survey/index.ts')).surveys,
    verify: async (source, destination, request, { journal, queues, salt, report, signal: stop }) => {
      const telling = tellingRetries(report);
      const { retried } = telling;
      const reading = { patienceMs, signal: stop, clock, retried, ...(!request.autoRetry && { mostTries: 1 }) };
      const { between, verifyDeployments, threadsFor, texts } = await loadVerification(threadScript);
      const threads = threadsFor(source, destination, reading);
      const ports = {
        ...texts,
        ...portsOf(clock, stop),
        threads,
        journal,
        queues,
        salt,
        report: telling.report,
        signal: stop,
      };
      return between(source, destination, reading, (sides) => verifyDeployments(sides, request, ports));
    },
    compare: async (source, destination, work) => {
      const { journalOfStep } = await import('./verify/journal-of-step.ts');
      const { between, verifyDeployments, texts } = await loadVerification();
      const { report, retried } = tellingRetries(work.report);
      const ports = {
        ...texts,
        ...portsOf(clock, signal),
        journal: journalOfStep(work),
        salt: '',
        report,
      };
      const reading = { patienceMs, signal, clock, retried };
      return between(source, destination, reading, (sides) => verifyDeployments(sides, wholeComparison, ports));
    },
    close() {
      isOver = true;
      clients.source?.close();
      clients.destination?.close();
    },
  };
}

type InspectorClock = Pick<RunClock, 'now' | 'sleep' | 'elapsed'>;

interface Reading {
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly clock: InspectorClock;
  readonly mostTries?: number;
  readonly retried: TellingRetries['retried'];
}

async function loadVerification(threadScript?: () => string) {
  const [{ withVerifiedSide }, { identityText, valueText }, { verifyDeployments }, { verifyThreads }] =
    await Promise.all([
      import('./mongo/verify/verified-side.ts'),
      import('./mongo/verify/id-text.ts'),
      import('./verify/verify-deployments.ts'),
      import('./verify-threads.ts'),
    ]);
  /** Lends both sides, and closes their connections in any case. */
  const between = <Result>(
    source: Secret,
    destination: Secret,
    reading: Reading,
    use: (sides: { readonly source: VerifiedSide; readonly destination: VerifiedSide }) => Promise<Result>,
  ): Promise<Result> => {
    const { beforeRetry, ...options } = retrying(reading);
    const side = (name: string) => ({
      ...{ ...options, name },
      beforeRetry: (attempt: number) => {
        reading.retried(name);
        return beforeRetry(attempt);
      },
    });
    return withVerifiedSide(source.reveal(), side('the source'), (here) =>
      withVerifiedSide(destination.reveal(), side('the destination'), (there) =>
        use({ source: here, destination: there }),
      ),
    );
  };
  const threadsFor = (source: Secret, destination: Secret, reading: Reading) =>
    verifyThreads(source, destination, {
      ...retrying(reading),
      ...(threadScript !== undefined && { entry: threadScript() }),
    });
  return { between, verifyDeployments, threadsFor, texts: { idText: identityText, valueText } };
}

function retrying({ clock, signal, retried: _, ...reading }: Reading) {
  return { ...reading, signal, beforeRetry: (attempt: number) => clock.sleep(attempt * 1_000, signal) };
}

function portsOf(clock: InspectorClock, signal: AbortSignal) {
  return {
    pause: () => clock.sleep(2_000, signal),
    sleep: (ms: number, other?: AbortSignal) =>
      clock.sleep(ms, other === undefined ? signal : AbortSignal.any([signal, other])),
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
  };
}
