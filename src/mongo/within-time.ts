import { LivemigError } from '../core/errors.ts';

export interface LookOptions {
  /** How messages call the deployment: `the source`. */
  readonly name: string;
  /** Ends the look with its reason. */
  readonly signal: AbortSignal;
  /** For all of it; ten seconds where it is left out. */
  readonly limitMs?: number;
}

/** A look at a deployment. Ends everything that is on its way when the time is up: a server may take a question and never answer. */
export async function withinTime<Seen>(
  { name, signal, limitMs = 10_000 }: LookOptions,
  look: (signal: AbortSignal) => Promise<Seen>,
): Promise<Seen> {
  const limited = new AbortController();
  const interrupt = () => limited.abort(signal.reason);
  const expire = () => limited.abort(tooSlow(name, limitMs));
  const time = AbortSignal.timeout(limitMs);
  signal.addEventListener('abort', interrupt, { once: true });
  time.addEventListener('abort', expire, { once: true });
  if (signal.aborted) interrupt();
  try {
    return await look(limited.signal);
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
