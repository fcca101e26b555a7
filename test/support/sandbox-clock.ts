import { setTimeout as pause } from 'node:timers/promises';
import type { RunClock } from '../../src/core/ports.ts';
import type { Clock } from '../../src/sandbox/model/clock.ts';

/** One time for a sandbox and for all who work with it. */
export interface SandboxClock {
  /** Of a run: what it waits for is over at once, for the sandbox as well. */
  readonly run: RunClock;
  /** Of the sandbox, which waits until a run has waited so long, or so much real time has passed. */
  readonly sandbox: Clock;
  /** Does something once it is so much later, before whoever waits goes on. */
  after(ms: number, act: () => Promise<unknown>): void;
}

/** So many turns of the event loop in all are waited for the sandbox to come to rest: with some faults it never does. */
const mostTurns = 400;

/**
 * A clock that whoever waits puts forward, so that days are over in as many turns of the event loop as there are looks.
 *
 * @param isAtWork whether the sandbox does something that takes it real time, such as a copy
 */
export function sandboxClock(isAtWork: () => boolean): SandboxClock {
  let skipped = 0;
  let turns = 0;
  const plans = new Set<{ readonly at: number; readonly act: () => Promise<unknown> }>();
  const due = new Set<{ readonly at: number; readonly ring: () => void }>();
  const now = () => Date.now() + skipped;
  const rest = async () => {
    do {
      await pause(1);
      turns = isAtWork() ? turns + 1 : 0;
    } while (turns > 0 && turns < mostTurns);
  };
  const pass = async (ms: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    skipped += ms;
    for (const one of [...due]) if (one.at <= now() && due.delete(one)) one.ring();
    await rest();
    for (const one of [...plans]) if (one.at <= now() && plans.delete(one)) await one.act();
    signal?.throwIfAborted();
  };
  return {
    run: {
      now: () => new Date(now()),
      elapsed: now,
      alarm: (ms, ring) => void due.add({ at: now() + ms, ring }),
      random: () => 0.5,
      sleep: pass,
    },
    sandbox: {
      now: () => new Date(now()),
      async sleep(ms, signal) {
        const over = new AbortController();
        const one = { at: now() + ms, ring: () => over.abort() };
        due.add(one);
        const ended = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
        await pause(ms, undefined, { signal: ended }).catch(() => undefined);
        due.delete(one);
        signal?.throwIfAborted();
      },
    },
    after: (ms, act) => void plans.add({ at: now() + ms, act }),
  };
}
