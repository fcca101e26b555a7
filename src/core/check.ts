import type { FactId, Facts, FactValues } from './facts.ts';
import type { StageId } from './step.ts';

export type Severity = 'block' | 'warn' | 'info';

/** Something gathered read-only, or the reason why it could not be. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export function known<T>(value: T): Fact<T> {
  return { known: true, value };
}

export function unknownBecause<T>(reason: string): Fact<T> {
  return { known: false, reason };
}

/** What a judge says of the facts: `undefined` where there is nothing to object to. */
export interface Objection {
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to change. */
  readonly fix: string;
}

/**
 * A value without the parts of it that may not be known. What a check wants of those is a fact of its own: only so is it
 * `not-checked` where nobody tells.
 */
type Sure<Value> = Value extends string | number | boolean | readonly unknown[]
  ? Value
  : { readonly [Part in keyof Value as undefined extends Value[Part] ? never : Part]: Value[Part] };

/** A pure rule over facts. What is not known never reaches it. */
export interface Check<Need extends FactId = FactId, Id extends string = string> {
  /**
   * The id of the rule in MongoDB's requirements as we list them: a letter for the subject and two digits, such as T07.
   * Where no such rule stands behind a check, LM and two digits, which no rule of that list can ever have.
   */
  readonly id: Id;
  readonly title: string;
  readonly severity: Severity;
  /** The facts that it judges. */
  readonly needs: readonly Need[];
  /** The page or API section that the rule comes from. */
  readonly source: string;
  /** A blocker that other credentials would mend ends the run as one of credentials (exit code 4). */
  readonly about?: 'credentials';
  /** The stage before that does what it finds missing: the command that comes next where it blocks. */
  readonly mendedBy?: StageId;
  judge(facts: { readonly [Id in Need]: Sure<FactValues[Id]> }): Objection | undefined;
}

/** Ties what `judge` gets to what the check says that it needs. */
export function defineCheck<const Need extends FactId, const Id extends string>(
  check: Check<Need, Id>,
): Check<Need, Id> {
  return check;
}

export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly result: 'pass' | 'block' | 'warn' | 'info' | 'not-checked';
  readonly message: string;
  readonly fix?: string;
  readonly about?: 'credentials';
}

/** Judges every check, never stopping at the first; a check whose fact is missing is `not-checked`, never `pass`. */
export function judgeAll(checks: readonly Check[], facts: Facts): Finding[] {
  return checks.map((check) => judgeOne(check, facts));
}

function judgeOne(check: Check, { known, unknown }: Facts): Finding {
  const { id, title, about, needs } = check;
  if (!holdsAll(known, needs)) {
    const [missing] = needs.filter((need) => !(need in known));
    const reason = (missing && unknown[missing]) ?? `${missing} was not looked at`;
    return { id, title, result: 'not-checked', message: reason };
  }
  const objection = check.judge(known);
  return objection === undefined
    ? { id, title, result: 'pass', message: title }
    : { id, title, result: check.severity, ...objection, ...(about === undefined ? {} : { about }) };
}

function holdsAll<Need extends FactId>(
  known: Facts['known'],
  needs: readonly Need[],
): known is Facts['known'] & Pick<FactValues, Need> {
  return needs.every((need) => need in known);
}
