import { onTestFinished } from 'vitest';
import type { RunClock } from '../../src/core/ports.ts';
import { createInspector } from '../../src/inspector.ts';
import { createSharedClients, type SharedClients } from '../../src/mongo/shared-clients.ts';

/** What a look inside a test takes; its connections are closed after the test. */
export function looking(name: string, signal = new AbortController().signal) {
  return { clients: clientsOf(name), signal };
}

/** The clients of a run, inside a test. */
export function clientsOf(name: string, signal?: AbortSignal): SharedClients {
  const clients = createSharedClients({ name, patienceMs: 5_000, ...(signal && { signal }) });
  onTestFinished(() => clients.close());
  return clients;
}

/** The inspector of a run, inside a test. */
export function inspecting(clock: Pick<RunClock, 'now' | 'sleep' | 'elapsed'>, signal = new AbortController().signal) {
  const inspector = createInspector(signal, clock);
  onTestFinished(() => inspector.close());
  return inspector;
}
