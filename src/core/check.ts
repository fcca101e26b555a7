export type Severity = 'block' | 'warn' | 'info';

/** Something gathered read-only, or the reason why it could not be. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export function known<T>(value: T): Fact<T> {
  return { known: true, value };
}

export function unknownBecause<T>(reason: string): Fact<T> {
  return { known: false, reason };
}

/** What a judge says of one fact: `undefined` where there is nothing to object to. */
export interface Objection {
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to change. */
  readonly fix: string;
}

/** A pure rule over facts. */
export interface Check<Facts> {
  /**
   * The id of the rule in MongoDB's requirements as we list them: a letter for the subject and two digits, such as T07.
   * Where no such rule stands behind a check, LM and two digits, which no rule of that list can ever have.
   */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** The page or API section that the rule comes from. */
  readonly source: string;
  /** A blocker that other credentials would mend ends the run as one of credentials (exit code 4). */
  readonly about?: 'credentials';
  judge(facts: Facts): Fact<Objection | undefined>;
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
export function judgeAll<Facts>(checks: readonly Check<Facts>[], facts: Facts): Finding[] {
  return checks.map((check) => judgeOne(check, facts));
}

function judgeOne<Facts>(check: Check<Facts>, facts: Facts): Finding {
  const { id, title } = check;
  const verdict = check.judge(facts);
  if (!verdict.known) return { id, title, result: 'not-checked', message: verdict.reason };
  const objection = verdict.value;
  return objection === undefined
    ? { id, title, result: 'pass', message: title }
    : { id, title, result: check.severity, ...objection, ...(check.about === undefined ? {} : { about: check.about }) };
}
