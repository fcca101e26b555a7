/** Thrown where a test lets the process "die". */
export class Crash extends Error {}

/** Counts the moments at which a process could be killed, and kills it at one of them: from then on nothing works. */
export interface CrashSwitch {
  readonly dead: boolean;
  readonly moments: number;
  /** Wraps an effect: one moment before it, one after it. */
  around<T>(effect: () => Promise<T>): Promise<T>;
}

/** `dieAt` counts from 1; 0 never dies. */
export function crashSwitch(dieAt: number): CrashSwitch {
  let moments = 0;
  let dead = false;
  const moment = () => {
    moments += 1;
    if (moments === dieAt) dead = true;
    if (dead) throw new Crash(`killed at moment ${moments}`);
  };
  return {
    get dead() {
      return dead;
    },
    get moments() {
      return moments;
    },
    async around(effect) {
      moment();
      const result = await effect();
      moment();
      return result;
    },
  };
}
