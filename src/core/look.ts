import type { RunClock } from './ports.ts';

/**
 * One look at the world outside: what is asked twice in it is read once, however many checks, choices and steps want it.
 *
 * A look ends where the world may have become another one: with each change that livemig makes, each answer and approval
 * of a person, each pause. So nothing is judged or done on a look that is older than an approval.
 */
export interface Look {
  /** What was read before is not used any more; to be called after whatever takes time, or changes something. */
  begin(): void;
  /**
   * The same port, of which these functions only read. Called again with the same arguments they give what they gave
   * before, failures too. Every other function may change something, so it begins a new look, before and after.
   */
  share<Port extends object>(port: Port, reads: readonly (keyof Port)[]): Port;
}

/** Requests may be tried again for minutes; what was read before that is too old to be judged together with what comes then. */
const oldestMs = 30_000;

export function createLook({ elapsed }: Pick<RunClock, 'elapsed'>): Look {
  let looks = 0;
  const begin = () => {
    looks += 1;
  };
  return {
    begin,
    share(port, reads) {
      const memory = createMemory(() => looks, elapsed);
      return new Proxy(port, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          const call = (args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
          const isRead = reads.some((read) => read === name);
          return (...args: unknown[]) => (isRead ? memory(name, args, call) : changing(() => call(args), begin));
        },
      });
    },
  };
}

interface Remembered {
  readonly name: string | symbol;
  readonly args: readonly unknown[];
  readonly readAt: number;
  readonly result: unknown;
}

function createMemory(lookNow: () => number, elapsed: () => number) {
  let look = lookNow();
  let reads: Remembered[] = [];
  return (name: string | symbol, args: readonly unknown[], call: (args: readonly unknown[]) => unknown): unknown => {
    const now = elapsed();
    if (look !== lookNow()) reads = [];
    look = lookNow();
    reads = reads.filter(({ readAt }) => now - readAt <= oldestMs);
    const known = reads.find((one) => one.name === name && isSame(one.args, args));
    if (known !== undefined) return known.result;
    const result = call(args);
    reads.push({ name, args, readAt: now, result });
    return result;
  };
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((arg, at) => Object.is(arg, other[at]));
}

function changing(change: () => unknown, begin: () => void): unknown {
  begin();
  const result = change();
  return result instanceof Promise ? result.finally(begin) : result;
}
