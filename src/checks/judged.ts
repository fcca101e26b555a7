import { type Fact, known, type Objection } from '../core/check.ts';

/** Judges a fact that is known; one that is not known stays so, with its reason. */
export function judged<T>(fact: Fact<T>, judge: (value: T) => Objection | undefined): Fact<Objection | undefined> {
  return fact.known ? known(judge(fact.value)) : fact;
}

/** The same over two facts. */
export function judgedBoth<A, B>(
  first: Fact<A>,
  second: Fact<B>,
  judge: (first: A, second: B) => Objection | undefined,
): Fact<Objection | undefined> {
  return first.known ? judged(second, (value) => judge(first.value, value)) : first;
}
