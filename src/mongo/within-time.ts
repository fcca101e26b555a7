import type { MongoClient } from 'mongodb';
import { LivemigError } from '../core/errors.ts';
import type { SharedClients } from './shared-clients.ts';

export interface LookOptions {
  /** Of the deployment that is looked at. */
  readonly clients: SharedClients;
  /** Ends the look with its reason. */
  readonly signal: AbortSignal;
  /** For all of it; ten seconds where it is left out. */
  readonly limitMs?: number;
}

/** A look at a deployment. Ends when the time is up: a server may take a question and never answer. */
export function withinTime<Seen>(
  uri: string,
  { clients, ...limits }: LookOptions,
  look: (client: MongoClient, signal: AbortSignal) => Promise<Seen>,
): Promise<Seen> {
  return limited({ ...limits, name: clients.name }, (signal) =>
    clients.lend(uri, (client) => look(client, signal), signal),
  );
}

interface Limits extends Pick<LookOptions, 'signal' | 'limitMs'> {
  /** How messages call the deployment. */
  readonly name: string;
}

/** Gives the work a signal that is aborted when the time is up. */
export async function limited<Done>(
  { name, signal, limitMs = 10_000 }: Limits,
  work: (signal: AbortSignal) => Promise<Done>,
): Promise<Done> {
  const limiting = new AbortController();
  const interrupt = () => limiting.abort(signal.reason);
  const expire = () => limiting.abort(tooSlow(name, limitMs));
  const time = AbortSignal.timeout(limitMs);
  signal.addEventListener('abort', interrupt, { once: true });
  time.addEventListener('abort', expire, { once: true });
  if (signal.aborted) interrupt();
  try {
    return await work(limiting.signal);
  } finally {
    signal.removeEventListener('abort', interrupt);
    time.removeEventListener('abort', expire);
  }
}

function tooSlow(name: string, limitMs: number): LivemigError {
  return new LivemigError({
    kind: 'step-failed',
    code: 'MONGODB_SLOW',
    message: `Looking at ${name} took longer than ${limitMs / 1000} s.`,
    fix: 'Look again later, or at the deployment itself.',
  });
}
