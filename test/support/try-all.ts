import fc from 'fast-check';
import type { TryCase } from './law.ts';
import { lawRuns, lawSeed } from './law-effort.ts';

/**
 * Tries a property on random values, each of them a case, and no longer than it holds; the same seed gives the same
 * values. One for which it does not hold is told once, and once more as small as it can be made.
 */
export async function tryAll<Value>(
  tryCase: TryCase,
  what: string,
  values: fc.Arbitrary<Value>,
  holds: (value: Value) => void | Promise<void>,
  runs = 100,
): Promise<void> {
  const held = async (value: Value) => {
    await holds(value);
    if (names() !== namesBefore) throw new Error(`every object has ${names()} now`);
  };
  let broken = false;
  const property = fc.asyncProperty(values, async (value) => {
    // What comes after the first is the search for a smaller one.
    if (broken) return held(value);
    const name = `${what} (LIVEMIG_LAW_SEED=${lawSeed}) of ${brief(value)}`;
    broken = !(await tryCase(name, () => held(value)));
    if (broken) throw new Error(name);
  });
  const { failed, counterexample } = await fc.check(property, { seed: lawSeed, numRuns: runs * lawRuns });
  if (!failed || counterexample === null) return;
  const [smallest] = counterexample;
  await tryCase(`${what}, at the smallest, of ${brief(smallest)}`, () => held(smallest));
}

/** What every object has; nothing that is read may add to it. */
const names = () => Reflect.ownKeys(Object.prototype).map(String).join();
const namesBefore = names();

function brief(value: unknown): string {
  const text = fc.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
