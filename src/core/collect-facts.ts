import type { Fact } from './check.ts';
import type { FactId, Facts, FactValues } from './facts.ts';

/** Facts that are found one after the other. */
export function collectFacts(): Facts & { keep<Id extends FactId>(id: Id, fact: Fact<FactValues[Id]>): void } {
  const known: Partial<FactValues> = {};
  const unknown: { [Id in FactId]?: string } = {};
  return {
    known,
    unknown,
    keep: (id, fact) => {
      if (fact.known) known[id] = fact.value;
      else unknown[id] = fact.reason;
    },
  };
}
