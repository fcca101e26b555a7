import type { Happening } from '../core/following/happening.ts';
import { pauseAfter } from '../core/following/outbox.ts';
import type { Recipient, Told } from '../core/following/recipient.ts';
import type { RunClock } from '../core/ports.ts';

export interface CourierOptions {
  readonly recipient: Recipient;
  readonly clock: Pick<RunClock, 'elapsed' | 'sleep' | 'random'>;
  /** Called for each once the recipient has said that it was told. */
  onTold(happening: Happening): Promise<void>;
  warn(message: string): void;
}

/** Tells one recipient of one thing after the other. */
export interface Courier {
  add(happening: Happening): void;
  /** Tries everything once more, at most so long, and nothing from then on. Resolves to how much they were not told of. */
  end(mostMs: number): Promise<number>;
}

interface Errand {
  readonly happening: Happening;
  failures: number;
  /** By the run's clock. */
  dueAt: number;
}

/**
 * What fails is tried again after a pause of its own, for as long as the run lasts, and holds up nothing else. Why it failed
 * is warned of once, until there is nothing left to tell.
 */
export function createCourier({ recipient, clock, onTold, warn }: CourierOptions): Courier {
  const errands = new Set<Errand>();
  const warned = new Set<string>();
  let nap = new AbortController();
  let atWork: Promise<void> | undefined;
  let isLastRound = false;
  let isOver = false;

  const work = async () => {
    for (let next = soonest(errands); next !== undefined && !isOver; next = soonest(errands)) {
      const pause = next.dueAt - clock.elapsed();
      if (pause > 0) await sleep(pause);
      else await run(next);
    }
    atWork = undefined;
  };
  const sleep = async (ms: number) => {
    nap = new AbortController();
    // Woken where something else is due before.
    await clock.sleep(ms, nap.signal).catch(() => undefined);
  };
  const run = async (errand: Errand) => {
    const told = await recipient.tell(errand.happening);
    if (told.isTold) await done(errand);
    else failed(errand, told);
  };
  const done = async (errand: Errand) => {
    errands.delete(errand);
    if (errands.size === 0) warned.clear();
    await onTold(errand.happening);
  };
  const failed = (errand: Errand, { why, isRefused, askedSeconds = 0 }: Extract<Told, { isTold: false }>) => {
    errand.failures += 1;
    const pause = pauseAfter(errand.failures, isRefused, askedSeconds, clock.random());
    errand.dueAt = isLastRound ? Number.POSITIVE_INFINITY : clock.elapsed() + pause;
    if (isOver || warned.has(why)) return;
    warned.add(why);
    warn(
      `${why} It is tried again ${isRefused ? 'every quarter of an hour' : 'until it answers'}, and the run goes on.`,
    );
  };
  const begin = () => {
    nap.abort();
    atWork ??= work();
  };
  return {
    add: (happening) => {
      errands.add({ happening, failures: 0, dueAt: clock.elapsed() });
      begin();
    },
    end: async (mostMs) => {
      isLastRound = true;
      for (const errand of errands) errand.dueAt = Math.min(errand.dueAt, clock.elapsed());
      begin();
      const timer = new AbortController();
      await Promise.race([atWork, clock.sleep(mostMs, timer.signal).catch(() => undefined)]);
      timer.abort();
      isOver = true;
      nap.abort();
      return errands.size;
    },
  };
}

/** `undefined` where none is to be run at any time. */
function soonest(errands: ReadonlySet<Errand>): Errand | undefined {
  const [first] = [...errands].toSorted((one, other) => one.dueAt - other.dueAt);
  return first?.dueAt === Number.POSITIVE_INFINITY ? undefined : first;
}
