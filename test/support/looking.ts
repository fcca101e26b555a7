import { onTestFinished } from 'vitest';
import type { RunClock } from '../../src/core/ports.ts';
import { createInspector } from '../../src/inspector.ts';
import { createSharedClients, type SharedClients, type SharedClientsOptions } from '../../src/mongo/shared-clients.ts';

/** What a look inside a test takes; its connections are closed after the test. */
export function looking(name: string, signal = new AbortController().signal) {
  return { clients: clientsOf(name), signal };
}

export type Given = Partial<Omit<SharedClientsOptions, 'name'>>;

/** The clients of a run, inside a test. */
export function clientsOf(name: string, given: Given = {}): SharedClients {
  const clients = createSharedClients({
    ...{ name, patienceMs: 5_000, silenceMs: 60_000, elapsed: () => 0 },
    ...given,
  });
  onTestFinished(() => clients.close());
  return clients;
}

/** The inspector of a run, inside a test. */
export function inspecting(clock: Pick<RunClock, 'now' | 'sleep' | 'elapsed'>, signal = new AbortController().signal) {
  const inspector = createInspector(signal, clock);
  onTestFinished(() => inspector.close());
  return inspector;
}
