export type Severity = 'block' | 'warn' | 'info';

/** What a rule comes to. */
export const judgements = ['pass', 'block', 'warn', 'info', 'not-checked'] as const;
export type Judgement = (typeof judgements)[number];

/** Who can mend what a check finds, in the order in which people are told. */
export const menders = ['atlas', 'manager', 'dba', 'application'] as const;
export type Mender = (typeof menders)[number];

/** The engines of live migration by push: that of today, and the one that some old sources still get (domain notes, 1.1). */
export type Engine = 'push' | 'legacy';

/** Where a rule is described, from the directory of this program. */
export function docsOf(id: string): string {
  return `docs/checks.md#${id.toLowerCase()}`;
}

/** What every rule says of itself. */
export interface Rule<Id extends string = string> {
  /**
   * The id of the rule in MongoDB's requirements as we list them: a letter for the subject and two digits, such as T07.
   * Where no such rule stands behind a check, LM and two digits, which no rule of that list can ever have.
   */
  readonly id: Id;
  /** What holds where there is nothing to object to. */
  readonly title: string;
  /** The worst that it can be. */
  readonly severity: Severity;
  readonly mender: Mender;
  /** The page or API section that the rule comes from. */
  readonly source: string;
  /** The engine that it is about, where it is not about both. */
  readonly engine?: Engine;
  /**
   * It asks how things stand before a migration is created. While one is under way its engine fills the destination, and
   * keeps databases of its own: what the rule objects to, and the fix for that, would be about the migration itself.
   */
  readonly onlyBefore?: true;
}
