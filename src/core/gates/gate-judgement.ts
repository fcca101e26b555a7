import type { Fact } from '../check.ts';
import { withoutStop } from '../without-stop.ts';

/** What a gate says of the facts. Words without a full stop, but for a fix. */
export type GateJudgement =
  | { readonly is: 'met'; readonly message: string }
  | {
      readonly is: 'not-met';
      readonly message: string;
      readonly fix: string;
      /** It is met by itself after so long, unless something happens until then. */
      readonly inMs?: number;
    }
  /** What could not be looked at, and why: never taken for met. */
  | { readonly is: 'not-looked-at'; readonly message: string };

export function met(message: string): GateJudgement {
  return { is: 'met', message };
}

/** Judges what is known, and says why nothing is where it is not. */
export function ifKnown<Value>(fact: Fact<Value>, judge: (value: Value) => GateJudgement): GateJudgement {
  return fact.known ? judge(fact.value) : { is: 'not-looked-at', message: withoutStop(fact.reason) };
}
