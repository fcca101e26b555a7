import { subscribe } from 'node:diagnostics_channel';
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

/** So many turns of the event loop in a row something is waited for that comes to no rest, as with some faults. */
const mostTurns = 400;

/** In so many turns something that goes on, such as the next message behind one that arrived, has begun. */
const quietTurns = 10;

/** Requests of this process that have got no answer yet (nodejs.org/api/diagnostics_channel.html, "HTTP"). */
const underWay = new Set<unknown>();
const requestOf = (message: unknown) =>
  typeof message === 'object' && message !== null && 'request' in message ? message.request : undefined;
subscribe('http.client.request.start', (message) => underWay.add(requestOf(message)));
for (const end of ['http.client.response.finish', 'http.client.request.error'])
  subscribe(end, (message) => underWay.delete(requestOf(message)));

/** Something of this process is being read or written. */
function isDiskBusy(): boolean {
  return process.getActiveResourcesInfo().some((kind) => kind.startsWith('FSReq'));
}

/**
 * A clock that whoever waits puts forward, so that days are over in as many turns of the event loop as there are looks.
 * What takes real time is let go on before: to a message that is on its way, five seconds would be none.
 *
 * @param isAtWork whether the sandbox does something that takes it real time, such as a copy
 */
export function sandboxClock(isAtWork: () => boolean): SandboxClock {
  let skipped = 0;
  const plans = new Set<{ readonly at: number; readonly act: () => Promise<unknown> }>();
  const due = new Set<{ readonly at: number; readonly ring: () => void }>();
  const now = () => Date.now() + skipped;
  const areBusy = [isAtWork, () => underWay.size > 0, isDiskBusy].map(patient);
  const rest = async () => {
    let enough = 1;
    for (let quiet = 0; quiet < enough; ) {
      await pause(1);
      const isBusy = areBusy.map((is) => is()).includes(true);
      quiet = isBusy ? 0 : quiet + 1;
      // Whoever was answered may do the next thing.
      if (isBusy) enough = quietTurns;
    }
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

function patient(isBusy: () => boolean): () => boolean {
  let turns = 0;
  return () => {
    turns = isBusy() ? turns + 1 : 0;
    return turns > 0 && turns < mostTurns;
  };
}
