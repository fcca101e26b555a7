import { durationText } from '../core/plain-units.ts';
import type { VerifyRequest } from '../core/verification/request.ts';
import type { Sides } from './prove-sides.ts';

/** What keeping a pace takes. */
export interface PacePorts {
  /** Milliseconds since some moment, which go on evenly. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** How many operations of others each side is at. */
  load(): Promise<Sides<number>>;
}

/** Fulfilled once the clusters may be read again; tells why that is not at once, where somebody would wonder. */
export type Breathe = (tell: (why: string) => void) => Promise<void>;

/** Shorter rests are put together: a timer is no more exact than a few milliseconds. */
const leastRestMs = 50;
/** Whoever looks at the progress of a verification wonders after so long. */
const longRestMs = 5_000;
/** Looking at the load is work for the servers, too. */
const lookEveryMs = 5_000;

/**
 * The pace of a verification, which is called for each of its lanes: every lane rests by itself, in proportion to the time
 * that it has been reading, and all of them hold back together while a side has too much to do. To be awaited before
 * anything is asked of the servers, and then after each batch and between questions.
 */
export function pacing({ nice, maxLoad }: Pick<VerifyRequest, 'nice' | 'maxLoad'>, ports: PacePorts): () => Breathe {
  const untilFree = maxLoad === undefined ? undefined : holdingBack(maxLoad, ports);
  return () => {
    const rests = nice === 0 ? noRests : resting(nice, ports);
    return async (tell) => {
      await rests.rest(tell);
      if (untilFree === undefined) return;
      const before = ports.elapsed();
      await untilFree(tell);
      rests.leaveOut(ports.elapsed() - before);
    };
  };
}

const noRests = { rest: async () => {}, leaveOut: () => {} };

/** Of 100 milliseconds `nice` are a rest, by a clock that goes on while servers are waited for. */
function resting(nice: number, { elapsed, sleep }: PacePorts) {
  let since = elapsed();
  return {
    /** Time in which nothing was read. */
    leaveOut(ms: number): void {
      since += ms;
    },
    async rest(tell: (why: string) => void): Promise<void> {
      const ms = ((elapsed() - since) * nice) / (100 - nice);
      if (ms < leastRestMs) return;
      if (ms >= longRestMs) tell(`holding back for ${durationText(ms)}, --nice ${nice}`);
      await sleep(ms);
      since = elapsed();
    },
  };
}

/** One look is for all lanes, and none of them goes on while it finds too much. */
function holdingBack(maxLoad: number, { elapsed, sleep, load }: PacePorts): Breathe {
  let looked: number | undefined;
  let looking: Promise<void> | undefined;
  const untilFree = async (tell: (why: string) => void) => {
    for (;;) {
      const why = tooBusy(await load(), maxLoad);
      looked = elapsed();
      if (why === undefined) return;
      tell(why);
      await sleep(lookEveryMs);
    }
  };
  return async (tell) => {
    if (looking === undefined && looked !== undefined && elapsed() - looked < lookEveryMs) return;
    looking ??= untilFree(tell).finally(() => {
      looking = undefined;
    });
    await looking;
  };
}

function tooBusy(load: Sides<number>, maxLoad: number): string | undefined {
  const busy = (['source', 'destination'] as const).filter((side) => load[side] > maxLoad);
  const sides = busy.map((side) => `${load[side].toLocaleString('en')} operations on the ${side}`);
  return sides.length === 0 ? undefined : `holding back: ${sides.join(' and ')}, --max-load ${maxLoad}`;
}
